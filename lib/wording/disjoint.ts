import { listed } from './words';

/** `no pod is in both shop/web and shop/api`, `no pod is in two of …`. */
export function disjointSentence(names: readonly string[]): string {
  return `no pod is in ${names.length === 2 ? 'both' : 'two of'} ${listed(names, 6)}`;
}

import type { Subject } from '../diagnostics/finding';

/** `NetworkPolicy shop/allow-web`; `Namespace shop`. */
export function resourceTitle({ kind, namespace, name }: Subject): string {
  return `${kind} ${namespace === undefined || kind === 'Namespace' ? '' : `${namespace}/`}${name}`;
}

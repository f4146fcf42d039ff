import type { ConnectivityResult } from './connectivity-result';

/** Names of pods by their namespace, both in the order in which they come. */
export function podsByNamespace(pods: ConnectivityResult['pods']): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const { name, namespace } of pods) {
    const group = groups.get(namespace);
    if (group) group.push(name);
    else groups.set(namespace, [name]);
  }
  return groups;
}

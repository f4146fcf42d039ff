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

/** Pods by their namespace, both in the order in which they come. */
export function groupByNamespace<Pods extends { readonly namespace: string }>(
  all: readonly Pods[],
): ReadonlyMap<string, readonly Pods[]> {
  const groups = new Map<string, Pods[]>();
  for (const pods of all) {
    const group = groups.get(pods.namespace);
    if (group) group.push(pods);
    else groups.set(pods.namespace, [pods]);
  }
  return groups;
}

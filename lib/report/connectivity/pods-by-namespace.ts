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

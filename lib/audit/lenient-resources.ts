import type { LoadResult } from '../k8s/load';
import type { ClusterResources, PolicyResource } from '../k8s/resources';

/** What reach is computed from, and what had to be decided for it. */
export interface LenientResources {
  readonly resources: ClusterResources;
  /** One sentence for each policy that is not taken as it is written. */
  readonly notes: readonly string[];
}

/**
 * The resources with refused policies as a lenient server stores them (unknown fields dropped, host bits kept), or left
 * out where no server takes them. Of policies with one name the last is in force.
 */
export function lenientResources({ resources, refusedPolicies, texts }: LoadResult): LenientResources {
  if (refusedPolicies.length === 0) return { resources, notes: [] };
  const notes: string[] = [];
  const files = new Map([...texts.keys()].map((file, index) => [file, index]));
  const policies = new Map(resources.policies.map((policy) => [keyOf(policy), policy]));
  for (const { tolerated, namespace, name } of refusedPolicies) {
    const title = `NetworkPolicy ${namespace}/${name || '(no name)'}`;
    if (!tolerated) {
      notes.push(`${title} is invalid: reach is computed without it`);
      continue;
    }
    const known = policies.get(keyOf(tolerated));
    if (known && isBefore(tolerated, known, files)) continue;
    policies.set(keyOf(tolerated), tolerated);
    notes.push(`${title} is invalid: reach is computed as a lenient server stores it`);
  }
  return { resources: { ...resources, policies: [...policies.values()] }, notes };
}

const keyOf = ({ namespace, name }: PolicyResource): string => `${namespace}/${name}`;

function isBefore(a: PolicyResource, b: PolicyResource, files: ReadonlyMap<string, number>): boolean {
  if (a.origin.file !== b.origin.file) return (files.get(a.origin.file) ?? 0) < (files.get(b.origin.file) ?? 0);
  return a.origin.span().line < b.origin.span().line;
}

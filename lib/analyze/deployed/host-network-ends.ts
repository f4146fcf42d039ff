import type { Finding } from '../../diagnostics/finding';
import type { IntendedInvariant, IntendedPeer, Intent } from '../../intent/intent';
import type { WorkloadResource } from '../../k8s/resources';
import { listed } from '../../wording/words';
import { deployedByNamespace, titleOf } from './deployed-pods';

/**
 * Invariants that speak of pods which are deployed on the host network: no policy selects those, so that nothing keeps them
 * from anybody. What is declared to be there is judged as that with everything else.
 */
export function hostNetworkFindings(intent: Intent, workloads: readonly WorkloadResource[]): readonly Finding[] {
  const owned = new Set(intent.namespaces.filter(({ isOwned }) => isOwned).map(({ name }) => name));
  const podsIn = deployedByNamespace(
    workloads.filter(({ hostNetwork }) => hostNetwork),
    owned,
  );
  const meantBy = ({ namespace, pods }: Pick<PodsInNamespace, 'namespace' | 'pods'>) => {
    const selected = podsIn(namespace)?.selectedBy(pods);
    return selected ? [...selected.sure, ...selected.perhaps] : [];
  };
  const declared = new Set(
    intent.workloads
      .filter(({ hostNetwork }) => hostNetwork)
      .flatMap(({ namespace, selector }) => meantBy({ namespace, pods: selector })),
  );
  return intent.invariants.flatMap((invariant) => {
    const meant = restrictedEnds(invariant).flatMap((peer) => (isInNamespace(peer) ? meantBy(peer) : []));
    const found = [...new Set(meant)].filter((each) => !declared.has(each));
    const [first] = found;
    return first ? [findingOf(invariant, found, first)] : [];
  });
}

/** Those whose connections the invariant rules out. */
const restrictedEnds = ({ kind, from, to }: IntendedInvariant): readonly IntendedPeer[] =>
  kind === 'never' ? [...from, ...to] : to;

type PodsInNamespace = IntendedPeer & { readonly kind: 'pods'; readonly namespace: string };

const isInNamespace = (peer: IntendedPeer): peer is PodsInNamespace =>
  peer.kind === 'pods' && typeof peer.namespace === 'string';

function findingOf(
  { sentence, at }: IntendedInvariant,
  found: readonly WorkloadResource[],
  first: WorkloadResource,
): Finding {
  return {
    code: 'invariant-unproved',
    severity: 'error',
    message: `"${sentence}" cannot be proved because it speaks of pods of ${listed(found.map(titleOf), 6)}, which are deployed on the host network: no policy selects them`,
    at,
    related: [{ at: () => first.origin.span('metadata.name'), message: `${titleOf(first)} is declared here` }],
    help: ['name ends that have none of these pods, by labels of their own'],
  };
}

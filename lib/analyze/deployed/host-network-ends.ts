import { groupBy } from '../../algebra/keyed';
import { matchesSelectorPartly, type Selector } from '../../algebra/selector';
import type { Finding } from '../../diagnostics/finding';
import type { IntendedInvariant, IntendedPeer, Intent, ManifestPods } from '../../intent/intent';
import { listed } from '../../wording/words';
import { assignedTo } from '../judge/assigned';

/**
 * Invariants that speak of pods which are deployed on the host network: no policy selects those, so that nothing keeps them
 * from anybody. What is declared to be there is judged as that with everything else.
 */
export function hostNetworkFindings(intent: Intent, pods: readonly ManifestPods[]): readonly Finding[] {
  const byNamespace = groupBy(
    pods.filter(({ hostNetwork }) => hostNetwork),
    ({ namespace }) => namespace,
  );
  const meantBy = (namespace: string, selector: Selector) =>
    (byNamespace.get(namespace) ?? []).filter(
      (each) => matchesSelectorPartly(selector, each.labels, assignedTo(each)) !== false,
    );
  const declared = new Set(
    intent.workloads
      .filter(({ hostNetwork }) => hostNetwork)
      .flatMap(({ namespace, selector }) => meantBy(namespace, selector).map(({ title }) => title)),
  );
  return intent.invariants.flatMap((invariant) => {
    const meant = restrictedEnds(invariant).filter(isInNamespace);
    const found = meant
      .flatMap(({ namespace, pods }) => meantBy(namespace, pods))
      .filter(({ title }) => !declared.has(title));
    const [first] = found;
    return first ? [findingOf(invariant, new Set(found.map(({ title }) => title)), first)] : [];
  });
}

/** Those whose connections the invariant rules out. */
const restrictedEnds = ({ kind, from, to }: IntendedInvariant): readonly IntendedPeer[] =>
  kind === 'never' ? [...from, ...to] : to;

type PodsInNamespace = IntendedPeer & { readonly kind: 'pods'; readonly namespace: string };

const isInNamespace = (peer: IntendedPeer): peer is PodsInNamespace =>
  peer.kind === 'pods' && typeof peer.namespace === 'string';

function findingOf({ sentence, at }: IntendedInvariant, found: ReadonlySet<string>, first: ManifestPods): Finding {
  return {
    code: 'invariant-unproved',
    severity: 'error',
    message: `"${sentence}" cannot be proved because it speaks of pods of ${listed([...found], 6)}, which are deployed on the host network: no policy selects them`,
    at,
    related: [{ at: first.at, message: `${first.title} is declared here` }],
    help: ['name ends that have none of these pods, by labels of their own'],
  };
}

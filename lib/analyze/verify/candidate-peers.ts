import { matchesSelector } from '../../algebra/selector';
import type { Intent } from '../../k8s/intent';
import type { Labels } from '../../k8s/resources';
import type { Access } from './access';
import { distinctLabels, exampleLabels, labelsText } from './example-labels';

/** A pod that may be a peer. */
export interface CandidatePeer {
  readonly namespace: string;
  readonly namespaceLabels: Labels;
  readonly labels: Labels;
}

const nameLabel = 'kubernetes.io/metadata.name';

/** Every kind of pod that a peer of either side may or may not mean, in every namespace that matters to one of them. */
export function candidatePeers(accesses: readonly Access[], intent: Intent): readonly CandidatePeer[] {
  const peers = accesses.flatMap(({ peer }) => (peer.kind === 'pods' ? [peer] : []));
  const labelSets = distinctLabels([{}, ...peers.flatMap(({ pods }) => exampleLabels(pods))]);
  const workloads = intent.workloads.flatMap(({ namespace, selector }) =>
    exampleLabels(selector)
      .slice(0, 1)
      .map((labels) => ({ namespace, labels })),
  );
  return namespacesFor(peers, accesses, intent).flatMap(({ namespace, namespaceLabels }) => [
    ...labelSets.map((labels) => ({ namespace, namespaceLabels, labels })),
    ...workloads.filter((workload) => workload.namespace === namespace).map((each) => ({ ...each, namespaceLabels })),
  ]);
}

/** Whether an access is about a pod. */
export function admitsPeer({ peer }: Access, candidate: CandidatePeer): boolean {
  if (peer.kind === 'everyone') return true;
  if (peer.kind === 'addresses') return false;
  const isThere =
    typeof peer.namespace === 'string'
      ? peer.namespace === candidate.namespace
      : matchesSelector(peer.namespace, candidate.namespaceLabels);
  return isThere && matchesSelector(peer.pods, candidate.labels);
}

type CandidateNamespace = Omit<CandidatePeer, 'labels'>;

/** The namespace with these labels: a declared one where they name it, else one that nobody declared. */
export function namespaceWith(labels: Labels, { namespaces }: Intent): CandidateNamespace {
  const name = labels[nameLabel];
  if (name === undefined) return { namespace: `[${labelsText(labels)}]`, namespaceLabels: labels };
  const declared = namespaces.find((namespace) => namespace.name === name);
  if (declared?.isOwned) return { namespace: name, namespaceLabels: declared.labels };
  return { namespace: name, namespaceLabels: { ...labels, ...declared?.labels } };
}

function namespacesFor(
  peers: readonly { readonly namespace: string | Parameters<typeof exampleLabels>[0] }[],
  accesses: readonly Access[],
  intent: Intent,
): readonly CandidateNamespace[] {
  const byName = new Map(intent.namespaces.map((namespace) => [namespace.name, namespace.labels]));
  const named = [
    ...peers.flatMap(({ namespace }) => (typeof namespace === 'string' ? [namespace] : [])),
    ...accesses.map(({ namespace }) => namespace),
  ];
  const known = [...new Set(named)].map((name) => ({
    namespace: name,
    namespaceLabels: byName.get(name) ?? { [nameLabel]: name },
  }));
  const bySelector = peers.flatMap(({ namespace }) => (typeof namespace === 'string' ? [] : exampleLabels(namespace)));
  const described = distinctLabels([{}, ...bySelector]).map((labels) => namespaceWith(labels, intent));
  const matching = intent.namespaces
    .filter(({ labels }) =>
      peers.some(({ namespace }) => typeof namespace !== 'string' && matchesSelector(namespace, labels)),
    )
    .map(({ name, labels }) => ({ namespace: name, namespaceLabels: labels }));
  const all = [...known, ...matching, ...described];
  return [...new Map(all.map((each) => [JSON.stringify(each), each])).values()];
}

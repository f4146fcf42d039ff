import type { Finding } from '../diagnostics/finding';
import type { Direction, PeerModel, PodPeerModel, WorkloadModel } from '../dsl/model';
import type { Isolation } from './isolation';
import type { Pair } from './pairs';
import { isPodPeer, peerKey, peerLabel } from './peer-identity';

/** One direction of a pair, in the namespace of the end that it is written for. */
export interface Half {
  readonly namespace: string;
  readonly direction: Direction;
  /** The pods that the policy selects: the target of an ingress half, the source of an egress half. */
  readonly subject: PodPeerModel;
  /** Only those pods of the subject that are in this workload, which is isolated on its own. */
  readonly within: WorkloadModel | undefined;
  /** The other end. */
  readonly peer: PeerModel;
  readonly pair: Pair;
  /** Tells policies apart that one `.named()` gives to several subjects of a namespace. */
  readonly subjectSuffix: string;
}

/**
 * The halves of all pairs: one wherever an end is owned and isolated in its direction. A policy on a pod that nothing
 * isolates would cut everything else it does. A pair that nothing can be written for is reported.
 */
export function halvesOf(pairs: readonly Pair[], isolation: Isolation, findings: Finding[]): readonly Half[] {
  return pairs.flatMap((pair) => {
    const halves = [
      ...halvesOfEnd(pair, 'ingress', pair.to, pair.from, isolation),
      ...halvesOfEnd(pair, 'egress', pair.from, pair.to, isolation),
    ];
    if (halves.length === 0) findings.push(writesNothing(pair));
    return halves;
  });
}

function halvesOfEnd(
  pair: Pair,
  direction: Direction,
  subject: PeerModel,
  peer: PeerModel,
  isolation: Isolation,
): readonly Half[] {
  if (!isPodPeer(subject)) return [];
  const namespace = subject.namespace.name;
  const subjectSuffix = sharesNamespace(pair, direction, subject) ? `-${subjectName(subject)}` : '';
  return isolation.partsOf(subject, direction).map((part) => ({
    namespace,
    direction,
    subject,
    within: part.whole ? undefined : part.within,
    peer,
    pair,
    subjectSuffix,
  }));
}

/** Whether the flow's statement has another subject in the same namespace. */
function sharesNamespace({ flow }: Pair, direction: Direction, subject: PodPeerModel): boolean {
  const subjects = (direction === 'ingress' ? flow.to : flow.from) ?? [];
  const own = peerKey(subject);
  return subjects.some(
    (other) => isPodPeer(other) && other.namespace.name === subject.namespace.name && peerKey(other) !== own,
  );
}

const subjectName = (subject: PodPeerModel): string => (subject.kind === 'all-pods' ? 'all' : subject.name);

const isExternal = (peer: PeerModel): boolean => !isPodPeer(peer) && peer.kind !== 'namespaces';

function writesNothing({ from, to, flow }: Pair): Finding {
  if (isExternal(from) && isExternal(to))
    return {
      code: 'flow-outside',
      severity: 'error',
      message: `the flow from ${peerLabel(from)} to ${peerLabel(to)} has no end inside the cluster, and policies bind pods only`,
      at: flow.site,
      help: ['name the workload that sends or receives it, or leave the flow out'],
    };
  const owner = [to, from].find(isPodPeer);
  return {
    code: 'flow-writes-nothing',
    severity: 'error',
    message: `the flow from ${peerLabel(from)} to ${peerLabel(to)} writes no policy: neither end is both owned and isolated in its direction`,
    at: flow.site,
    help: [
      `what is not isolated may be reached already; to control it, list its namespace in a chart${
        owner ? ` (namespace('${owner.namespace.name}', { baseline: denyAll() }))` : ''
      } or isolate the workload on its own ({ isolate: 'ingress' })`,
    ],
  };
}

import { byCodeUnits } from '../algebra/text-order';
import type { PeerModel, PodPeerModel, WorkloadModel } from '../dsl/model';
import type { Direction } from '../k8s/network-policy';
import type { Isolation } from './isolation';
import type { OwnedNamespaces } from './namespaces';
import { type Pair, pairSentence } from './pairs';
import { isPodPeer } from './peer-identity';

/** One direction of a pair, in the namespace of the end that it is written for. */
export interface Half {
  readonly direction: Direction;
  /** The pods that the policy selects: the target of an ingress half, the source of an egress half. */
  readonly subject: PodPeerModel;
  /** Only those pods of the subject that are in this workload, which is isolated on its own. */
  readonly within: WorkloadModel | undefined;
  /** The other end. */
  readonly peer: PeerModel;
  readonly pair: Pair;
}

/** A half of a flow that netpact does not write, because the namespace belongs to somebody else. */
export interface ForeignHalf {
  readonly namespace: string;
  readonly direction: Direction;
  /** `monitoring/prometheus may reach shop/web on TCP 9090`. */
  readonly sentence: string;
}

/**
 * The halves of all pairs: one wherever an end is owned and isolated in its direction. A policy on a pod that nothing
 * isolates would cut everything else it does.
 */
export function halvesOf(pairs: readonly Pair[], isolation: Isolation): readonly Half[] {
  return pairs.flatMap((pair) =>
    endsOf(pair).flatMap(({ direction, subject, peer }) =>
      isolation.partsOf(subject, direction).map((within) => ({ direction, subject, within, peer, pair })),
    ),
  );
}

/** What owners of other namespaces must allow for the flows to work, in case they isolate those pods. Sorted, each once. */
export function foreignHalves(pairs: readonly Pair[], owned: OwnedNamespaces): readonly ForeignHalf[] {
  const halves = new Map<string, ForeignHalf>();
  for (const pair of pairs)
    for (const { direction, subject } of endsOf(pair)) {
      const namespace = subject.namespace.name;
      if (owned.has(namespace)) continue;
      const sentence = pairSentence(pair);
      halves.set(`${namespace} ${direction} ${sentence}`, { namespace, direction, sentence });
    }
  return [...halves].sort(([a], [b]) => byCodeUnits(a, b)).map(([, half]) => half);
}

/** The ends that a policy can select, each with the other one: who is reached, then who reaches. */
export function endsOf({ from, to }: Pair): readonly Pick<Half, 'direction' | 'subject' | 'peer'>[] {
  return [
    ...(isPodPeer(to) ? [{ direction: 'ingress' as const, subject: to, peer: from }] : []),
    ...(isPodPeer(from) ? [{ direction: 'egress' as const, subject: from, peer: to }] : []),
  ];
}

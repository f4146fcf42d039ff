import type { PeerModel, PodPeerModel, WorkloadModel } from '../dsl/model';
import type { Direction } from '../k8s/network-policy';
import type { Isolation } from './isolation';
import type { Pair } from './pairs';
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

/** The ends that a policy can select, each with the other one: who is reached, then who reaches. */
export function endsOf({ from, to }: Pair): readonly Pick<Half, 'direction' | 'subject' | 'peer'>[] {
  return [
    ...(isPodPeer(to) ? [{ direction: 'ingress' as const, subject: to, peer: from }] : []),
    ...(isPodPeer(from) ? [{ direction: 'egress' as const, subject: from, peer: to }] : []),
  ];
}

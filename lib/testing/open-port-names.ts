import { matchesSelector } from '../algebra/selector';
import type { Analysis } from '../analyze/analysis';
import type { AddressBlock } from '../analyze/model/policy-rules';
import type { PodSet } from '../analyze/model/universe';

/** A rule that lets addresses in on a port by name, to pods of which nobody says what number that is. */
export interface OpenPortName {
  readonly pods: PodSet;
  readonly name: string;
  /** Missing where the rule lets everybody in. */
  readonly blocks: readonly AddressBlock[] | undefined;
  /** `shop/in spec.ingress[0]`. */
  readonly rule: string;
}

/** What rows of connections cannot show: pods without a manifest have no port names, so that addresses seem to reach none. */
export function openPortNames({ book, universe }: Analysis): readonly OpenPortName[] {
  return universe.pods
    .filter(({ workload }) => !workload)
    .flatMap((pods) =>
      book
        .policiesIn(pods.namespace)
        .filter(({ policy }) => matchesSelector(policy.spec.podSelector ?? {}, pods.labels))
        .flatMap(({ policy, ingress = [] }) =>
          (ingress ?? []).flatMap(({ path, peers, ports }) => {
            const blocks = peers?.flatMap((peer) => ('block' in peer ? [peer.block] : []));
            if (blocks?.length === 0) return [];
            const isDeclared = ({ name, protocol }: (typeof ports.named)[number]) =>
              pods.ports.some((each) => each.name === name && each.protocol === protocol);
            const rule = `${policy.namespace}/${policy.name} ${path}`;
            return ports.named.flatMap((each) => (isDeclared(each) ? [] : [{ pods, name: each.name, blocks, rule }]));
          }),
        ),
    );
}

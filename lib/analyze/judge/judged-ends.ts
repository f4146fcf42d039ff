import type { PortSet } from '../../algebra/port-set';
import { type AddressAdmission, type AddressReach, addressReachOf } from '../engine/address-reach';
import type { End } from '../model/end';
import type { Direction, PolicyBook } from '../model/policy-rules';
import { portsTowards } from '../model/port-rule';
import type { PodSet } from '../model/universe';
import { judgeBoth } from './judge';
import { judgeSelection } from './matching';

/** The ports on which one end reaches another, whether they are in the analysis or not. */
export function portsBetween(book: PolicyBook, source: End, target: End): PortSet {
  return judgeBoth(book, source, target, new Set()).bounds.ports;
}

/** What pods that need not be in the analysis exchange with addresses outside the cluster. */
export function reachOfPods(book: PolicyBook, direction: Direction, pods: PodSet): AddressReach {
  const { settings } = book;
  const isolating = book
    .policiesIn(pods.namespace)
    .filter((policy) => policy[direction] && judgeSelection(policy, pods, settings).answer);
  const grants = isolating.flatMap((policy) =>
    (policy[direction] ?? []).flatMap(({ peers, ports }): AddressAdmission['grants'] => {
      if (!peers) return [{ peer: { kind: 'everyone' }, ports }];
      return peers.flatMap((peer) => ('block' in peer ? [{ peer: { kind: 'block', block: peer.block }, ports }] : []));
    }),
  );
  const declared = direction === 'ingress' ? pods.ports : undefined;
  return addressReachOf({ isOpen: isolating.length === 0, grants }, (rule) =>
    declared ? portsTowards(rule, declared, settings.cni) : rule.fixed,
  );
}

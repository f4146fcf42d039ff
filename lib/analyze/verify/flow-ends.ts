import { type AddressSpace, ipv4, ipv6 } from '../../algebra/address-space';
import { type AddressBounds, formatAddress, type IpFamily } from '../../algebra/cidr';
import { smallestLabels } from '../../algebra/selector';
import type { IntendedPeer } from '../../intent/intent';
import type { Labels, PolicyResource } from '../../k8s/resources';
import type { Analysis } from '../analysis';
import { judgeNamespace } from '../judge/matching';
import { type End, endOf, imaginedPods } from '../model/end';
import type { KnownNamespace } from '../model/universe';
import { imaginedNamespace } from '../possible/representatives';
import { accessesOfPolicy, peerOfIntent, rangesOfPeer } from './access';
import type { AssumedPods } from './assumed-pods';
import { judgeMember } from './intended-cluster';

/**
 * Those whom a peer of a flow means, as far as a question about flows needs them: the declared workloads, a pod that carries
 * just what the peer asks for, and, of addresses, the first of each run that policies treat alike.
 */
export function endsOfPeer(
  peer: IntendedPeer,
  analysis: Analysis,
  pods: AssumedPods,
  turns: readonly AddressTurn[],
): readonly End[] {
  const { universe } = analysis;
  const declared = universe.pods.flatMap((pods) =>
    pods.workload && peer.kind !== 'addresses' && judgeMember(pods, peer, analysis).answer
      ? [endOf(universe, pods)]
      : [],
  );
  return [...declared, ...imaginedEnds(peer, analysis, pods), ...addressEnds(peer, turns)];
}

/** An address at which the answer of policies may change. */
export interface AddressTurn {
  readonly family: IpFamily;
  readonly value: bigint;
}

/** Where blocks of these policies, or holes in them, begin or are over. */
export function addressTurns(policies: readonly PolicyResource[]): readonly AddressTurn[] {
  const blocks = policies.flatMap((policy) =>
    accessesOfPolicy(policy).flatMap(({ peer }) => (peer.kind === 'addresses' ? peer.blocks : [])),
  );
  return blocks
    .flatMap(({ cidr, except }): readonly AddressBounds[] => [cidr, ...except])
    .flatMap(({ family, first, last }) => [
      { family, value: first },
      { family, value: last + 1n },
    ]);
}

function imaginedEnds(peer: IntendedPeer, { universe }: Analysis, pods: AssumedPods): readonly End[] {
  if (peer.kind === 'addresses') return [];
  const [where, selector] = peer.kind === 'everyone' ? [{}, {}] : [peer.namespace, peer.pods];
  const fewest = smallestLabels(selector);
  if (!fewest) return [];
  const labelsIn = (namespace: string): readonly Labels[] => {
    const labels = pods.labelsIn({ kind: 'pods', namespace, pods: selector });
    // What could not be decided is asked with the fewest labels; that it was not is an error of its own.
    return labels === 'none' ? [] : [labels === 'undecided' ? fewest : labels];
  };
  if (typeof where === 'string') return labelsIn(where).map((labels) => endOf(universe, imaginedPods(where, labels)));
  const unnamed = smallestLabels(where);
  const known = universe.namespaces.filter((namespace) => judgeNamespace(where, namespace).answer);
  return [
    ...known.flatMap((namespace) => labelsIn(namespace.name).map((labels) => podIn(namespace, labels))),
    ...(unnamed ? [podIn(imaginedNamespace(unnamed), fewest)] : []),
  ];
}

function podIn(namespace: KnownNamespace, labels: Labels): End {
  const pods = imaginedPods(namespace.name, labels);
  return { kind: 'pods', name: pods.name, pods, namespace };
}

function addressEnds(peer: IntendedPeer, turns: readonly AddressTurn[]): readonly End[] {
  if (peer.kind === 'pods') return [];
  const starts = <A extends number | bigint>(space: AddressSpace<A>): readonly AddressTurn[] =>
    rangesOfPeer(space, peerOfIntent(peer)).flatMap((range) => {
      const [first, last] = [BigInt(range.first), BigInt(range.last)];
      const within = turns.filter(({ family, value }) => family === space.family && first < value && value <= last);
      return [{ family: space.family, value: first }, ...within];
    });
  const names = [...starts(ipv4), ...starts(ipv6)].map(formatAddress);
  return [...new Set(names)].map((name) => ({ kind: 'address', name }));
}

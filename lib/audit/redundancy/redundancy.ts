import { eachId, hasId } from '../../algebra/id-set';
import { addTo, getOrInsert } from '../../algebra/keyed';
import { onceForEach } from '../../algebra/once';
import { allPorts, intersectPorts, noPorts, type PortSet, subtractPorts, unionPorts } from '../../algebra/port-set';
import type { Analysis } from '../../analyze/analysis';
import type { Grant } from '../../analyze/engine/admission';
import type { PodClass } from '../../analyze/engine/classes';
import type { Peer } from '../../analyze/engine/peers';
import { type PodGroup, type PodGroups, podGroups } from '../../analyze/engine/pod-groups';
import { type Direction, opposite } from '../../analyze/model/policy-rules';
import { doubledAddresses, reachesAddresses } from './doubled-addresses';

/** What could be removed: a policy in one direction, or one of its rules. */
export interface Giver {
  /** Index into `engine.policies`. */
  readonly policy: number;
  readonly grants: readonly Grant[];
  /** Whether the policy stops isolating its pods when this is removed. */
  readonly holdsIsolation: boolean;
}

/** Pods of one namespace that the same policies isolate, and that resolve port names alike. */
interface Group {
  readonly id: number;
  readonly classes: PodClass[];
  readonly example: PodClass;
  readonly policies: readonly number[];
}

/** Whether removing a giver would change who may connect to whom. */
type IsNeeded = (giver: Giver) => boolean;

/**
 * Prepares the question what of a direction is needed, for several ways to see policies as givers. A giver is needed where it
 * alone gives something that the other end lets pass too; which ports at least two givers give is worked out once for each
 * group of pods and each group of peers.
 */
export function redundancyCheck(
  analysis: Analysis,
  direction: Direction,
): (giversOf: (policy: number) => readonly Giver[]) => IsNeeded {
  const { engine } = analysis;
  const peers = podGroups(engine, opposite[direction]);
  const peersOf = rememberedPeers(peers, engine.classes.all);
  const groupsOf = groupsByPolicy(analysis, direction);
  const giverPorts = (group: Group, giver: Giver, peer: PodGroup): PortSet => {
    const portsOf = engine.portsAt(direction === 'ingress' ? group.example : peer.example);
    let ports = noPorts;
    for (const grant of giver.grants)
      if (hasId(grant.peer.classes(), peer.example.id)) ports = unionPorts(ports, portsOf(grant.ports));
    return ports;
  };
  const otherEnd = (own: PodClass, peer: PodClass): PortSet =>
    direction === 'ingress'
      ? engine.admitted(engine.admission('egress', peer), own, own)
      : engine.admitted(engine.admission('ingress', peer), own, peer);
  const changes = (group: Group, peer: PodGroup, lost: PortSet): boolean =>
    lost !== noPorts && group.classes.some((own) => intersectPorts(lost, otherEnd(own, peer.example)) !== noPorts);
  /** Without the only policy that isolates them the pods are open: it is needed unless it lets everything pass already. */
  const isNotOpen = (group: Group, giver: Giver): boolean => {
    const reach = analysis.addresses(direction, group.example.pods);
    if ([...reach.ipv4, ...reach.ipv6].some(({ value }) => value !== allPorts)) return true;
    return peers.all.some((peer) => changes(group, peer, subtractPorts(allPorts, giverPorts(group, giver, peer))));
  };
  return (giversOf) => {
    // An address has no port names, so that they mean nothing in what leaves.
    const addressesOf = onceForEach(({ example, policies }: Group) =>
      doubledAddresses(
        policies.flatMap((policy) => giversOf(policy).map(({ grants }) => grants)),
        direction === 'ingress' ? engine.portsAt(example) : ({ fixed }) => fixed,
      ),
    );
    const doubledAt = new Map<string, PortSet>();
    const doubled = (group: Group, peer: PodGroup): PortSet =>
      getOrInsert(doubledAt, `${group.id} ${peer.id}`, () => {
        let once = noPorts;
        let twice = noPorts;
        for (const policy of group.policies) {
          if (twice === allPorts) break;
          for (const giver of giversOf(policy)) {
            const ports = giverPorts(group, giver, peer);
            if (ports === noPorts) continue;
            twice = unionPorts(twice, intersectPorts(once, ports));
            once = unionPorts(once, ports);
          }
        }
        return twice;
      });
    const isNeededIn = (group: Group, giver: Giver): boolean => {
      if (giver.holdsIsolation && group.policies.length === 1) return isNotOpen(group, giver);
      if (giver.grants.some(reachesAddresses) && !addressesOf(group)(giver.grants)) return true;
      // Groups do not tell apart what only an open admission names.
      const isOpen = engine.admission(direction, group.example).isOpen;
      for (const peer of isOpen ? singleGroups(engine.classes.all) : peersOf(giver.grants))
        if (changes(group, peer, subtractPorts(giverPorts(group, giver, peer), doubled(group, peer)))) return true;
      return false;
    };
    return (giver) => groupsOf(giver.policy).some((group) => isNeededIn(group, giver));
  };
}

const singleGroups = (classes: readonly PodClass[]): readonly PodGroup[] =>
  classes.map((each) => ({ id: -1 - each.id, example: each, classes: [each] }));

/** The groups that grants mean, those of one peer worked out once. */
function rememberedPeers(
  peers: PodGroups,
  classes: readonly PodClass[],
): (grants: readonly Grant[]) => ReadonlySet<PodGroup> {
  const byPeer = new Map<Peer, readonly PodGroup[]>();
  const peersOf = (peer: Peer): readonly PodGroup[] =>
    getOrInsert(byPeer, peer, () => {
      const found = new Set<PodGroup>();
      eachId(peer.classes(), (id) => {
        const pods = classes[id];
        if (pods) found.add(peers.groupOf(pods));
      });
      return [...found];
    });
  return (grants) => new Set(grants.flatMap(({ peer }) => peersOf(peer)));
}

/** The groups that each policy selects, those with few policies first: there it is soonest seen that one is needed. */
function groupsByPolicy({ engine }: Analysis, direction: Direction): (policy: number) => readonly Group[] {
  const groups = new Map<string, Group>();
  for (const each of engine.classes.all) {
    const policies = engine.selecting(direction, each);
    if (policies.length === 0) continue;
    const key = `${policies.join()} ${each.ports}`;
    getOrInsert(groups, key, () => ({ id: groups.size, classes: [], example: each, policies })).classes.push(each);
  }
  const byPolicy = new Map<number, Group[]>();
  for (const group of [...groups.values()].sort((a, b) => a.policies.length - b.policies.length))
    for (const policy of group.policies) addTo(byPolicy, policy, group);
  return (policy) => byPolicy.get(policy) ?? [];
}

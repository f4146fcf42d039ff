import { layAddresses } from '../../algebra/address-map';
import { type AddressSpace, ipv4, ipv6 } from '../../algebra/address-space';
import { allPorts, noPorts, type PortSet, unionPorts } from '../../algebra/port-set';
import { type Selector, selectorKey } from '../../algebra/selector';
import { type Access, type AccessPorts, rangesOfPeer } from './access';

/**
 * Everything that one subject of one namespace may talk to in one direction, written so that equal meaning gives equal
 * text: pods by selector, addresses by ranges. Equal forms admit the same, for every pod and every address there could be.
 */
export interface NormalForm {
  readonly text: string;
  /** How many peers by selector, and how many address ranges, it has. */
  readonly peers: number;
  readonly ranges: number;
}

/** The form of all accesses of one subject. */
export function normalForm(accesses: readonly Access[]): NormalForm {
  const byPeer = new Map<string, AccessPorts>();
  for (const { peer, ports } of accesses) {
    if (peer.kind === 'addresses') continue;
    const key = peer.kind === 'everyone' ? 'everyone' : podsKey(peer.namespace, peer.pods);
    const known = byPeer.get(key);
    byPeer.set(key, known ? joinPorts(known, ports) : ports);
  }
  const peers = [...byPeer].filter(([, ports]) => !isEmpty(ports)).map(([key, ports]) => `${key} ${portsKey(ports)}`);
  const ranges = [...rangesOf(ipv4, accesses), ...rangesOf(ipv6, accesses)];
  return { text: [...peers.sort(), ...ranges].join('\n'), peers: peers.length, ranges: ranges.length };
}

function joinPorts(a: AccessPorts, b: AccessPorts): AccessPorts {
  return { fixed: unionPorts(a.fixed, b.fixed), names: [...new Set([...a.names, ...b.names])].sort() };
}

function podsKey(namespace: string | Selector, pods: Selector): string {
  return `${typeof namespace === 'string' ? `=${namespace}` : selectorKey(namespace)} ${selectorKey(pods)}`;
}

const portsKey = ({ fixed, names }: AccessPorts): string => `${fixed.id} ${[...names].sort().join()}`;

const isEmpty = ({ fixed, names }: AccessPorts): boolean => fixed === noPorts && names.length === 0;

/** Numbers; towards a pod that addresses reach also names, which are the pod's own. An address itself has no port names. */
function rangesOf<A extends number | bigint>(space: AddressSpace<A>, accesses: readonly Access[]): readonly string[] {
  if (accesses.every(({ peer }) => peer.kind === 'pods')) return [];
  const text = (all: readonly Access[], word: (value: PortSet) => string) =>
    piecesOf(space, all)
      .filter(({ value }) => value !== noPorts)
      .map(({ first, last, value }) => `${space.family} ${first}-${last} ${word(value)}`);
  return [
    ...text(accesses, ({ id }) => `${id}`),
    ...namesTowardsPods(accesses).flatMap((name) => text(onName(accesses, name), () => name)),
  ];
}

/** The port names that matter where the other end is an address. */
export function namesTowardsPods(accesses: readonly Access[]): readonly string[] {
  const towardsPods = accesses.filter(({ direction, peer }) => direction === 'ingress' && peer.kind !== 'pods');
  return [...new Set(towardsPods.flatMap(({ ports }) => ports.names))].sort();
}

/** The accesses that open a name, as if it were every port. */
export function onName(accesses: readonly Access[], name: string): readonly Access[] {
  return accesses
    .filter(({ ports }) => ports.names.includes(name))
    .map((access) => ({ ...access, ports: { fixed: allPorts, names: [] } }));
}

/** The ports of every address of a family. */
export function piecesOf<A extends number | bigint>(space: AddressSpace<A>, accesses: readonly Access[]) {
  const layers = accesses.map(({ peer, ports }) => ({ ranges: rangesOfPeer(space, peer), value: ports.fixed }));
  return layAddresses<A, PortSet>(space, noPorts, layers, unionPorts);
}

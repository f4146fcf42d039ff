import { parseAddress } from '../../algebra/cidr';
import { noPorts, type PortSet, subtractPorts } from '../../algebra/port-set';
import { byCodeUnits } from '../../algebra/text-order';
import type { ClassEnd } from '../connectivity/class-rows';
import type { Direction } from '../model/policy-rules';
import type { PodSet } from '../model/universe';

/** Something of each side. */
export interface BothSides<Item> {
  readonly before: Item;
  readonly after: Item;
}

/** What happened to connections: opened had no port before, closed have none left; added and removed are of workloads on one side only. */
export type ChangeKind = 'opened' | 'closed' | 'changed' | 'added' | 'removed';

/** All of `src` reached all of `dst` on the ports `before`, and reach them on `after`. */
export interface ClassChange {
  readonly kind: ChangeKind;
  readonly src: ClassEnd;
  readonly dst: ClassEnd;
  readonly before: PortSet;
  readonly after: PortSet;
}

/** The kind of a change between ends that exist on both sides. */
export function kindOf(before: PortSet, after: PortSet): 'opened' | 'closed' | 'changed' {
  return before === noPorts ? 'opened' : after === noPorts ? 'closed' : 'changed';
}

/** What became of connections, or of isolation: some pass that did not, or some do not that did. */
export type OpenedOrClosed = 'opened' | 'closed';

/** What a change opens, or closes. */
export function portsOfChange(
  { before, after }: Pick<ClassChange, 'before' | 'after'>,
  change: OpenedOrClosed,
): PortSet {
  return change === 'opened' ? subtractPorts(after, before) : subtractPorts(before, after);
}

/** Whether a change is one of pods on both sides, so that the verdict counts it. */
export function isCompared({ kind }: Pick<ClassChange, 'kind'>): boolean {
  return kind !== 'added' && kind !== 'removed';
}

/** Whether rows show that something opens, or closes. */
export function changesSome(rows: readonly ClassChange[], change: OpenedOrClosed): boolean {
  return rows.some((row) => isCompared(row) && portsOfChange(row, change) !== noPorts);
}

/** Pods that became isolated in a direction, or stopped to be. */
export interface IsolationChange {
  readonly pods: PodSet;
  readonly direction: Direction;
}

/** In the order of their names, ingress first. */
export function byPods(a: IsolationChange, b: IsolationChange): number {
  return byCodeUnits(a.pods.name, b.pods.name) || byCodeUnits(b.direction, a.direction);
}

/** How far a connection goes; the first is the riskiest. */
const risks = ['internet', 'anywhere', 'addresses', 'other-namespace', 'same-namespace'] as const;
export type Risk = (typeof risks)[number];

/** How far a change reaches: to or from public addresses, pods of any namespace, other namespaces, its own. */
export function riskOf({ src, dst }: Pick<ClassChange, 'src' | 'dst'>): Risk {
  if ([src, dst].some((end) => end.kind === 'addresses' && holdsInternet(end.ranges))) return 'internet';
  if ([src, dst].some(isAnywhere)) return 'anywhere';
  if (src.kind === 'addresses' || dst.kind === 'addresses') return 'addresses';
  const namespaces = new Set([...src.pods, ...dst.pods].map(({ namespace }) => namespace));
  return namespaces.size > 1 ? 'other-namespace' : 'same-namespace';
}

/** Riskiest first; among equals what opens comes before what closes. */
export function byRisk(a: Ranked, b: Ranked): number {
  return risks.indexOf(a.risk) - risks.indexOf(b.risk) || kinds.indexOf(a.kind) - kinds.indexOf(b.kind);
}

type Ranked = Pick<ClassChange, 'kind'> & { readonly risk: Risk };
const kinds: readonly ClassChange['kind'][] = ['opened', 'changed', 'closed', 'added', 'removed'];

/** Whether an end means pods of namespaces that nobody named. */
function isAnywhere(end: ClassEnd): boolean {
  return end.kind === 'pods' && end.pods.some(({ namespace }) => namespace === '[*]');
}

/** A partner's block is smaller; the internet, whatever is left out of it, has runs of this size. */
const internetAddresses = { 4: 2n ** 24n, 6: 2n ** 108n };

/** Private, shared, link-local and multicast blocks are no internet (RFC 6890). */
const notPublic: readonly (readonly [first: string, last: string])[] = [
  ['0.0.0.0', '0.255.255.255'],
  ['10.0.0.0', '10.255.255.255'],
  ['100.64.0.0', '100.127.255.255'],
  ['127.0.0.0', '127.255.255.255'],
  ['172.16.0.0', '172.31.255.255'],
  ['192.168.0.0', '192.168.255.255'],
  ['224.0.0.0', '255.255.255.255'],
  ['fc00::', 'fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['fe80::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
];

/** Whether ranges hold a large part of the public address space. */
export function holdsInternet(ranges: readonly string[]): boolean {
  return ranges.some((range) => {
    const [first, last] = range.split('-').map(parseAddress);
    if (!first || !last || last.value - first.value + 1n < internetAddresses[first.family]) return false;
    return !isPrivate(first, last);
  });
}

/** Whether ranges hold a public address. */
export function holdsPublicAddress(ranges: readonly string[]): boolean {
  return ranges.some((range) => {
    const [first, last] = range.split('-').map(parseAddress);
    return first !== undefined && last !== undefined && !isPrivate(first, last);
  });
}

type Address = NonNullable<ReturnType<typeof parseAddress>>;

function isPrivate(first: Address, last: Address): boolean {
  return notPublic.some(([from, to]) => {
    const [low, high] = [parseAddress(from), parseAddress(to)];
    return low?.family === first.family && high && low.value <= first.value && last.value <= high.value;
  });
}

import { noPorts, type PortSet, subtractPorts } from '../../algebra/port-set';
import { byCodeUnits } from '../../algebra/text-order';
import { holdsInternet } from '../../cluster/public-addresses';
import type { ClassEnd } from '../connectivity/class-rows';
import type { Direction } from '../model/policy-rules';
import type { PodSet } from '../model/universe';

/** Something of each side. */
export interface BothSides<Item> {
  readonly before: Item;
  readonly after: Item;
}

export type SideName = keyof BothSides<unknown>;

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

/** The side on which more passes. */
export const moreOf = (change: OpenedOrClosed): SideName => (change === 'opened' ? 'after' : 'before');

/** The side on which less passes. */
export const lessOf = (change: OpenedOrClosed): SideName => (change === 'opened' ? 'before' : 'after');

/** What a change opens, or closes. */
export function portsOfChange(ports: Pick<ClassChange, 'before' | 'after'>, change: OpenedOrClosed): PortSet {
  return subtractPorts(ports[moreOf(change)], ports[lessOf(change)]);
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

export interface IsolationChanges {
  readonly newlyIsolated: readonly IsolationChange[];
  readonly noLongerIsolated: readonly IsolationChange[];
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

import { always, type Signal } from '../../decide/circuit';
import type { Example } from '../../decide/question';
import type { End } from '../model/end';
import type { AnalysisSettings } from '../model/options';
import { arePodsOfNode } from '../model/pod-addresses';
import type { PodSet } from '../model/universe';
import { connects, podEnd, type Side, workloadEnd } from '../possible/connection-signals';
import { possibleEnd } from '../possible/possible-end';
import type { PossiblePod } from '../possible/world';
import { assignedText } from './asked-labels';
import { type BothSides, lessOf, moreOf, type OpenedOrClosed, type SideName } from './change';
import type { DiffWorld } from './diff-world';
import type { PodPair } from './pod-pairs';
import type { FoundConnection, FoundEnd } from './possible-differences';

/** Whether something that policies may ask of the pods of a workload differs between the sides. */
export function isRelabelled({ before, after }: PodPair, asked: ReadonlySet<string>): boolean {
  if (before?.workload === undefined || after?.workload === undefined) return false;
  return contentOf(before, asked) !== contentOf(after, asked);
}

function contentOf(
  { labels, assignedLabels, ports, hostNetwork, addresses }: PodSet,
  asked: ReadonlySet<string>,
): string {
  const assigned = assignedText(assignedLabels, asked);
  return JSON.stringify([Object.entries(labels).sort(), assigned, ports, hostNetwork, addresses]);
}

/** Whether blocks mean the pods of a workload by their addresses, which they do not of pods that could exist. */
export function isKnownByAddress({ before, after }: PodPair, settings: AnalysisSettings): boolean {
  return [before, after].some(
    (pods) =>
      pods?.workload !== undefined &&
      (arePodsOfNode(pods, settings) || (settings.cni.ipBlockMatchesPods === true && pods.addresses.length > 0)),
  );
}

/** A connection of a workload of both sides with a pod that could exist, of all that change so. */
export function findWorkloadDifference(
  diff: DiffWorld,
  { before, after }: PodPair,
  change: OpenedOrClosed,
): FoundConnection | 'none' | 'undecided' {
  if (!before || !after) return 'none';
  const { partner, own, isThere, passes } = connectionsOf(diff, { before, after });
  for (const role of ['source', 'target'] as const) {
    const signals = [isThere, passes(role, moreOf(change)), -passes(role, lessOf(change))];
    const found = findPartner(diff, partner, signals, counting(diff));
    if (found === 'none') continue;
    if (found === 'undecided') return found;
    const end: FoundEnd = { before: own('before', found.example), after: own('after', found.example) };
    return role === 'source' ? { source: end, target: found.partner } : { source: found.partner, target: end };
  }
  return 'none';
}

/** Whether a pod of another namespace that could exist reaches a workload of the new side. */
export function hasVisitor(diff: DiffWorld, workload: PodSet): boolean | 'undecided' {
  const { partner, isThere, passes } = connectionsOf(diff, { before: workload, after: workload });
  const signals = [isThere, passes('target', 'after'), -partner.namespace.is(workload.namespace)];
  const found = findPartner(diff, partner, signals, [() => always]);
  return found === 'undecided' ? found : found !== 'none';
}

interface Connections {
  readonly partner: PossiblePod;
  /** The workload on one side, in its namespace as an example has it. */
  readonly own: (side: SideName, example: Example) => End;
  /** That the workload lies in its namespace, which every question needs. */
  readonly isThere: Signal;
  readonly passes: (role: 'source' | 'target', side: SideName) => Signal;
}

function connectionsOf({ world, sides }: DiffWorld, pair: BothSides<PodSet>): Connections {
  const { namespace } = world.newPod();
  const partner = world.newPod({ namespace });
  return {
    partner,
    own(name, example) {
      const pods = pair[name];
      const known = namespace.namespaceIn(example, sides[name].namespaces);
      return { kind: 'pods', name: pods.name, pods, namespace: { ...known, name: pods.namespace } };
    },
    isThere: namespace.is(pair.after.namespace),
    passes(role, name) {
      const side = sides[name];
      const own = workloadEnd(world, pair[name], namespace, side);
      const other = podEnd(world, partner, side);
      return role === 'source' ? connects(world, side, own, other) : connects(world, side, other, own);
    },
  };
}

/** Pods that count, the plain ones first: asking for them is cheaper. */
const counting = ({ isPlain, isCounted, oneSided }: DiffWorld) =>
  oneSided.length === 0 ? [isPlain] : [isPlain, isCounted];

function findPartner(
  { world, sides }: DiffWorld,
  partner: PossiblePod,
  signals: readonly Signal[],
  limits: readonly ((pod: PossiblePod) => Signal)[],
): { readonly partner: FoundEnd; readonly example: Example } | 'none' | 'undecided' {
  for (const limit of limits) {
    const example = world.find([...signals, limit(partner)], [partner]);
    if (example === 'undecided') return 'undecided';
    if (example === 'none') continue;
    const end = (side: Side) => possibleEnd(world, partner, example, side.namespaces);
    return { partner: { before: end(sides.before), after: end(sides.after) }, example };
  }
  return 'none';
}

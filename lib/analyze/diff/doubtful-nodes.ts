import { type AddressBounds, parseRange } from '../../algebra/cidr';
import { allPorts } from '../../algebra/port-set';
import type { Analysis } from '../analysis';
import type { DoubtKind } from '../judge/doubt';
import { differs, judgeBoth } from '../judge/judge';
import { type End, endOf } from '../model/end';
import { arePodsOfNode, nodeCidrsOf } from '../model/pod-addresses';
import { type Direction, directions } from '../model/policy-rules';
import type { PodSet } from '../model/universe';
import { type BothSides, type ClassChange, isCompared } from './change';
import { type PodPair, sideOfPair } from './pod-pairs';
import type { FoundEnd } from './possible-differences';

const kinds: ReadonlySet<DoubtKind> = new Set(['node-addresses']);

/**
 * Connections with pods on the host network of which is not known whether they change, as `shop/web to ops/agent`: a block
 * that the change touches holds the addresses of nodes in part, or these are not known. What both sides say alike of every
 * address is no change.
 */
export function doubtfulConnections(
  sides: BothSides<Analysis>,
  pairs: readonly PodPair[],
  changes: readonly ClassChange[],
  found: ReadonlyMap<string, FoundEnd>,
): readonly string[] {
  const known = pairs.flatMap((pair): readonly KnownPods[] => {
    const { name, before, after } = pair;
    return before && after && !sideOfPair(pair) ? [knownPods(name, { before, after }, sides)] : [];
  });
  const onNodes = known.filter(({ pods }) => isOfNode(pods.before, sides.before) || isOfNode(pods.after, sides.after));
  // Rules tell pods on the host network apart by where they are alone: one stands for all.
  const nodes = [...new Map(onNodes.map((each) => [placesOf(each), each])).values()];
  if (nodes.length === 0) return [];
  const byName = new Map(known.map((each) => [each.name, each.ends]));
  const doubtful = new Set<string>();
  const ask = (ends: FoundEnd, node: KnownPods, direction: Direction) => {
    const [source, target] = direction === 'egress' ? [ends, node.ends] : [node.ends, ends];
    const isInDoubt = (side: keyof FoundEnd) => isDoubtful(sides[side], source[side], target[side]);
    if (isInDoubt('before') || isInDoubt('after')) doubtful.add(`${source.after.name} to ${target.after.name}`);
  };
  const isMoved = ({ pods }: KnownPods) => placeOf(pods.before) !== placeOf(pods.after);
  for (const change of changes.filter(isCompared)) {
    const [pods, addresses] = change.src.kind === 'pods' ? [change.src, change.dst] : [change.dst, change.src];
    if (pods.kind !== 'pods' || addresses.kind !== 'addresses') continue;
    const ranges = addresses.ranges.flatMap((text) => parseRange(text) ?? []);
    const touched = nodes.filter((node) => !isMoved(node) && mayBeOfNodes(ranges, node.pods.after, sides.after));
    for (const { name } of touched.length > 0 ? pods.pods : []) {
      const ends = byName.get(name) ?? found.get(name);
      for (const node of ends ? touched : []) if (ends) ask(ends, node, change.src === pods ? 'egress' : 'ingress');
    }
  }
  for (const node of nodes.filter(isMoved))
    for (const { ends } of known) for (const direction of directions) ask(ends, node, direction);
  return [...doubtful];
}

/** Whether pods of another namespace on the host network may reach added pods, and it is not known. */
export function mayBeVisitedFromNodes(after: Analysis, pods: PodSet): boolean {
  const end = (each: PodSet) => endOf(after.universe, each);
  return after.universe.pods.some(
    (node) => node.namespace !== pods.namespace && isOfNode(node, after) && isDoubtful(after, end(node), end(pods)),
  );
}

/** Pods that are there on both sides. */
interface KnownPods {
  readonly name: string;
  readonly pods: BothSides<PodSet>;
  readonly ends: FoundEnd;
}

function knownPods(name: string, pods: BothSides<PodSet>, sides: BothSides<Analysis>): KnownPods {
  const end = (side: keyof FoundEnd): End => endOf(sides[side].universe, pods[side]);
  return { name, pods, ends: { before: end('before'), after: end('after') } };
}

const isOfNode = (pods: PodSet, { settings }: Analysis): boolean => arePodsOfNode(pods, settings);

/** What of pods says where their nodes are. */
const placeOf = ({ hostNetwork, addresses }: PodSet): string => JSON.stringify([hostNetwork, addresses]);

/** Where the nodes of pods were and are; of pods that moved to a node or from it, who they are. */
const placesOf = ({ name, pods: { before, after } }: KnownPods): string =>
  JSON.stringify([placeOf(before), placeOf(after), before.hostNetwork && after.hostNetwork ? '' : name]);

function isDoubtful({ book }: Analysis, source: End, target: End): boolean {
  return differs(judgeBoth(book, source, target, kinds).bounds, allPorts);
}

/** Whether some of these addresses may be those of the nodes of pods. */
function mayBeOfNodes(ranges: readonly AddressBounds[], pods: PodSet, { settings }: Analysis): boolean {
  const nodes = nodeCidrsOf(pods, settings);
  return ranges.some(
    ({ family, first, last }) =>
      settings.families.includes(family) &&
      (nodes.length === 0 || nodes.some((cidr) => cidr.family === family && cidr.first <= last && first <= cidr.last)),
  );
}

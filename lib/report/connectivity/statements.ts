import { addTo, getOrInsert, groupBy } from '../../algebra/keyed';
import type { Analysis } from '../../analyze/analysis';
import { type ClassEnd, connectivityByClass } from '../../analyze/connectivity/class-rows';
import type { PodSet } from '../../analyze/model/universe';
import { printable } from '../../diagnostics/printable';
import { nameInNamespace, withoutKind } from '../../wording/names';
import { portsText } from '../../wording/ports';
import { firstOf, listed } from '../../wording/words';
import { writerOfEnds } from './class-end-text';
import { mostNames } from './namespace-summary';

/** Who is at the other end, and on which ports. */
interface Partner {
  /** Names, or short for many: `everything in shop (12 workloads)`. */
  readonly who: readonly string[];
  readonly ports: string;
}

/** All that is to be said of one workload, completely. */
export interface Statement {
  readonly pods: PodSet;
  readonly isolated: { readonly ingress: boolean; readonly egress: boolean };
  readonly reaches: readonly Partner[];
  readonly reachedBy: readonly Partner[];
  readonly sentences: readonly string[];
}

/** Names by ports. */
type Partners = Map<string, string[]>;

interface Collected {
  readonly reaches: Partners;
  readonly reachedBy: Partners;
  /** Pods of the same namespace that are reached. */
  readonly neighbours: Set<string>;
  /** Kinds of targets of which it reaches all. */
  readonly wholeKinds: Set<ClassEnd['kind']>;
}

/**
 * A statement for each pod set of the analysis, in the order of their names; IPv4 and IPv6. Where they would name more than
 * anyone can read there are none.
 */
export function statementsOf(analysis: Analysis): readonly Statement[] | undefined {
  const { pods } = analysis.universe;
  const known = new Map<PodSet, Collected>();
  const collected = (each: PodSet): Collected =>
    getOrInsert(known, each, () => ({
      reaches: new Map(),
      reachedBy: new Map(),
      neighbours: new Set(),
      wholeKinds: new Set(),
    }));
  const writer = writerOfEnds(pods);
  const names = (end: ClassEnd, asTarget: boolean) => {
    const all = writer(end, asTarget);
    return (self: PodSet) => withoutSelf(end, all, self);
  };
  let written = 0;
  for (const { src, dst, ports } of connectivityByClass(analysis, { families: [4, 6] })) {
    if (src.kind === 'pods') written += src.pods.length * writer(dst, true).length;
    if (dst.kind === 'pods') written += dst.pods.length * writer(src, false).length;
    if (written > mostNames) return undefined;
    const [sources, targets, on] = [names(src, false), names(dst, true), portsText(ports)];
    if (src.kind === 'pods' && isWhole(dst)) for (const each of src.pods) collected(each).wholeKinds.add(dst.kind);
    if (src.kind === 'pods') for (const each of src.pods) add(collected(each).reaches, targets(each), on);
    if (dst.kind === 'pods') for (const each of dst.pods) add(collected(each).reachedBy, sources(each), on);
    if (src.kind !== 'pods' || dst.kind !== 'pods') continue;
    const targetsIn = groupBy(dst.pods, namespaceOf);
    for (const each of src.pods)
      for (const { name } of targetsIn.get(each.namespace) ?? []) collected(each).neighbours.add(name);
  }
  const byNamespace = groupBy(pods, namespaceOf);
  return pods.map((each) => {
    const { reaches, reachedBy, neighbours, wholeKinds } = collected(each);
    const partners = { reaches: listOf(reaches), reachedBy: listOf(reachedBy) };
    const isolated = { ingress: analysis.isIsolated('ingress', each), egress: analysis.isIsolated('egress', each) };
    const others = (byNamespace.get(each.namespace) ?? []).filter(
      ({ name }) => name !== each.name && !neighbours.has(name),
    );
    const sentences = sentencesOf(each, partners, others, wholeKinds.size < 2);
    return { pods: each, isolated, ...partners, sentences };
  });
}

function add(partners: Partners, who: readonly string[], ports: string): void {
  for (const each of who) addTo(partners, ports, each);
}

const isWhole = (end: ClassEnd): boolean => (end.kind === 'pods' ? end.isEveryone : end.isEverywhere);

const listOf = (partners: Partners): readonly Partner[] => [...partners].map(([ports, who]) => ({ who, ports }));

/** A workload's own replicas are no news in a sentence about it. */
function withoutSelf(end: ClassEnd, names: readonly string[], self: PodSet): readonly string[] {
  if (end.kind === 'addresses' || !names.includes(self.name)) return names;
  return names.filter((name) => name !== self.name);
}

const namespaceOf = ({ namespace }: PodSet): string => namespace;

const namedOthers = 8;

function sentencesOf(
  { name, namespace }: PodSet,
  { reaches, reachedBy }: Pick<Statement, 'reaches' | 'reachedBy'>,
  unreached: readonly PodSet[],
  isLimited: boolean,
): readonly string[] {
  const short = shortName(name, namespace);
  const spoken = (partner: Partner) =>
    `${everyOne(partner.who.map((who) => sayName(who, namespace)))} on ${partner.ports}`;
  const sentences = [
    reaches.length > 0
      ? `${short} in ${namespace} may reach ${reaches.map(spoken).join('; ')}.`
      : `${short} in ${namespace} may reach nothing.`,
  ];
  if (reaches.length > 0 && unreached.length > 0) {
    const others = unreached.map((each) => shortName(each.name, namespace));
    const said = firstOf(others, namedOthers, `others of ${namespace}`);
    sentences.push(`${short} cannot reach ${everyOne(said, 'or')}.`);
  }
  if (reaches.length > 0 && isLimited) sentences.push(`${short} can reach nothing else.`);
  if (reachedBy.length === 0) sentences.push(`Nothing reaches ${short}.`);
  else sentences.push(`${short} is reached by ${reachedBy.map(spoken).join('; ')}.`, `Nothing else reaches ${short}.`);
  return sentences.map(printable);
}

/** `web` for `shop/web[Deployment]`; pods that do not exist keep their labels. */
function shortName(name: string, namespace: string): string {
  return withoutKind(nameInNamespace(name, namespace));
}

/** Names of other namespaces say theirs; what is no name of a workload stays as it is. */
function sayName(who: string, home: string): string {
  const parts = /^([^/\s]+)\/(\S+)$/.exec(who);
  const [, namespace, rest] = parts ?? [];
  if (!namespace || !rest) return who;
  const short = withoutKind(rest);
  return namespace === home ? short : `${short} in ${namespace}`;
}

/** A statement is complete: it counts nobody instead of naming them. */
const everyOne = (names: readonly string[], and?: string): string => listed(names, Number.POSITIVE_INFINITY, and);

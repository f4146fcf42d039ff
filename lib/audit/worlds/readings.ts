import { getOrInsert } from '../../algebra/keyed';
import { oneOf, unnamedValue } from '../../algebra/label-values';
import { assumedValue, isSurelyAmong, unnamedLabelValue } from '../../algebra/possible-label';
import { matchesSelector, requirementsOf, type Selector } from '../../algebra/selector';
import { openLabelsOf } from '../../analyze/judge/assigned';
import type { PodSet } from '../../analyze/model/universe';
import type { AssignedLabel } from '../../cluster/mutation/assigned-label';
import type { Labels } from '../../k8s/resources';

/** The values that selectors name, by key: nothing else about labels can be told apart. */
export type NamedValues = ReadonlyMap<string, ReadonlySet<string>>;

/** The keys and values of which selectors speak. */
export function namedValues(selectors: readonly Selector[]): NamedValues {
  const named = new Map<string, Set<string>>();
  for (const { key, values } of selectors.flatMap(requirementsOf)) {
    const known = named.get(key) ?? new Set();
    for (const value of values ?? []) known.add(value);
    named.set(key, known);
  }
  return named;
}

/** Pods of one workload that are told apart by what they are: replicas that policies name, and the rest. */
export interface PodPart {
  /** What others may have given to them, the usual first; no selector tells anything else from these. Missing for "no such pods". */
  readonly readings: readonly (Labels | undefined)[];
  /** Whether there are no more. */
  readonly isWhole: boolean;
  /** The labels that tell the readings apart. */
  readonly open: readonly AssignedLabel[];
}

/** More ways to read one workload are seldom of use to anyone. */
const mostReadings = 8;
/** More replicas by name are not told apart. */
const mostReplicas = 16;

/** The pods of a workload in all ways in which some selectors can see them. */
export function partsOf(pods: PodSet, selectors: readonly Selector[], named: NamedValues): readonly PodPart[] {
  return replicasOf(pods, named).map(({ known, scaledBy }) => {
    const labels = { ...pods.labels, ...known };
    const assigned = pods.assignedLabels.filter(({ key }) => named.has(key) && !Object.hasOwn(labels, key));
    const part = { ...pods, labels, assignedLabels: assigned };
    const open = selectors.flatMap((selector) => openLabelsOf(selector, part) || []);
    const added = waysToAdd(assigned, named);
    const ways = [usualOf(assigned, named), ...added];
    // The usual comes first, and stands for all that selectors cannot tell from it.
    const seen = new Map<string, Labels>();
    for (const more of ways) getOrInsert(seen, signatureOf({ ...labels, ...more }, selectors), () => more);
    const readings = [...seen.values()].map((more) => ({ ...known, ...more }));
    return {
      readings: [...(scaledBy.length > 0 ? [undefined] : []), ...readings.slice(0, mostReadings)],
      isWhole: readings.length <= mostReadings && added.length < mostWays,
      open: [...new Set([...open, ...scaledBy])],
    };
  });
}

const signatureOf = (labels: Labels, selectors: readonly Selector[]): string =>
  selectors.map((selector) => (matchesSelector(selector, labels) ? 1 : 0)).join('');

/** Replicas that are told apart by their ordinal. */
interface Replicas {
  readonly known: Labels;
  /** The labels that name them, where only scaling brings them. */
  readonly scaledBy: readonly AssignedLabel[];
}

/** The replicas of a StatefulSet that selectors name, one by one, and the rest of those that it asks for. */
function replicasOf({ workload, assignedLabels }: PodSet, named: NamedValues): readonly Replicas[] {
  const numbered = assignedLabels.flatMap((label) => {
    const { key, presence, values } = label;
    return presence === 'always' && values && 'prefix' in values ? [{ key, label, ...values }] : [];
  });
  const asked = numbered.filter(({ key }) => named.has(key));
  const ordinals = new Set(
    asked.flatMap(({ key, label, prefix }) =>
      possibleValues(label, named.get(key)).map((value) => Number(value.slice(prefix.length))),
    ),
  );
  const { replicas } = workload ?? {};
  const [first] = numbered;
  if (!first || ordinals.size === 0 || ordinals.size > mostReplicas || replicas === undefined)
    return [{ known: {}, scaledBy: [] }];
  const own = [...ordinals].map((ordinal): Replicas => {
    const known = Object.fromEntries(numbered.map(({ key, prefix }) => [key, `${prefix}${ordinal}`]));
    return { known, scaledBy: ordinal < first.first + replicas ? [] : asked.map(({ label }) => label) };
  });
  const rest = Object.fromEntries(asked.map(({ key }) => [key, otherValue(key, named)]));
  const isAll = own.filter(({ scaledBy }) => scaledBy.length === 0).length >= replicas;
  return isAll ? own : [...own, { known: rest, scaledBy: [] }];
}

/** What counts where one answer is needed. */
function usualOf(assigned: readonly AssignedLabel[], named: NamedValues): Labels {
  const usual: Record<string, string> = {};
  for (const label of assigned) {
    const value = assumedValue(label);
    if (value !== undefined) usual[label.key] = value === unnamedLabelValue ? otherValue(label.key, named) : value;
  }
  return usual;
}

const otherValue = (key: string, named: NamedValues): string =>
  unnamedValue((value) => named.get(key)?.has(value) ?? false);

/** All that may be added to labels, as far as named values go. */
function waysToAdd(assigned: readonly AssignedLabel[], named: NamedValues): readonly Labels[] {
  let ways: readonly Labels[] = [{}];
  for (const label of assigned) {
    const values = valuesOf(label, named);
    ways = ways.flatMap((way) => [
      ...(label.presence === 'always' ? [] : [way]),
      ...values.map((value) => ({ ...way, [label.key]: value })),
    ]);
    // Beyond this nothing is decided anyway.
    if (ways.length > mostWays) ways = ways.slice(0, mostWays);
  }
  return ways;
}

const mostWays = 256;

function valuesOf(label: AssignedLabel, named: NamedValues): readonly string[] {
  const { key, values } = label;
  if (values && !('prefix' in values)) return values;
  return [...possibleValues(label, named.get(key)), otherValue(key, named)];
}

/** Those of some values that a label can have. */
function possibleValues({ values }: AssignedLabel, some: Iterable<string> = []): readonly string[] {
  const label = { presence: 'always' as const, ...(values && { values }) };
  return [...some].filter((value) => isSurelyAmong(label, oneOf(new Set([value]))) !== false);
}

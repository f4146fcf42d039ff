import { getOrInsert } from '../../algebra/keyed';
import { matchesSelector, namespaceNameLabel, requirementsOf, type Selector } from '../../algebra/selector';
import { always, type Circuit, never, type Signal } from '../../decide/circuit';
import { newCodedVariable } from '../../decide/number-signals';
import type { Example } from '../../decide/question';
import type { Labels } from '../../k8s/resources';
import type { KnownNamespace } from '../model/universe';
import { type LabelVariables, newLabelVariables } from './label-variables';
import { imaginedNamespace } from './representatives';
import type { Vocabulary } from './vocabulary';

/** What one side knows of namespaces: all labels of those that have an object, and nothing of the others. */
export type KnownLabels = ReadonlyMap<string, Labels>;

/**
 * What labels count for that nobody said of a namespace which is named: any that it could have, none that it need not have
 * (`surely`), or all that it may have (`maybe`). Those of a namespace that nobody names are always any.
 */
export type UnsaidLabels = 'any' | 'surely' | 'maybe';

/** A namespace that nobody knows yet: a known one, or one that could exist. */
export interface NamespaceVariable {
  /** Whether it is the one with this name. */
  is(name: string): Signal;
  isAmong(names: Iterable<string>): Signal;
  /** Whether it is one that no policy and no object names. */
  isUnnamed(): Signal;
  /** Whether a selector selects it, by what one side knows. */
  matches(selector: Selector, known: KnownLabels, unsaid?: UnsaidLabels): Signal;
  /** Whether it has the same labels as another one of this vocabulary, wherever both are the same one of these names. */
  agreesWith(other: NamespaceVariable, names: Iterable<string>): Signal;
  readonly labels: LabelVariables;
  parts(): readonly (readonly Signal[])[];
  /** As outputs show it: labels where they matter, and `[env=prod]` or `[*]` for one that nobody names. */
  namespaceIn(example: Example, known: KnownLabels): KnownNamespace;
}

/** A namespace with inputs of its own. Labels that no object says are free, and the same for whoever does not know them. */
export function newNamespaceVariable(circuit: Circuit, vocabulary: Vocabulary): NamespaceVariable {
  const { namespaces: names } = vocabulary;
  const codes = new Map(names.map((name, index) => [name, index + 1]));
  const name = newCodedVariable(circuit, names.length + 1);
  const labels = newLabelVariables(circuit, vocabulary.namespaceLabels);
  const codesAmong = (some: Iterable<string>): Signal => {
    const ascending = Int32Array.from([...some].flatMap((each) => codes.get(each) ?? [])).sort();
    return name.isIn(Array.from(ascending, (code) => ({ first: code, last: code })));
  };
  const single = new Map<string, Signal>();
  const is = (each: string): Signal => getOrInsert(single, each, () => codesAmong([each]));
  const isUnnamed = name.isIn([{ first: 0, last: 0 }]);
  const selections = new Map<KnownLabels, Selection>();
  const selectionBy = (known: KnownLabels) =>
    getOrInsert(selections, known, () => selectionOf(circuit, known, labels, codesAmong, isUnnamed));
  return {
    is,
    isAmong: codesAmong,
    isUnnamed: () => isUnnamed,
    matches: (selector, known, unsaid = 'any') => selectionBy(known)(selector, unsaid),
    agreesWith(other, some) {
      const areSame = circuit.any([...some].map((each) => circuit.all([is(each), other.is(each)])));
      return circuit.any([-areSame, labels.equals(other.labels)]);
    },
    labels,
    parts: () => [...labels.parts(), name.bits],
    namespaceIn(example, known) {
      const found = names[name.codeIn(example) - 1];
      const own = found === undefined ? undefined : known.get(found);
      if (found !== undefined && own) return { name: found, labels: own, hasObject: true };
      const free = labels.labelsIn(example);
      if (found === undefined) return imaginedNamespace(free);
      return { name: found, labels: { ...free, [namespaceNameLabel]: found }, hasObject: true };
    },
  };
}

type Selection = (selector: Selector, unsaid: UnsaidLabels) => Signal;

function selectionOf(
  circuit: Circuit,
  known: KnownLabels,
  labels: LabelVariables,
  isAmong: (names: Iterable<string>) => Signal,
  isUnnamed: Signal,
): Selection {
  const isUnknown = -isAmong(known.keys());
  const signals = new Map<string, Signal>();
  return (selector, unsaid) => {
    const key = JSON.stringify([unsaid, requirementsOf(selector)]);
    const found = signals.get(key);
    if (found !== undefined) return found;
    const requirements = requirementsOf(selector);
    const byName = requirements.filter((each) => each.key === namespaceNameLabel);
    // Most selectors name one namespace: the others need not be asked.
    const only = byName.find(({ operator }) => operator === 'In')?.values;
    const candidates = only ? only.filter((name) => known.has(name)) : known.keys();
    const matching = [...candidates].filter((name) => matchesSelector(selector, known.get(name) ?? {}));
    const byLabels = requirements.filter((each) => each.key !== namespaceNameLabel);
    const named = byName.map(({ operator, values }) => {
      if (operator === 'Exists') return always;
      if (operator === 'DoesNotExist') return never;
      return operator === 'In' ? isAmong(values ?? []) : -isAmong(values ?? []);
    });
    const free = labels.matches({ matchExpressions: byLabels });
    const said = {
      any: free,
      surely: byLabels.length === 0 ? always : circuit.all([isUnnamed, free]),
      maybe: circuit.any([-isUnnamed, free]),
    };
    const signal = circuit.any([isAmong(matching), circuit.all([isUnknown, ...named, said[unsaid]])]);
    signals.set(key, signal);
    return signal;
  };
}

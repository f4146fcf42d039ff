import { namespaceNameLabel, type Selector } from '../algebra/selector';
import type { NamespaceVariable } from '../analyze/possible/namespace-variable';
import type { Circuit, Signal } from '../decide/circuit';
import type { Contract } from '../intent/contract';
import type { Labels } from '../k8s/resources';

/** What contracts, and the other repository, say of the labels of the contracts' namespaces. */
export interface ContractLabels {
  /** Labels that a namespace has, whatever others besides. Nothing of namespaces of which two say different things. */
  readonly said: ReadonlyMap<string, Labels>;
  /** The namespaces of which no more is known than that, whatever the analysis takes for granted. */
  readonly open: ReadonlySet<string>;
  /** Labels that the other repository alone says of a namespace which is not its own. */
  readonly believed: ReadonlyMap<string, Labels>;
}

/** Joins what contracts say with what the other repository knows: all labels of a namespace, or only some. */
export function contractLabels(
  contracts: readonly Contract[],
  known: readonly { readonly name: string; readonly labels: Labels }[],
  isWhole: (namespace: string) => boolean,
): ContractLabels {
  const here = new Map(known.map(({ name, labels }) => [name, labels]));
  const said = new Map<string, Labels>();
  const disputed = new Set<string>();
  const open = new Set<string>();
  for (const { name, labels } of contracts.flatMap(({ namespaces }) => namespaces)) {
    const own = here.get(name);
    const before = said.get(name) ?? own ?? {};
    for (const [key, value] of Object.entries(labels)) {
      const other = key === namespaceNameLabel ? name : before[key];
      const isDenied = own !== undefined && isWhole(name) && own[key] === undefined;
      if ((other ?? value) !== value || isDenied) disputed.add(name);
    }
    said.set(name, { ...before, ...labels });
    if (!isWhole(name)) open.add(name);
  }
  for (const name of disputed) {
    said.delete(name);
    open.add(name);
  }
  const believed = new Map<string, Labels>();
  for (const [name, labels] of said) {
    const own = contracts.flatMap(({ namespaces }) => namespaces.filter((each) => each.name === name));
    const others = Object.entries(labels).filter(
      ([key]) => key !== namespaceNameLabel && own.every((each) => each.labels[key] === undefined),
    );
    if (!isWhole(name) && others.length > 0) believed.set(name, Object.fromEntries(others));
  }
  return { said, open, believed };
}

/** A selector for each set of labels that is said, so that the questions know their keys and values. */
export function selectorsOfLabels({ said }: ContractLabels): readonly Selector[] {
  return [...said.values()].map((matchLabels) => ({ matchLabels }));
}

/** That a namespace, if it is this one, has these labels. */
export function hasSaidLabels(
  circuit: Circuit,
  namespace: NamespaceVariable,
  [name, labels]: readonly [name: string, labels: Labels],
): Signal {
  const own = Object.entries(labels).filter(([key]) => key !== namespaceNameLabel);
  return circuit.any([-namespace.is(name), circuit.all(own.map(([key, value]) => namespace.labels.has(key, value)))]);
}

import { namespaceNameLabel, requirementsOf, type Selector } from '../../algebra/selector';
import type { ClusterResources, Labels } from '../../k8s/resources';
import { imaginedPods } from '../model/end';
import { type ExtraPods, universeOf } from '../model/universe';
import { type LabelCodes, labelCodesOf } from './label-codes';
import { conditionsByNamespace, conditionsOf, imaginedNamespace, namespacesNamed } from './representatives';

/** How many pods are made at the most: where people select by a few labels, these are all that policies can tell apart. */
const mostPods = 4000;

/**
 * A pod of every kind that policies can tell apart, in every namespace that exists or could exist; undefined where these are too many
 * to list, or where pods differ in more than labels (names of ports, labels of a namespace without an object).
 */
export function everyPodOf(resources: ClusterResources): ExtraPods | undefined {
  const conditions = conditionsOf(resources);
  const known = universeOf(resources).namespaces;
  const namespaceSelectors = conditions.flatMap(({ namespaces }) => namespaces ?? []);
  const hasOpenLabels = known.some(({ hasObject }) => !hasObject) && namespaceSelectors.some(asksForLabels);
  if (hasOpenLabels || usesPortNames(resources)) return undefined;
  const labelSets = everyLabelSet(labelCodesOf(namespaceSelectors.filter(asksForLabels)), mostPods);
  if (!labelSets) return undefined;
  const named = namespacesNamed(conditions, known, ['In', 'NotIn']);
  if (named.length > 0 && labelSets.length > 1) return undefined;
  const others = [...named, ...labelSets.map(imaginedNamespace)];
  const here = conditionsByNamespace(conditions);
  const pods = [];
  for (const namespace of [...known, ...others]) {
    const sets = everyLabelSet(
      labelCodesOf(here(namespace).map((condition) => condition.pods)),
      mostPods - pods.length,
    );
    if (!sets) return undefined;
    pods.push(...sets.map((labels) => imaginedPods(namespace.name, labels)));
  }
  return { namespaces: others, pods };
}

const asksForLabels = (selector: Selector): boolean =>
  requirementsOf(selector).some(({ key }) => key !== namespaceNameLabel);

function usesPortNames({ policies }: ClusterResources): boolean {
  const rules = policies.flatMap(({ spec }) => [...(spec.ingress ?? []), ...(spec.egress ?? [])]);
  return rules.some((rule) => rule?.ports?.some((port) => typeof port?.port === 'string'));
}

/** Every combination of codes, as labels; undefined if there are more than so many. */
function everyLabelSet(codes: ReadonlyMap<string, LabelCodes>, most: number): readonly Labels[] | undefined {
  let sets: readonly Labels[] = [{}];
  for (const [key, ofKey] of codes) {
    if (sets.length * ofKey.size > most) return undefined;
    const values = Array.from({ length: ofKey.size }, (_, code) => ofKey.valueOf(code));
    sets = sets.flatMap((labels) =>
      values.map((value) => (value === undefined ? labels : { ...labels, [key]: value })),
    );
  }
  return sets.length > most ? undefined : sets;
}

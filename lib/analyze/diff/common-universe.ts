import { namespaceNameLabel, type Selector } from '../../algebra/selector';
import { byCodeUnits } from '../../algebra/text-order';
import type { ClusterResources, NamespaceResource, WorkloadResource } from '../../k8s/resources';
import { type Analysis, analyze } from '../analysis';
import { indexLabels, namedLabels } from '../engine/label-index';
import type { AnalysisSettings } from '../model/options';
import { type ExtraPods, type KnownNamespace, type PodSet, workloadName } from '../model/universe';
import { conditionsOf, representativesOf } from '../possible/representatives';
import { keysAsked } from './asked-labels';
import type { BothSides } from './change';
import { wordingKey } from './policy-changes';

/** Analyzes both sides with the representatives that the policies of both ask for. */
export function analyzeSides(
  before: ClusterResources,
  after: ClusterResources,
  settings: AnalysisSettings,
): BothSides<Analysis> {
  const policies = [...new Map([...before.policies, ...after.policies].map((each) => [wordingKey(each), each]))]
    .sort(([a], [b]) => byCodeUnits(a, b))
    .map(([, policy]) => policy);
  const names = namespaceNames(before, after);
  const spaces = [namespacesOf(before, names), namespacesOf(after, names)];
  const found = distinctLists(spaces).map((namespaces) =>
    representativesOf({ ...before, namespaces, workloads: [], policies }),
  );
  const selectors = settings.cni.enforces ? conditionsOf({ policies }).map((condition) => condition.pods) : [];
  const pods = unfilledClasses(podsOf(found), before, after, selectors);
  const extra = { namespaces: found.flatMap((each) => each.namespaces), pods };
  return {
    before: analyze(before, settings, extraFor(before, names, extra)),
    after: analyze(after, settings, extraFor(after, names, extra)),
  };
}

function namespaceNames(before: ClusterResources, after: ClusterResources): readonly string[] {
  const all = [before, after].flatMap(({ namespaces, workloads, policies }) => [
    ...namespaces.map(({ name }) => name),
    ...workloads.map(({ namespace }) => namespace),
    ...policies.map(({ namespace }) => namespace),
  ]);
  return [...new Set(all)].sort(byCodeUnits);
}

/** The namespaces of a side, and with their name label those that only the other side mentions. */
function namespacesOf({ namespaces }: ClusterResources, names: readonly string[]): readonly NamespaceResource[] {
  const own = new Set(namespaces.map(({ name }) => name));
  const nowhere = { file: '', span: () => ({ file: '', line: 1, column: 1 }) };
  const others = names
    .filter((name) => !own.has(name))
    .map((name) => ({ name, labels: { [namespaceNameLabel]: name }, origin: nowhere }));
  return [...namespaces, ...others];
}

function extraFor(side: ClusterResources, names: readonly string[], extra: ExtraPods): ExtraPods {
  const withObject = new Set(side.namespaces.map(({ name }) => name));
  const named = names.map(
    (name): KnownNamespace => ({ name, labels: { [namespaceNameLabel]: name }, hasObject: false }),
  );
  const namespaces = [...named, ...extra.namespaces].filter(({ name }) => !withObject.has(name));
  return { namespaces, pods: extra.pods };
}

function podsOf(sides: readonly ExtraPods[]): readonly PodSet[] {
  return [...new Map(sides.flatMap((side) => side.pods).map((pods) => [pods.name, pods])).values()];
}

/** The sides' namespaces, once where both have the same. */
function distinctLists(lists: readonly (readonly NamespaceResource[])[]): readonly (readonly NamespaceResource[])[] {
  const keyOf = (list: readonly NamespaceResource[]) =>
    JSON.stringify(list.map(({ name, labels }) => [name, labels]).sort());
  return [...new Map(lists.map((list) => [keyOf(list), list])).values()];
}

/**
 * Representatives that are shown by no workload: one that exists on both sides, alike, and is in their class as far as any
 * selector can tell.
 */
function unfilledClasses(
  representatives: readonly PodSet[],
  before: ClusterResources,
  after: ClusterResources,
  selectors: Iterable<Selector>,
): readonly PodSet[] {
  const asked = keysAsked({ before, after });
  const isTold = ({ assignedLabels }: WorkloadResource) => assignedLabels.some(({ key }) => asked.has(key));
  const olds = new Map(before.workloads.map((each) => [workloadName(each), each]));
  const pairs = after.workloads.flatMap((now) => {
    const old = olds.get(workloadName(now));
    // One that selectors tell from its own template shows no pods with the labels of that.
    return old && !old.hostNetwork && !now.hostNetwork && !isTold(old) && !isTold(now) ? [[old, now] as const] : [];
  });
  const { setOf } = indexLabels([...representatives, ...pairs.flat()], namedLabels(selectors));
  const filled = new Set<string>();
  for (const [index, [old]] of pairs.entries()) {
    const [first, second] = [0, 1].map((side) => setOf[representatives.length + 2 * index + side]);
    if (first === second) filled.add(`${old.namespace} ${first}`);
  }
  return representatives.filter(({ namespace }, index) => !filled.has(`${namespace} ${setOf[index]}`));
}

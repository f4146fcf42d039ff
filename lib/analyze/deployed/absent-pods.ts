import { requirementsOf, type Selector } from '../../algebra/selector';
import { isOfCluster } from '../../cluster/own-namespaces';
import type { Finding, Location } from '../../diagnostics/finding';
import type { LoadResult } from '../../k8s/load';
import type { Labels } from '../../k8s/resources';
import { labelsCode } from '../../wording/flow-line';
import { labelsText, requirementText, selectorText } from '../../wording/selectors';
import { listed, oneOrMany } from '../../wording/words';
import { isSlip, type UnmetRequirement, unmetRequirements } from '../labels/label-vocabulary';
import { makersNear, type OperatorSearch } from '../labels/operators';
import { type DeployedPods, titleOf } from './deployed-pods';

/** Pods that an app speaks of, and that no workload of the manifests makes. */
export interface AbsentPods {
  readonly namespace: string;
  readonly selector: Selector;
  /** `shop/web`. */
  readonly what: string;
  readonly at: Location;
}

/** What may have made pods that are not in manifests. */
export interface Makers {
  readonly customKinds: LoadResult['customKinds'];
  readonly operatorOf: OperatorSearch;
}

/**
 * Pods that are not there are a mistake, unless something else than manifests may make them: then it is not known. What is
 * nearly a label that exists is a slip of the pen all the same.
 */
export function absentFinding(absent: AbsentPods, there: DeployedPods, makers: Makers): Finding {
  const { namespace, selector, what, at } = absent;
  const unmet = unmetRequirements(selector, there.labels);
  const [first] = unmet;
  const asked = first ? requirementText(first.requirement) : selectorText(selector);
  const isMeant = first && unmet.some(isSlip);
  const maker = isMeant ? undefined : makerOf(absent, unmet, there, makers);
  const carried = first ? 'carries it' : 'carries all of it';
  const token = first?.requirement.values?.[0];
  if (maker)
    return {
      code: 'workload-perhaps-deployed',
      severity: maker.severity,
      message: `whether there are pods of ${what} is not known: it selects ${asked}, and no workload of the manifests in ${namespace} ${carried}`,
      at,
      notes: [maker.note],
    };
  const near = nearestOf(selector, first, there);
  return {
    code: 'workload-not-deployed',
    severity: 'error',
    message: `${what} selects ${asked}, and no workload of the manifests in ${namespace} ${carried}${near ? `: did you mean ${near.label}?` : ''}`,
    at,
    ...(token !== undefined && { token }),
    ...(near && { related: [{ at: near.at, message: `${near.title} carries ${near.label}` }] }),
    help: near
      ? [`say the labels of its pods: { labels: ${labelsCode(near.code)} }; ${near.title} carries ${near.labels}`]
      : [`there ${oneOrMany(there.workloads.length, 'is', 'are')} ${listed(there.workloads.map(labelledTitle), 4)}`],
  };
}

interface Maker {
  readonly severity: 'warning' | 'info';
  readonly note: string;
}

/** Who else may make such pods; what names an operator is his for sure enough to be no warning. */
function makerOf(
  { namespace }: AbsentPods,
  unmet: readonly UnmetRequirement[],
  there: DeployedPods,
  { customKinds, operatorOf }: Makers,
): Maker | undefined {
  for (const { requirement } of unmet) {
    const operator = operatorOf(requirement, { namespaces: [namespace], labels: there.labels });
    if (operator !== undefined) return { severity: 'info', note: `made at run time by ${operator}` };
  }
  if (isOfCluster({ name: namespace }))
    return {
      severity: 'info',
      note: `${namespace} is the cluster's own, and runs pods that are in nobody's manifests`,
    };
  const kinds = makersNear(customKinds, namespace);
  if (kinds.length === 0) return undefined;
  return {
    severity: 'warning',
    note: `the manifests have objects of which an operator may make pods: ${listed(kinds, 4)}`,
  };
}

/** The workload that was likely meant: the one that has the nearest label, else the one that most of the selector means. */
function nearestOf(selector: Selector, first: UnmetRequirement | undefined, there: DeployedPods) {
  const label = first?.nearest;
  const found = label?.includes('=')
    ? there.workloads.find(({ labels }) => Object.entries(labels).some(([key, value]) => `${key}=${value}` === label))
    : undefined;
  const near = found ?? (first ? undefined : mostAlike(selector, there));
  if (!near) return undefined;
  return {
    label: found && label !== undefined ? label : labelsText(near.labels),
    labels: labelsText(near.labels),
    code: found && label !== undefined ? labelIn(label) : near.labels,
    title: titleOf(near),
    at: () => near.origin.span('metadata.name'),
  };
}

/** `app=web` as a label. */
function labelIn(text: string): Labels {
  const at = text.indexOf('=');
  return { [text.slice(0, at)]: text.slice(at + 1) };
}

function mostAlike(selector: Selector, { workloads }: DeployedPods) {
  const asked = requirementsOf(selector);
  const score = ({ labels }: { readonly labels: Readonly<Record<string, string>> }) =>
    asked.filter(({ key, values }) => values?.includes(labels[key] ?? '')).length;
  return [...workloads].sort((a, b) => score(b) - score(a))[0];
}

const labelledTitle = (workload: DeployedPods['workloads'][number]): string =>
  `${titleOf(workload)} (${labelsText(workload.labels) || 'without labels'})`;

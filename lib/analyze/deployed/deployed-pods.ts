import { addTo, groupBy } from '../../algebra/keyed';
import { onceForEach } from '../../algebra/once';
import { matchesSelectorPartly, requirementsOf, type Selector } from '../../algebra/selector';
import type { WorkloadResource } from '../../k8s/resources';
import { resourceTitle } from '../../wording/names';
import { assignedTo } from '../judge/assigned';
import { type LabelVocabulary, vocabularyOf } from '../labels/label-vocabulary';

/** Whom a selector means among the workloads that are deployed. */
interface Selected {
  /** Those that it surely selects. */
  readonly sure: readonly WorkloadResource[];
  /** Those of which that depends on labels which others give to their pods. */
  readonly perhaps: readonly WorkloadResource[];
}

/** What is deployed in one namespace, as far as manifests say. */
export interface DeployedPods {
  readonly workloads: readonly WorkloadResource[];
  readonly labels: LabelVocabulary;
  selectedBy(selector: Selector): Selected;
}

/** What is deployed, by namespace; in an owned one also the workloads that name none. Undefined for a namespace without any. */
export function deployedByNamespace(
  workloads: readonly WorkloadResource[],
  owned: ReadonlySet<string>,
): (namespace: string) => DeployedPods | undefined {
  const byNamespace = groupBy(workloads, ({ namespace }) => namespace);
  const unplaced = byNamespace.get('') ?? [];
  const found = new Map<string, DeployedPods | undefined>();
  return (namespace) => {
    if (!found.has(namespace)) {
      const all = [...(byNamespace.get(namespace) ?? []), ...(owned.has(namespace) ? unplaced : [])];
      found.set(namespace, all.length > 0 ? podsOf(all) : undefined);
    }
    return found.get(namespace);
  };
}

function podsOf(workloads: readonly WorkloadResource[]): DeployedPods {
  const index = onceForEach(indexOf);
  return {
    workloads,
    get labels() {
      return vocabulary(workloads);
    },
    selectedBy(selector) {
      const sure: WorkloadResource[] = [];
      const perhaps: WorkloadResource[] = [];
      for (const each of candidates(selector, workloads, index(workloads))) {
        const isSelected = matchesSelectorPartly(selector, each.labels, assignedTo(each));
        if (isSelected !== false) (isSelected ? sure : perhaps).push(each);
      }
      return { sure, perhaps };
    },
  };
}

const vocabulary = onceForEach((workloads: readonly WorkloadResource[]) => vocabularyOf(workloads));

interface LabelIndex {
  readonly byLabel: ReadonlyMap<string, readonly WorkloadResource[]>;
  /** Keys that others than the author of a manifest may give. */
  readonly assigned: ReadonlySet<string>;
}

function indexOf(workloads: readonly WorkloadResource[]): LabelIndex {
  const byLabel = new Map<string, WorkloadResource[]>();
  const assigned = new Set<string>();
  for (const each of workloads) {
    for (const [key, value] of Object.entries(each.labels)) addTo(byLabel, `${key}=${value}`, each);
    for (const { key } of each.assignedLabels) assigned.add(key);
  }
  return { byLabel, assigned };
}

/** Thousands of selectors meet thousands of workloads: only those that have one of the labels are looked at. */
function candidates(
  selector: Selector,
  workloads: readonly WorkloadResource[],
  { byLabel, assigned }: LabelIndex,
): Iterable<WorkloadResource> {
  const asked = requirementsOf(selector).find(({ key, operator }) => operator === 'In' && !assigned.has(key));
  if (!asked) return workloads;
  return new Set((asked.values ?? []).flatMap((value) => byLabel.get(`${asked.key}=${value}`) ?? []));
}

/** `Deployment shop/web`; without a namespace where the manifest names none. */
export function titleOf({ kind, namespace, name }: WorkloadResource): string {
  return resourceTitle({ kind, name, ...(namespace !== '' && { namespace }) });
}

import type { LabelMap } from '../algebra/selector';
import { isAssignedLabel } from '../cluster/mutation/assigned-keys';
import { keepsItsTemplate } from '../cluster/workload-kinds';
import type { ClusterModel, DisjointModel, WorkloadModel } from '../dsl/model';
import type { CarriedLabels, DisjointPods, PodAssumption } from '../intent/intent';
import { disjointSentence } from '../wording/disjoint';
import { intendedPeer } from './intended-peer';
import { peerLabel } from './peer-identity';

/** What may be taken for granted of pods: the labels of the templates of deployed workloads, and what `disjoint()` says. */
export function podAssumptionsOf(
  workloads: readonly WorkloadModel[],
  disjoint: readonly DisjointModel[],
  cluster: ClusterModel,
): readonly PodAssumption[] {
  const all = [...workloads.flatMap(carriedLabels), ...disjoint.map((each) => disjointPods(each, cluster))];
  return [...new Map(all.map((each) => [JSON.stringify(each), each])).values()];
}

/** What the selector of a workload leaves open, and its pod template says. */
function carriedLabels(workload: WorkloadModel): readonly CarriedLabels[] {
  const { namespace, selector, template, hostNetwork, site } = workload;
  // Policies see no labels of pods on the host network.
  if (!template?.isOwnSelector || hostNetwork || !keepsItsTemplate(template)) return [];
  const labels = openLabels(template.lastingLabels, selector.matchLabels ?? {});
  if (Object.keys(labels).length === 0) return [];
  const name = peerLabel(workload);
  return [{ kind: 'template-labels', namespace: namespace.name, selector, labels, workload: name, at: site }];
}

/** What controllers and injectors give to pods need not be what the template says. */
function openLabels(template: LabelMap, selected: LabelMap): LabelMap {
  return Object.fromEntries(
    Object.entries(template).filter(([key]) => !Object.hasOwn(selected, key) && !isAssignedLabel(key)),
  );
}

function disjointPods({ ends, site }: DisjointModel, cluster: ClusterModel): DisjointPods {
  const pods = ends.flatMap((end) => {
    const peer = intendedPeer(end, cluster);
    return peer.kind === 'pods' ? [{ name: peerLabel(end), peer }] : [];
  });
  return { kind: 'disjoint', ends: pods, sentence: disjointSentence(pods.map(({ name }) => name)), at: site };
}

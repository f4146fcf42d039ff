import { once } from '../../algebra/once';
import { matchesSelectorPartly, requirementsOf, type Selector } from '../../algebra/selector';
import { assignedTo } from '../../analyze/judge/assigned';
import type { PodSet } from '../../analyze/model/universe';
import type { LoadResult } from '../../k8s/load';
import { listed } from '../../wording/words';
import type { PolicyRemarks } from '../policy-result';
import { podsByLabel } from './label-vocabulary';

/** Finds workloads that a selector may mean, without asking all of them. */
export interface PodSearch {
  /** Whether a selector may select one of these pods by a label that a controller assigns. */
  maySelectByController(selector: Selector, pods: readonly PodSet[]): boolean;
  /** Workloads of any namespace that a selector selects, or may select. */
  anywhere(selector: Selector): readonly PodSet[];
}

/** A search in all workloads of an audit. */
export function podSearchIn(all: readonly PodSet[]): PodSearch {
  const assigned = new Set(all.flatMap(({ assignedLabels }) => assignedLabels.map(({ key }) => key)));
  const byLabel = once(() => podsByLabel(all));
  return {
    maySelectByController: (selector, pods) =>
      requirementsOf(selector).some(({ key }) => assigned.has(key)) && pods.some((each) => maySelect(selector, each)),
    anywhere(selector) {
      const named = requirementsOf(selector).find(({ key, operator }) => operator === 'In' && !assigned.has(key));
      if (!named) return all.filter((pods) => maySelect(selector, pods));
      const { key, values } = named;
      const candidates = [...new Set(values)].flatMap((value) => byLabel().get(`${key}=${value}`) ?? []);
      return candidates.filter((pods) => maySelect(selector, pods));
    },
  };
}

function maySelect(selector: Selector, pods: PodSet): boolean {
  return matchesSelectorPartly(selector, pods.labels, assignedTo(pods)) !== false;
}

/**
 * Whether a namespace is the cluster's own (`kube-system`, `openshift-dns`): the control plane and the provider run pods
 * there that are in nobody's manifests.
 */
export function isOfCluster({ name }: { readonly name: string }): boolean {
  return /^(kube|openshift)-/.test(name);
}

/** Kinds of Kubernetes itself that netpact does not read, and that make no pods. */
const podlessKinds = new Set([
  ...['APIService', 'CertificateSigningRequest', 'ClusterRole', 'ClusterRoleBinding', 'ConfigMap'],
  ...['ControllerRevision', 'CSIDriver', 'CSINode', 'CustomResourceDefinition', 'Endpoints', 'EndpointSlice'],
  ...['Event', 'FlowSchema', 'HorizontalPodAutoscaler', 'Ingress', 'IngressClass', 'Lease', 'LimitRange'],
  ...['MutatingWebhookConfiguration', 'Node', 'PersistentVolume', 'PersistentVolumeClaim', 'PodDisruptionBudget'],
  ...['PriorityClass', 'PriorityLevelConfiguration', 'ResourceQuota', 'Role', 'RoleBinding', 'RuntimeClass'],
  ...['Secret', 'ServiceAccount', 'StorageClass', 'ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'],
  ...['ValidatingWebhookConfiguration', 'VolumeAttachment'],
]);

/** Kinds of the input whose controllers may create pods that are not in the input (`Prometheus`, `Kafka`), sorted. */
function customKinds({ otherKinds }: LoadResult): readonly string[] {
  return [...otherKinds.keys()].filter((kind) => !podlessKinds.has(kind) && !/NetworkPolicy$/.test(kind)).sort();
}

/** What custom resources make of "there is no such pod": an info, and why. */
export function customRemarks(loaded: LoadResult): PolicyRemarks {
  const kinds = customKinds(loaded);
  if (kinds.length === 0) return {};
  const notes = [`the controllers of ${listed(kinds)} may create pods that are not in the input`];
  return { severity: 'info', notes };
}

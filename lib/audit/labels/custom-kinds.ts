import type { LoadResult } from '../../k8s/load';
import { listed } from '../../wording/words';
import type { PolicyRemarks } from '../policy-result';

/** Kinds of Kubernetes itself that netpact does not read, and that make no pods. */
const podlessKinds = new Set([
  'APIService',
  'CertificateSigningRequest',
  'ClusterRole',
  'ClusterRoleBinding',
  'ConfigMap',
  'ControllerRevision',
  'CSIDriver',
  'CSINode',
  'CustomResourceDefinition',
  'Endpoints',
  'EndpointSlice',
  'Event',
  'FlowSchema',
  'HorizontalPodAutoscaler',
  'Ingress',
  'IngressClass',
  'Lease',
  'LimitRange',
  'MutatingWebhookConfiguration',
  'Node',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'PodDisruptionBudget',
  'PriorityClass',
  'PriorityLevelConfiguration',
  'ResourceQuota',
  'Role',
  'RoleBinding',
  'RuntimeClass',
  'Secret',
  'ServiceAccount',
  'StorageClass',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
  'VolumeAttachment',
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

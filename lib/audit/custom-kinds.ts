import type { LoadResult } from '../k8s/load';

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
export function customKinds({ otherKinds }: LoadResult): readonly string[] {
  return [...otherKinds.keys()].filter((kind) => !podlessKinds.has(kind) && !/NetworkPolicy$/.test(kind)).sort();
}

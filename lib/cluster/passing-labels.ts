/**
 * Labels that say which release or which run a pod belongs to, and who writes their values anew: what selects by them misses the next
 * pods. Sources: https://kubernetes.io/docs/reference/labels-annotations-taints/, https://helm.sh/docs/chart_best_practices/labels/
 */
export const passingLabels: ReadonlyMap<string, string> = new Map([
  ['pod-template-hash', 'every rollout of a Deployment'],
  ['controller-revision-hash', 'every rollout of a StatefulSet or DaemonSet'],
  ['pod-template-generation', 'every rollout of a DaemonSet'],
  ['controller-uid', 'every Job'],
  ['batch.kubernetes.io/controller-uid', 'every Job'],
  ['job-name', 'every Job'],
  ['batch.kubernetes.io/job-name', 'every Job'],
  ['helm.sh/chart', 'every release of the chart'],
  ['chart', 'every release of the chart'],
  ['app.kubernetes.io/version', 'every release'],
  ['version', 'every release'],
]);

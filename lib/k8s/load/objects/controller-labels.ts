const jobLabels = [
  'controller-uid',
  'batch.kubernetes.io/controller-uid',
  'batch.kubernetes.io/job-name',
  'job-name',
  'batch.kubernetes.io/job-completion-index',
];

/** The labels that each controller adds to its pods, with values that nobody knows before (SEMANTICS 4). */
const controllerLabels: ReadonlyMap<string, readonly string[]> = new Map([
  ['Deployment', ['pod-template-hash']],
  ['StatefulSet', ['controller-revision-hash', 'statefulset.kubernetes.io/pod-name', 'apps.kubernetes.io/pod-index']],
  ['DaemonSet', ['controller-revision-hash', 'pod-template-generation']],
  ['Job', jobLabels],
  ['CronJob', jobLabels],
]);

/** The keys that the controller of this kind will add to pods with these labels. */
export function unknownLabelsOf(kind: string, labels: Readonly<Record<string, string>>): readonly string[] {
  return (controllerLabels.get(kind) ?? []).filter((key) => !Object.hasOwn(labels, key));
}

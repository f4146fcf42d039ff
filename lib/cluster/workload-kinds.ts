/** Kinds of Kubernetes' own whose controllers make pods of `spec.template`. */
const templateKinds: ReadonlySet<string> = new Set([
  ...['DaemonSet', 'Deployment', 'Job'],
  ...['ReplicaSet', 'ReplicationController', 'StatefulSet'],
]);

/** Every kind of Kubernetes' own that makes pods, or is one. */
export const builtInWorkloads: readonly string[] = ['CronJob', 'Pod', ...templateKinds];

const builtInVersions = /^(?:(?:apps|batch|extensions)\/)?v\w+$|^$/;

/** Whether an apiVersion is of Kubernetes' own workloads; others have kinds of the same names. Without one, it is taken for theirs. */
export const isBuiltInVersion = (apiVersion: string): boolean => builtInVersions.test(apiVersion);

/** Whether Kubernetes itself makes pods of `spec.template` for objects of this kind, where the version is its own. */
export const isTemplateKind = (kind: string): boolean => templateKinds.has(kind);

/**
 * Whether the pods of a workload have the labels of its template as they are: so Kubernetes itself makes them. Another controller may
 * change them, also one whose kind has the name of a kind of Kubernetes: a Rollout of Argo gives other labels to its canaries.
 * Source: https://argo-rollouts.readthedocs.io/en/stable/features/ephemeral-metadata/
 */
export const keepsItsTemplate = ({
  apiVersion,
  kind,
}: {
  readonly apiVersion: string;
  readonly kind: string;
}): boolean => isBuiltInVersion(apiVersion) && builtInWorkloads.includes(kind);

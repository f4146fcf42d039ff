import { type AssignedLabel, nameAsValue, type PodTemplateFacts } from './assigned-label';

/**
 * What the controller of pods adds to the labels of their template. Sources: the well-known labels of Kubernetes, and its
 * controllers (`CloneAndAddLabel` of Deployments and DaemonSets, `updateIdentity` of StatefulSets, `generateSelector` of Jobs).
 */
export function controllerLabels(facts: PodTemplateFacts): readonly AssignedLabel[] {
  const { kind, isBuiltIn } = facts;
  const found = isBuiltIn ? ofKind[kind]?.(facts) : perhaps(kind);
  return [...(found ?? []), ...ofNodes];
}

const assigned = (kind: string, key: string, values?: AssignedLabel['values']): AssignedLabel => ({
  key,
  by: `the ${kind} controller`,
  presence: 'always',
  ...(values && { values }),
});

const ofDeployment = [assigned('Deployment', 'pod-template-hash')];
const ofDaemonSet = ['controller-revision-hash', 'pod-template-generation'].map((key) => assigned('DaemonSet', key));

const ofKind: Readonly<Record<string, (facts: PodTemplateFacts) => readonly AssignedLabel[]>> = {
  Deployment: () => ofDeployment,
  DaemonSet: () => ofDaemonSet,
  StatefulSet: ({ name, firstOrdinal: first }) => [
    assigned('StatefulSet', 'controller-revision-hash'),
    // However many replicas a manifest asks for: StatefulSets are scaled.
    assigned(
      'StatefulSet',
      'statefulset.kubernetes.io/pod-name',
      name === '' ? undefined : { prefix: `${name}-`, first },
    ),
    assigned('StatefulSet', 'apps.kubernetes.io/pod-index', { prefix: '', first }),
  ],
  Job: (facts) => jobLabels(facts, nameAsValue(facts.name)),
  // Its Jobs are named after the minute in which they start, or by whoever starts one by hand.
  CronJob: (facts) => jobLabels(facts, undefined),
};

function jobLabels(
  { hasManualSelector, isIndexed }: PodTemplateFacts,
  names: readonly string[] | undefined,
): readonly AssignedLabel[] {
  const own = ['controller-uid', 'batch.kubernetes.io/controller-uid'].map((key) => assigned('Job', key));
  const named = ['batch.kubernetes.io/job-name', 'job-name'].map((key) => assigned('Job', key, names));
  return [
    ...(hasManualSelector ? [] : [...own, ...named]),
    // Before Kubernetes 1.28 it was an annotation alone.
    ...(isIndexed
      ? [
          {
            ...assigned('Job', 'batch.kubernetes.io/job-completion-index', { prefix: '', first: 0 }),
            presence: 'expected' as const,
          },
        ]
      : []),
  ];
}

const known = [
  'pod-template-hash',
  'controller-revision-hash',
  'pod-template-generation',
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
  'controller-uid',
  'batch.kubernetes.io/controller-uid',
  'batch.kubernetes.io/job-name',
  'job-name',
  'batch.kubernetes.io/job-completion-index',
];

/** Other controllers often make Deployments, StatefulSets or Jobs of their own. */
function perhaps(kind: string): readonly AssignedLabel[] {
  return known.map((key) => ({ key, by: `the controller of ${kind}`, presence: 'possible' }));
}

/** Kubernetes 1.35 copies them from the node (PodTopologyLabels). */
const ofNodes: readonly AssignedLabel[] = ['topology.kubernetes.io/region', 'topology.kubernetes.io/zone'].map(
  (key) => ({ key, by: 'the API server', presence: 'possible' }),
);

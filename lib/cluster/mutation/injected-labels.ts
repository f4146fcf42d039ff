import type { LabelMap } from '../../algebra/selector';
import { type AssignedLabel, nameAsValue, type PodTemplateFacts } from './assigned-label';

/** What meshes add to the labels of pods that they give a proxy, unless the pods refuse it. */
export function injectedLabels(facts: PodTemplateFacts): readonly AssignedLabel[] {
  // Neither has a use for a proxy that would speak for the whole node.
  if (facts.hostNetwork) return [];
  return [...istioLabels(facts), ...linkerdLabels(facts)];
}

const istio = 'Istio';

/** Namespaces that its injector leaves alone, whatever their labels. */
const ignoredByIstio = new Set(['kube-system', 'kube-public']);

/** As `injectRequired` of Istio reads a wish: the label outranks the annotation, and an empty one says nothing. */
function wishOf({ labels, annotations }: PodTemplateFacts): 'yes' | 'no' | 'none' {
  const key = 'sidecar.istio.io/inject';
  const text = (Object.hasOwn(labels, key) ? labels[key] : annotations[key])?.toLowerCase() ?? '';
  if (text === '') return labels['istio.io/rev'] ? 'yes' : 'none';
  return ['y', 'yes', 'true', 'on'].includes(text) ? 'yes' : 'no';
}

/**
 * Sources: `ExtractCanonicalServiceLabels` and the injection templates of Istio. Without a wish it is the namespace that
 * decides, or the installation (`enableNamespacesByDefault`), which no manifest of an app shows.
 */
function istioLabels(facts: PodTemplateFacts): readonly AssignedLabel[] {
  const wish = wishOf(facts);
  if (wish === 'no' || ignoredByIstio.has(facts.namespace)) return [];
  const presence = wish === 'yes' ? 'expected' : 'possible';
  const one = (key: string, values?: readonly string[]): AssignedLabel => ({
    key,
    by: istio,
    presence,
    ...(values && { values }),
  });
  const perhaps = (key: string): AssignedLabel => ({ key, by: istio, presence: 'possible' });
  return [
    one('security.istio.io/tlsMode', ['istio']),
    one('service.istio.io/canonical-name', canonicalName(facts)),
    one('service.istio.io/canonical-revision', firstOf(facts, ['app.kubernetes.io/version', 'version'], ['latest'])),
    perhaps('istio.io/rev'),
    perhaps('networking.istio.io/tunnel'),
    perhaps('topology.istio.io/network'),
  ];
}

/** Kinds whose name Istio gives to their pods. */
const namesItsPods = new Set(['DaemonSet', 'Deployment', 'Job', 'Pod', 'ReplicationController', 'StatefulSet']);

function canonicalName(facts: PodTemplateFacts): readonly string[] | undefined {
  const { isBuiltIn, isOwned, kind, name } = facts;
  const own = isBuiltIn && !isOwned && namesItsPods.has(kind) ? nameAsValue(name) : undefined;
  return firstOf(facts, ['app.kubernetes.io/name', 'app'], own);
}

/** The value of the first of these labels; an empty one counts in some versions, and is passed over in others. */
function firstOf(
  { labels }: PodTemplateFacts,
  keys: readonly string[],
  otherwise: readonly string[] | undefined,
): readonly string[] | undefined {
  const key = keys.find((each) => Object.hasOwn(labels, each));
  if (key === undefined) return otherwise;
  return labels[key] ? [labels[key]] : undefined;
}

/** Sources: `pkg/inject` of linkerd2, and its labels and annotations. A namespace can ask for it by an annotation. */
function linkerdLabels(facts: PodTemplateFacts): readonly AssignedLabel[] {
  const { annotations, isBuiltIn, isOwned, kind, name, namespace } = facts;
  const wish = annotations['linkerd.io/inject'];
  if (wish === 'disabled') return [];
  const presence = wish === 'enabled' || wish === 'ingress' ? 'expected' : 'possible';
  const one = (key: string, values?: readonly string[]): AssignedLabel => ({
    key,
    by: 'Linkerd',
    presence,
    ...(values && { values }),
  });
  const owner = isBuiltIn && !isOwned && kind !== 'CronJob' ? ownerKeys[kind] : undefined;
  const ofOwner = owner
    ? [one(owner, nameAsValue(name))]
    : Object.values(ownerKeys).map((key): AssignedLabel => ({ key, by: 'Linkerd', presence: 'possible' }));
  return [one('linkerd.io/control-plane-ns'), one('linkerd.io/workload-ns', [namespace]), ...ofOwner];
}

const ownerKeys: Readonly<Record<string, string>> = {
  CronJob: 'linkerd.io/proxy-cronjob',
  DaemonSet: 'linkerd.io/proxy-daemonset',
  Deployment: 'linkerd.io/proxy-deployment',
  Job: 'linkerd.io/proxy-job',
  ReplicaSet: 'linkerd.io/proxy-replicaset',
  ReplicationController: 'linkerd.io/proxy-replicationcontroller',
  StatefulSet: 'linkerd.io/proxy-statefulset',
};

/** What is left of assigned labels in a namespace with these labels: it can ask Istio for injection, and forbid it. */
export function assignedIn(namespace: LabelMap, assigned: readonly AssignedLabel[]): readonly AssignedLabel[] {
  const injection = namespace['istio-injection'];
  if (injection === 'disabled') return assigned.filter(({ by }) => by !== istio);
  if (injection !== 'enabled' && !namespace['istio.io/rev']) return assigned;
  return assigned.map((label) => (label.by === istio && label.values ? { ...label, presence: 'expected' } : label));
}

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
  return [
    presence === 'expected' ? tls : tlsPerhaps,
    addedBy(istio, 'service.istio.io/canonical-name', presence, canonicalName(facts)),
    addedBy(istio, 'service.istio.io/canonical-revision', presence, firstOf(facts, revisionKeys, latest)),
    ...perhapsOfIstio,
  ];
}

function addedBy(
  by: string,
  key: string,
  presence: AssignedLabel['presence'],
  values: readonly string[] | undefined,
): AssignedLabel {
  return values ? { key, by, presence, values } : { key, by, presence };
}

// What is alike for all workloads is there once: there may be tens of thousands of them.
const tls = addedBy(istio, 'security.istio.io/tlsMode', 'expected', ['istio']);
const tlsPerhaps: AssignedLabel = { ...tls, presence: 'possible' };
const perhapsOfIstio = ['istio.io/rev', 'networking.istio.io/tunnel', 'topology.istio.io/network'].map((key) =>
  addedBy(istio, key, 'possible', undefined),
);
const revisionKeys = ['app.kubernetes.io/version', 'version'];
const latest = ['latest'];

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
  const owner = isBuiltIn && !isOwned && kind !== 'CronJob' ? ownerKeys[kind] : undefined;
  return [
    presence === 'expected' ? controlPlane : controlPlanePerhaps,
    addedBy(linkerd, 'linkerd.io/workload-ns', presence, [namespace]),
    ...(owner ? [addedBy(linkerd, owner, presence, nameAsValue(name))] : perhapsOwners),
  ];
}

const linkerd = 'Linkerd';
const controlPlane = addedBy(linkerd, 'linkerd.io/control-plane-ns', 'expected', undefined);
const controlPlanePerhaps: AssignedLabel = { ...controlPlane, presence: 'possible' };

const ownerKeys: Readonly<Record<string, string>> = {
  CronJob: 'linkerd.io/proxy-cronjob',
  DaemonSet: 'linkerd.io/proxy-daemonset',
  Deployment: 'linkerd.io/proxy-deployment',
  Job: 'linkerd.io/proxy-job',
  ReplicaSet: 'linkerd.io/proxy-replicaset',
  ReplicationController: 'linkerd.io/proxy-replicationcontroller',
  StatefulSet: 'linkerd.io/proxy-statefulset',
};

const perhapsOwners = Object.values(ownerKeys).map((key) => addedBy(linkerd, key, 'possible', undefined));

/** What a namespace says of injection: Istio is told by labels, Linkerd by its annotation. */
interface PlaceFacts {
  readonly labels: LabelMap;
  readonly linkerdInjection?: string;
}

/** What is left of assigned labels in a namespace: it can ask a mesh for injection, and forbid it to pods that do not ask themselves. */
export function assignedIn(place: PlaceFacts, assigned: readonly AssignedLabel[]): readonly AssignedLabel[] {
  return linkerdIn(place.linkerdInjection, istioIn(place.labels, assigned));
}

function istioIn(namespace: LabelMap, assigned: readonly AssignedLabel[]): readonly AssignedLabel[] {
  const injection = namespace['istio-injection'];
  if (injection === 'disabled') return assigned.filter(({ by }) => by !== istio);
  if (injection !== 'enabled' && !namespace['istio.io/rev']) return assigned;
  return assigned.map((label) => (label.by === istio && label.values ? { ...label, presence: 'expected' } : label));
}

function linkerdIn(injection: string | undefined, assigned: readonly AssignedLabel[]): readonly AssignedLabel[] {
  const isOwn = ({ by, presence }: AssignedLabel) => by === linkerd && presence === 'possible';
  if (injection === 'disabled') {
    const asksItself = assigned.some(({ by, presence }) => by === linkerd && presence !== 'possible');
    return asksItself ? assigned : assigned.filter((label) => !isOwn(label));
  }
  if (injection !== 'enabled' && injection !== 'ingress') return assigned;
  const isSure = ({ key, values }: AssignedLabel) => values !== undefined || key === controlPlane.key;
  return assigned.map((label) => (isOwn(label) && isSure(label) ? { ...label, presence: 'expected' } : label));
}

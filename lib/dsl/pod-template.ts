import { passingLabels } from '../cluster/passing-labels';
import type { LabelSelector, LabelSelectorRequirement } from '../k8s/network-policy';
import type { PortInput, Ports } from './ports';

/** The part of a workload's manifest that policies depend on. */
export interface PodTemplate {
  /** Empty where the manifest says none. */
  readonly apiVersion: string;
  readonly kind: string;
  /** Undefined where the manifest leaves it to whoever applies it. */
  readonly namespace: string | undefined;
  /** Labels that every pod carries. */
  readonly labels: Readonly<Record<string, string>>;
  /** Those of them that the pods of the next release and of the next run carry as well. */
  readonly lastingLabels: Readonly<Record<string, string>>;
  /** `spec.selector`; for Jobs, CronJobs and bare Pods the lasting labels of the pods. */
  readonly selector: LabelSelector;
  /** Container ports, sidecars included, by name; those without a name are called `tcp-8080`. */
  readonly ports: Ports;
  readonly hostNetwork: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

/** The label that cdk8s-plus gives to pods that have none of their own: it changes when a construct moves. */
export const addressLabel = 'cdk8s.io/metadata.addr';

/** What is no release's and no run's, and yet not every pod of the next one has. */
const notOfAll = new Set([addressLabel, 'batch.kubernetes.io/job-completion-index']);

/** Reads a manifest of any kind with a pod template, or a Pod; undefined for anything else. */
export function readPodTemplate(manifest: unknown): PodTemplate | undefined {
  const object = fields(manifest);
  const spec = fields(object.spec);
  const template = object.kind === 'Pod' ? object : templateOf(object.kind, spec);
  const podSpec = fields(template.spec);
  if (!Array.isArray(podSpec.containers)) return undefined;
  const metadata = fields(object.metadata);
  const labels = textFields(fields(template.metadata).labels);
  const lastingLabels = lasting(labels);
  const isRun = object.kind === 'Job' || object.kind === 'CronJob' || object.kind === 'Pod';
  return {
    apiVersion: text(object.apiVersion) ?? '',
    kind: text(object.kind) ?? 'object',
    namespace: text(metadata.namespace),
    labels,
    lastingLabels,
    selector: (isRun ? undefined : selectorOf(spec.selector)) ?? { matchLabels: lastingLabels },
    ports: portsOf(podSpec),
    hostNetwork: podSpec.hostNetwork === true,
  };
}

function templateOf(kind: unknown, spec: Fields): Fields {
  return fields(kind === 'CronJob' ? fields(fields(spec.jobTemplate).spec).template : spec.template);
}

/** A ReplicationController's selector is a plain map of labels. */
function selectorOf(value: unknown): LabelSelector | undefined {
  const selector = fields(value);
  const matchLabels = textFields(selector.matchLabels);
  const matchExpressions = Array.isArray(selector.matchExpressions)
    ? (selector.matchExpressions as readonly LabelSelectorRequirement[])
    : [];
  if (Object.keys(matchLabels).length + matchExpressions.length > 0)
    return {
      ...(Object.keys(matchLabels).length > 0 && { matchLabels }),
      ...(matchExpressions.length > 0 && { matchExpressions }),
    };
  const plain = textFields(value);
  return Object.keys(plain).length > 0 ? { matchLabels: plain } : undefined;
}

function lasting(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !notOfAll.has(key) && !passingLabels.has(key)));
}

function portsOf(podSpec: Fields): Ports {
  const ports = new Map<string, PortInput>();
  for (const container of [...list(podSpec.containers), ...list(podSpec.initContainers).filter(isSidecar)]) {
    for (const { name, containerPort, protocol } of list(container.ports)) {
      if (containerPort === undefined || containerPort === null) continue;
      const transport = text(protocol) ?? 'TCP';
      const port =
        transport === 'TCP' && typeof containerPort === 'number' ? containerPort : `${containerPort}/${transport}`;
      const given = text(name);
      // A name that another container has taken means several numbers; this one stays reachable by its number.
      const key = given !== undefined && !ports.has(given) ? given : `${transport.toLowerCase()}-${containerPort}`;
      ports.set(key, port);
    }
  }
  return Object.fromEntries(ports);
}

const isSidecar = (container: Fields): boolean => container.restartPolicy === 'Always';

const list = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.map(fields) : []);

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function textFields(value: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(fields(value));
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

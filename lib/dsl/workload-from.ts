import { once } from '../algebra/once';
import { matchesSelector } from '../algebra/selector';
import { type CallSite, captureCallSite } from '../diagnostics/call-site';
import type { Finding } from '../diagnostics/finding';
import type { LabelSelector } from '../k8s/network-policy';
import type { WorkloadResource } from '../k8s/resources';
import { noteSettings } from './declared';
import { type Holds, optionProblems } from './given-options';
import { namespaceNamed, namespaceOfPods } from './manifest-namespace';
import type { WorkloadModel } from './model';
import { type NamespaceRef, type Workload, workloadPeer } from './peer';
import { addressLabel, type PodTemplate, readPodTemplate } from './pod-template';
import type { PortInput, Ports } from './ports';
import { lastingName, manifestOf } from './workload-source';

export interface WorkloadFromOptions {
  /** What policies and messages call it.
   * @default metadata.name, or the construct's id where cdk8s generates the name */
  readonly name?: string;
  /** Where the pods are, if the manifest does not say it: a namespace, or its name. One that differs from the manifest's is refused.
   * @default metadata.namespace; a manifest without it is refused */
  readonly namespace?: NamespaceRef | string;
  /** Selects the pods by these labels instead of the manifest's own selector. Nothing is then assumed of the other labels of its template. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Ports besides those of the containers. */
  readonly ports?: Ports;
  /** Isolates these pods on their own, whatever the namespace's baseline says. */
  readonly isolate?: 'ingress' | 'egress' | 'all';
  /** False: these pods get no DNS although the namespace's baseline brings it. */
  readonly dns?: boolean;
}

/**
 * The workload of a manifest (Deployment, StatefulSet, CronJob, Pod, … or any kind with a pod template) or of a cdk8s or cdk8s-plus
 * construct: its namespace, selector and container ports. It is read when the app is compiled, so what is added to a construct
 * later counts. Ports are known then only: any compiles, and what no container declares is refused at synth.
 */
export function workloadFrom(source: object, options: WorkloadFromOptions = {}): Workload<string, PortInput> {
  return manifestWorkload(source, options, { site: captureCallSite(), verb: 'workloadFrom' });
}

/** Who read a manifest, and where. */
interface Reading {
  readonly site: CallSite;
  readonly verb: string;
  /** What stands in the same manifests. */
  readonly among?: readonly WorkloadResource[];
}

/** The workload of a manifest, read when it is first needed. */
export function manifestWorkload(
  source: object,
  options: WorkloadFromOptions,
  reading: Reading,
): Workload<string, PortInput> {
  const model = lazyModel(source, { ...options }, reading);
  noteSettings(model);
  const name = options.name ?? lastingName(source) ?? 'workload';
  return workloadPeer(name, model);
}

/** Flows ask a model for its kind as soon as they are made; everything else is read when it is first needed. */
function lazyModel(source: object, options: WorkloadFromOptions, reading: Reading): WorkloadModel {
  const model = once(() => readModel(source, options, reading));
  return {
    kind: 'workload',
    site: reading.site,
    isolate: options.isolate,
    dns: options.dns,
    among: reading.among,
    get namespace() {
      return model().namespace;
    },
    get name() {
      return model().name;
    },
    get selector() {
      return model().selector;
    },
    get ports() {
      return model().ports;
    },
    get hostNetwork() {
      return model().hostNetwork;
    },
    get template() {
      return model().template;
    },
    get problems() {
      return model().problems;
    },
  };
}

const readOptions: Readonly<Record<keyof WorkloadFromOptions, Holds>> = {
  name: 'text',
  // Said in sentences of its own where it is none.
  namespace: 'anything',
  labels: 'object',
  ports: 'object',
  isolate: ['ingress', 'egress', 'all'],
  dns: 'boolean',
};

function readModel(source: object, options: WorkloadFromOptions, { site, verb }: Reading) {
  const rendered = render(source);
  const template = 'manifest' in rendered ? readPodTemplate(rendered.manifest) : undefined;
  const name = options.name ?? lastingName(source) ?? '';
  const selector = options.labels ? { matchLabels: options.labels } : (template?.selector ?? {});
  const what = `${template?.kind} ${name || '(without a name)'}`;
  const placed = template
    ? namespaceOfPods(what, template.namespace, { value: options.namespace, site, verb })
    : { namespace: namespaceNamed('', site), problems: [notAWorkload(rendered, site)] };
  return {
    namespace: placed.namespace,
    name,
    selector,
    template: template && templateModel(template, selector, options.labels === undefined),
    ports: { ...template?.ports, ...options.ports },
    hostNetwork: template?.hostNetwork === true,
    problems: [
      ...placed.problems,
      ...optionProblems(`${verb}()`, options, readOptions, site),
      ...(template ? problemsOf(template, what, options, site) : []),
    ],
  };
}

/** What is known of the pods besides what selects them: nothing where the manifest's own selector does not even select them. */
function templateModel(
  { apiVersion, kind, labels, lastingLabels }: PodTemplate,
  selector: LabelSelector,
  isOwnSelector: boolean,
): WorkloadModel['template'] {
  const isReadable = selector.matchExpressions?.every(({ values }) => values === undefined || Array.isArray(values));
  const isSelected = isReadable !== false && matchesSelector(selector, labels);
  return isSelected || !isOwnSelector
    ? { apiVersion, kind, labels, lastingLabels, isSelected, isOwnSelector }
    : undefined;
}

function problemsOf(template: PodTemplate, what: string, options: WorkloadFromOptions, at: CallSite): Finding[] {
  if (options.labels) {
    const absent = Object.entries(options.labels).filter(([key, value]) => template.labels[key] !== value);
    return absent.length > 0 ? [labelsAbsent(what, absent, at)] : [];
  }
  const keys = Object.keys(template.selector.matchLabels ?? {});
  const isAddressed = keys.includes(addressLabel) || (keys.length === 0 && addressLabel in template.labels);
  return isAddressed ? [generatedSelector(what, at)] : [];
}

type Rendered = { readonly manifest: unknown } | { readonly thrown: unknown };

/** cdk8s-plus refuses some constructs (a Deployment without containers) when it renders them. */
function render(source: object): Rendered {
  try {
    return { manifest: manifestOf(source) };
  } catch (thrown) {
    return { thrown };
  }
}

function notAWorkload(rendered: Rendered, at: CallSite): Finding {
  const what =
    'thrown' in rendered
      ? `a construct that cannot be rendered: ${rendered.thrown instanceof Error ? rendered.thrown.message : rendered.thrown}`
      : `${kindOf(rendered.manifest)}, which has no pod template`;
  return {
    code: 'workload-source-invalid',
    severity: 'error',
    message: `workloadFrom() got ${what}`,
    at,
    help: ['give it a Deployment, StatefulSet, Job, CronJob, Pod or any object with spec.template.spec.containers'],
  };
}

function kindOf(manifest: unknown): string {
  if (typeof manifest !== 'object' || manifest === null) return String(manifest);
  return 'kind' in manifest ? `a ${manifest.kind}` : 'an object without a kind';
}

function generatedSelector(what: string, at: CallSite): Finding {
  return {
    code: 'workload-selector-generated',
    severity: 'error',
    message: `${what} is selected by ${addressLabel}, which changes when the construct is moved or renamed`,
    at,
    help: [
      "give its pods labels (podMetadata: { labels: { app: 'web' } }) and say them: workloadFrom(it, { labels: { app: 'web' } })",
    ],
  };
}

function labelsAbsent(what: string, absent: readonly (readonly [string, string])[], at: CallSite): Finding {
  const labels = absent.map(([key, value]) => `${key}=${value}`).join(', ');
  return {
    code: 'workload-labels-absent',
    severity: 'warning',
    message: `the pod template of ${what} does not carry ${labels}, so the policies select none of its pods`,
    at,
    help: ['add the labels to the pod template, or select the pods by labels that they have'],
  };
}

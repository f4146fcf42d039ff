import { type Analysis, analyze } from '../analyze/analysis';
import { resolveEnd } from '../analyze/explain/resolve-end';
import { type End, endOf, imaginedPods } from '../analyze/model/end';
import { representativesOf } from '../analyze/possible/representatives';
import type { Finding } from '../diagnostics/finding';
import { NetpactError } from '../diagnostics/netpact-error';
import { type LoadResult, loadObjects, loadPathsSync, loadTexts } from '../k8s/load';
import { isMap } from '../k8s/manifest-value';
import type { ContainerPort, Labels } from '../k8s/resources';

/** What a test hands to `expect`, understood. */
export interface TestedManifests {
  /** Without pods that do not exist. */
  readonly analysis: Analysis;
  /** With one for each kind of pod that the policies describe. */
  readonly exposed: Analysis;
  /** Workloads that an app declares without a manifest, by `namespace/name`. */
  readonly declared: ReadonlyMap<string, DeclaredPods>;
}

/** The pods of a declared workload. */
interface DeclaredPods {
  readonly labels: Labels;
  readonly ports: readonly ContainerPort[];
}

/**
 * Reads what a test is about: the text of manifests, paths of files and folders, objects (`Testing.synth(chart)`), a
 * PolicyApp or what it compiles to. Throws a NetpactError for what cannot be read, or would be refused by the API server.
 */
export function readTested(manifests: unknown): TestedManifests {
  const compiled = compiledOf(manifests);
  const loaded = compiled ? loadObjects(compiled.policies.map(({ manifest }) => manifest)) : load(manifests);
  const errors = [...(compiled?.findings ?? []), ...loaded.findings].filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new NetpactError(errors);
  const analysis = analyze(loaded.resources);
  const declared = compiled?.declared ?? new Map<string, DeclaredPods>();
  return { analysis, exposed: exposedWith(analysis, declared), declared };
}

/** Declared workloads stand for themselves, with the ports that port names of policies mean. */
function exposedWith(analysis: Analysis, declared: TestedManifests['declared']): Analysis {
  const { namespaces, pods } = representativesOf(analysis.resources);
  const byName = new Map(pods.map((each) => [each.name, each]));
  for (const [name, { labels, ports }] of declared) {
    const workload = imaginedPods(name.slice(0, name.indexOf('/')), labels);
    byName.set(workload.name, { ...workload, ports });
  }
  return analyze(analysis.resources, analysis.settings, { namespaces, pods: [...byName.values()] });
}

/**
 * The end that a text means. Folders of policies hold no workloads: there `shop/web` is the declared workload of that name,
 * or the pods with `app=web` where a policy speaks of them. Throws a NetpactError where it means nothing.
 */
export function testedEnd({ analysis, exposed, declared }: TestedManifests, text: string): End {
  const resolved = resolveEnd(analysis, text);
  if ('end' in resolved) return resolved.end;
  const workload = declared.get(text);
  const [namespace = '', name = ''] = text.split('/');
  if (workload) return endOf(analysis.universe, { ...imaginedPods(namespace, workload.labels), ports: workload.ports });
  const described = exposed.pods(`${namespace}/[app=${name}]`);
  if (described) return endOf(exposed.universe, described);
  throw new NetpactError([resolved.problem]);
}

function load(manifests: unknown): LoadResult {
  if (typeof manifests === 'string' && manifests.includes('\n'))
    return loadTexts([{ file: '<manifests>', text: manifests }]);
  const paths = typeof manifests === 'string' ? [manifests] : manifests;
  if (isListOfTexts(paths)) return loadPathsSync(paths);
  if (Array.isArray(manifests)) return loadObjects(manifests);
  if (isMap(manifests) && 'kind' in manifests) return loadObjects([manifests]);
  throw new TypeError(
    'netpact/testing takes the text of manifests, a path, a list of paths or of objects, a PolicyApp or what it compiles to',
  );
}

function isListOfTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string');
}

interface Compiled {
  readonly policies: readonly { readonly manifest: unknown }[];
  readonly findings: readonly Finding[];
  readonly declared: TestedManifests['declared'];
}

/** A PolicyApp has `compile()`; what it gives has policies with a manifest each. Known by shape: there may be two copies of netpact. */
function compiledOf(value: unknown): Compiled | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if ('compile' in value && typeof value.compile === 'function') return compiledOf(value.compile());
  if (!('policies' in value) || !Array.isArray(value.policies)) return undefined;
  const policies = value.policies.filter((each) => isMap(each) && isMap(each.manifest));
  const findings = 'findings' in value && Array.isArray(value.findings) ? value.findings.filter(isFinding) : [];
  const intent = 'intent' in value && isMap(value.intent) ? value.intent : {};
  return { policies, findings, declared: declaredIn(intent.workloads) };
}

function isFinding(value: unknown): value is Finding {
  return isMap(value) && typeof value.code === 'string' && typeof value.message === 'string';
}

function declaredIn(workloads: unknown): Compiled['declared'] {
  const declared = new Map<string, DeclaredPods>();
  for (const workload of Array.isArray(workloads) ? workloads : []) {
    if (!isMap(workload) || !isMap(workload.selector)) continue;
    const { matchLabels, matchExpressions } = workload.selector;
    // Other selectors describe many sets of labels: such a workload is written as shop/[tier=a].
    if (matchExpressions !== undefined || !isMap(matchLabels)) continue;
    const labels = Object.entries(matchLabels).map(([key, value]) => [key, String(value)]);
    const ports = Array.isArray(workload.ports) ? workload.ports.filter(isContainerPort) : [];
    declared.set(`${workload.namespace}/${workload.name}`, { labels: Object.fromEntries(labels), ports });
  }
  return declared;
}

function isContainerPort(value: unknown): value is ContainerPort {
  return isMap(value) && typeof value.port === 'number' && typeof value.protocol === 'string';
}

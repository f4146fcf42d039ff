import { type Analysis, analyze } from '../analyze/analysis';
import {
  type DeclaredWorkload,
  declaredPods,
  declaredWorkloads,
  type SaidOfPods,
} from '../analyze/explain/declared-pods';
import type { EndSource } from '../analyze/explain/end-source';
import type { ClusterProfile } from '../analyze/model/cluster-profile';
import type { PodSet } from '../analyze/model/universe';
import { representativesOf } from '../analyze/possible/representatives';
import type { Finding } from '../diagnostics/finding';
import { NetpactError } from '../diagnostics/netpact-error';
import { type LoadResult, loadObjects, loadPathsSync, loadTexts } from '../k8s/load';
import { isMap } from '../k8s/manifest-value';

/** What a test hands to `expect`, understood. */
export interface TestedManifests {
  /** Without pods that do not exist. */
  readonly analysis: Analysis;
  /** With one for each kind of pod that the policies describe. */
  readonly exposed: Analysis;
  /** Workloads that an app declares without a manifest, by `namespace/name`. */
  readonly declared: ReadonlyMap<string, PodSet>;
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
  const analysis = analyze(loaded.resources, compiled && { cluster: compiled.cluster });
  const declared = declaredPods(compiled?.workloads ?? []);
  return { analysis, exposed: exposedWith(analysis, declared), declared };
}

/** Declared workloads stand for themselves, with the ports that port names of policies mean. */
function exposedWith(analysis: Analysis, declared: TestedManifests['declared']): Analysis {
  const { namespaces, pods } = representativesOf(analysis.resources);
  const byName = new Map(pods.map((each) => [each.name, each]));
  for (const workload of declared.values()) byName.set(workload.name, workload);
  return analyze(analysis.resources, analysis.settings, { namespaces, pods: [...byName.values()] });
}

/** Where the names of ends in a test are looked up. */
export const endSource = ({ analysis, exposed, declared }: TestedManifests): EndSource => ({
  analysis,
  described: () => exposed,
  declared,
});

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
  readonly workloads: readonly DeclaredWorkload[];
  readonly cluster: ClusterProfile;
}

/** A PolicyApp has `compile()`; what it gives has policies with a manifest each. Known by shape: there may be two copies of netpact. */
function compiledOf(value: unknown): Compiled | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if ('compile' in value && typeof value.compile === 'function') return compiledOf(value.compile());
  if (!('policies' in value) || !Array.isArray(value.policies)) return undefined;
  const policies = value.policies.filter((each) => isMap(each) && isMap(each.manifest));
  const findings = 'findings' in value && Array.isArray(value.findings) ? value.findings.filter(isFinding) : [];
  const intent = 'intent' in value && isMap(value.intent) ? value.intent : {};
  const workloads = Array.isArray(intent.workloads) ? intent.workloads.filter(isDeclaredWorkload) : [];
  const assumptions = Array.isArray(intent.assumptions) ? intent.assumptions.filter(isSaidOfPods) : [];
  return {
    policies,
    findings,
    workloads: declaredWorkloads(workloads, assumptions),
    cluster: clusterIn(intent.cluster),
  };
}

function isFinding(value: unknown): value is Finding {
  return isMap(value) && typeof value.code === 'string' && typeof value.message === 'string';
}

function isDeclaredWorkload(value: unknown): value is DeclaredWorkload {
  return (
    isMap(value) &&
    typeof value.namespace === 'string' &&
    typeof value.name === 'string' &&
    isMap(value.selector) &&
    Array.isArray(value.ports) &&
    typeof value.hostNetwork === 'boolean'
  );
}

function isSaidOfPods(value: unknown): value is SaidOfPods {
  return isMap(value) && value.kind === 'template-labels' && typeof value.workload === 'string' && isMap(value.labels);
}

/** The lists of addresses that a profile has. */
function clusterIn(value: unknown): ClusterProfile {
  const cluster = isMap(value) ? value : {};
  const lists = ['podCidrs', 'serviceCidrs', 'nodeCidrs', 'apiServerCidrs'].flatMap((key) => {
    const list = cluster[key];
    return isListOfTexts(list) ? [[key, list] as const] : [];
  });
  return Object.fromEntries(lists);
}

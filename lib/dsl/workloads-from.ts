import { byCodeUnits } from '../algebra/text-order';
import { type CallSite, captureCallSite } from '../diagnostics/call-site';
import type { Finding } from '../diagnostics/finding';
import { NetpactError } from '../diagnostics/netpact-error';
import { type AskedManifests, aboutWorkloads, loadPatterns } from '../k8s/load/load-patterns';
import { isMap, type ManifestMap } from '../k8s/manifest-value';
import type { Origin, WorkloadResource } from '../k8s/resources';
import { noteReading } from './declared';
import { type Holds, optionProblems } from './given-options';
import { isFinding, namespaceSaid } from './manifest-namespace';
import { patternsOf, patternsText } from './manifest-patterns';
import type { NamespaceRef, Workload } from './peer';
import type { PortInput } from './ports';
import { type Choice, chosen, type ReadWorkload } from './workload-choice';
import { manifestWorkload } from './workload-from';
import { closedRecord } from './workload-record';

export interface WorkloadsFromOptions<Only extends string = string> {
  /** The workloads of this namespace: those whose manifests name it, and those whose manifests name none.
   * @default all, each in the namespace that its manifest names; one that names none is refused */
  readonly namespace?: NamespaceRef | string;
  /** These alone, by name (`web`) or by kind and name (`StatefulSet/web`). The result then has exactly these keys. */
  readonly only?: readonly Only[];
  /** All but these, by name or by kind and name. */
  readonly except?: readonly string[];
}

/** Workloads by name; of `StatefulSet/web` the name is `web`. */
export type WorkloadsFrom<Only extends string = string> = {
  readonly [Key in Only as Key extends `${string}/${infer Name}` ? Name : Key]: Workload<string, PortInput>;
};

/**
 * The workloads of manifests, by name: of files, folders and patterns (`manifests/**`), relative to the folder that netpact runs in,
 * each with what `workloadFrom()` reads. They are read at once: throws a NetpactError where something cannot be read or would have to be
 * rendered, and where a name means two workloads or none. To ask the result for a name that is not there throws as well.
 */
export function workloadsFrom<const Only extends string = string>(
  patterns: string | readonly string[],
  options: WorkloadsFromOptions<Only> = {},
): WorkloadsFrom<Only> {
  const site = captureCallSite();
  const problems = optionProblems('workloadsFrom()', options, readOptions, site);
  if (problems.length > 0) throw new NetpactError(problems);
  const asked = patternsOf(patterns, 'workloadsFrom()', site);
  const namespace = namespaceSaid({ value: options.namespace, site, verb: 'workloadsFrom' });
  if (isFinding(namespace)) throw new NetpactError([namespace]);
  const read = workloadsIn(asked, site);
  const { only, except } = options;
  const choice: Choice = { namespace: namespace?.name, only, except, place: patternsText(asked), site };
  // Who was not asked for is deployed all the same.
  const among = read.map(({ resource }) =>
    resource.namespace === '' && namespace ? { ...resource, namespace: namespace.name } : resource,
  );
  const workloads = chosen(read, choice).map(({ resource: { name, namespace: written }, manifest }) => {
    const said = written === '' && options.namespace !== undefined ? { namespace: options.namespace } : {};
    return [name, manifestWorkload(manifest, { name, ...said }, { site, verb: 'workloadsFrom', among })] as const;
  });
  return closedRecord(Object.fromEntries(workloads), read, choice) as WorkloadsFrom<Only>;
}

const readOptions: Readonly<Record<keyof WorkloadsFromOptions, Holds>> = {
  // Said in sentences of its own where it is none.
  namespace: 'anything',
  only: 'list',
  except: 'list',
};

/** Every workload of the manifests, sorted by name. */
function workloadsIn(asked: readonly AskedManifests[], site: CallSite): readonly ReadWorkload[] {
  const manifests = new Map<Origin, ManifestMap>();
  const { resources, findings, notes, assumptions } = loadPatterns(asked, {
    said: (pattern) => `workloadsFrom('${pattern}')`,
    codes: 'manifests',
    defaultNamespace: '',
    onRead: ({ origin, manifest }) => manifests.set(origin, manifest),
  });
  const errors = findings.filter((each) => each.severity === 'error' && aboutWorkloads(each));
  if (errors.length > 0) throw new NetpactError(errors);
  noteReading([
    ...notes,
    ...assumptions.flatMap(({ kind, message }) => (kind === 'not-read' ? [notRead(message, site)] : [])),
  ]);
  const found = resources.workloads.flatMap((resource) => {
    const manifest = manifests.get(resource.origin);
    return manifest ? [{ resource, manifest: standingFor(resource, manifest) }] : [];
  });
  if (found.length === 0) throw new NetpactError([noWorkload(patternsText(asked), site)]);
  return found.sort((a, b) => byCodeUnits(a.resource.name, b.resource.name));
}

/** Pods of a controller that is not in the input are one workload: what all of them carry selects them. */
function standingFor(resource: WorkloadResource, manifest: ManifestMap): ManifestMap {
  if (manifest.kind !== 'Pod' || resource.kind === 'Pod') return manifest;
  const metadata = isMap(manifest.metadata) ? manifest.metadata : {};
  return { ...manifest, metadata: { ...metadata, labels: resource.labels } };
}

function notRead(message: string, at: CallSite): Finding {
  return { code: 'manifests-not-read', severity: 'warning', message, at };
}

function noWorkload(place: string, at: CallSite): Finding {
  return {
    code: 'workloads-none',
    severity: 'error',
    message: `there is no workload in ${place}`,
    at,
    help: [
      'workloads are Deployments, StatefulSets, DaemonSets, Jobs, CronJobs, Pods and any object with spec.template.spec.containers',
    ],
  };
}

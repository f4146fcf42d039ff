import { groupBy } from '../../algebra/keyed';
import type { Assumption } from '../../diagnostics/assumption';
import type { Finding } from '../../diagnostics/finding';
import type { Intent } from '../../intent/intent';
import type { LoadResult } from '../../k8s/load';
import { aboutWorkloads, loadPatterns } from '../../k8s/load/load-patterns';
import type { ClusterResources, PolicyResource, UnevaluatedPolicy, WorkloadResource } from '../../k8s/resources';
import { resourceTitle } from '../../wording/names';
import { counted } from '../../wording/words';

/** What an app includes: manifests that netpact does not write, in force beside its own. */
export type Included = Pick<ClusterResources, 'namespaces' | 'workloads' | 'policies' | 'unevaluatedPolicies'> & {
  readonly findings: readonly Finding[];
  readonly assumptions: readonly Assumption[];
};

/** What manifests say of the pods that there are. */
export interface Deployed {
  /** Those of included files as well. In the namespace `''` are those whose manifests name none, and of which it is not clear. */
  readonly workloads: readonly WorkloadResource[];
  /** What operators may make pods of. */
  readonly customKinds: LoadResult['customKinds'];
  /** What the manifests, apart from the included files, have of policies: the proof knows nothing of them. */
  readonly policies: readonly (PolicyResource | UnevaluatedPolicy)[];
  /** Whether all of it was read: nothing can be said to be missing otherwise. */
  readonly isWhole: boolean;
  readonly findings: readonly Finding[];
  /** What was taken for granted while reading, one phrase each. */
  readonly assumptions: readonly string[];
}

/** What an app includes, and what its manifests say; undefined for the latter where it names no workloads at all. */
export function readManifests(intent: Intent): {
  readonly included: Included;
  readonly deployed: Deployed | undefined;
} {
  const { included, customKinds: ofIncluded } = readIncludes(intent);
  if (intent.manifests.length === 0 && included.workloads.length === 0) return { included, deployed: undefined };
  const { resources, findings, notes, assumptions, customKinds, placed } = readAsked(intent);
  const { workloads, policies, unevaluatedPolicies } = resources;
  const errors = findings.filter(aboutWorkloads);
  return {
    included,
    deployed: {
      workloads: [...included.workloads, ...added(included.workloads, workloads)],
      customKinds: [...ofIncluded, ...customKinds],
      policies: [...added(included.policies, policies), ...added(included.unevaluatedPolicies, unevaluatedPolicies)],
      isWhole: ![...included.findings, ...errors].some(({ severity }) => severity === 'error'),
      findings: [...errors, ...notes],
      assumptions: [...assumptions.flatMap(({ kind, message }) => (kind === 'not-read' ? [message] : [])), ...placed],
    },
  };
}

interface Identified {
  readonly kind?: string;
  readonly namespace?: string;
  readonly name: string;
}

/** Those objects that are not in the first list: manifests may be included as well. */
function added<Item extends Identified>(first: readonly Identified[], more: readonly Item[]): readonly Item[] {
  const keyOf = ({ kind, namespace, name }: Identified) => JSON.stringify([kind, namespace, name]);
  const known = new Set(first.map(keyOf));
  return more.filter((each) => !known.has(keyOf(each)));
}

/** Reads the manifests of other owners that an app includes. */
export const readIncluded = (intent: Intent): Included => readIncludes(intent).included;

function readIncludes({ includes }: Intent): { readonly included: Included } & Pick<Deployed, 'customKinds'> {
  // What names no namespace is where each include() says.
  const read = [...groupBy(includes, ({ namespace }) => namespace)].map(([namespace = '', asked]) => {
    const loaded = loadPatterns(asked, {
      said: (pattern) => `include('${pattern}')`,
      codes: 'include',
      defaultNamespace: namespace,
    });
    return { ...loaded, findings: [...loaded.findings, ...placelessFindings(loaded.resources)] };
  });
  const resources = read.map((each) => each.resources);
  const isPlaced = ({ namespace }: { readonly namespace?: string }) => namespace !== '';
  return {
    included: {
      namespaces: resources.flatMap(({ namespaces }) => namespaces),
      workloads: resources.flatMap(({ workloads }) => workloads.filter(isPlaced)),
      policies: resources.flatMap(({ policies }) => policies.filter(isPlaced)),
      unevaluatedPolicies: resources.flatMap(({ unevaluatedPolicies }) => unevaluatedPolicies.filter(isPlaced)),
      findings: [...read.flatMap(({ findings }) => findings), ...read.flatMap(({ notes }) => notes)],
      assumptions: read.flatMap(({ assumptions }) => assumptions),
    },
    customKinds: read.flatMap(({ customKinds }) => customKinds),
  };
}

/** Policies and workloads of which nobody says in which namespace they are: wherever they are taken to be, the answer is a guess. */
function placelessFindings({ workloads, policies, unevaluatedPolicies }: ClusterResources): readonly Finding[] {
  const found = [
    ...policies.map((each) => ({ ...each, kind: 'NetworkPolicy' })),
    ...unevaluatedPolicies,
    ...workloads,
  ].filter(({ namespace }) => namespace === '');
  const [first, ...others] = found;
  if (!first) return [];
  const { kind, name, origin } = first;
  const title = resourceTitle({ kind, name });
  const more = others.length > 0 ? `, like ${counted(others.length, 'more object')} there,` : ',';
  return [
    {
      code: 'include-namespace-missing',
      severity: 'error',
      message: `${title}, which is included${more} has no metadata.namespace, so nobody knows to which pods it applies`,
      at: () => origin.span('metadata.name'),
      help: ["say where it is applied: include('…', { namespace: shop }), with a namespace or its name"],
    },
  ];
}

type Asked = Pick<LoadResult, 'findings' | 'notes' | 'assumptions' | 'customKinds'> & {
  readonly resources: Pick<ClusterResources, 'workloads' | 'policies' | 'unevaluatedPolicies'>;
  /** Where workloads are whose manifests name no namespace, one phrase each. */
  readonly placed: readonly string[];
};

/** What manifests say, those of each namespace by themselves: objects that name none are in it. */
function readAsked({ manifests, namespaces }: Intent): Asked {
  const [only, ...others] = namespaces.filter(({ isOwned }) => isOwned).map(({ name }) => name);
  const ofAll = others.length === 0 ? only : undefined;
  const groups = groupBy(manifests, ({ namespace }) => namespace ?? ofAll);
  const read = [...groups].map(([namespace, asked]) => readIn(namespace, asked));
  return {
    resources: {
      workloads: read.flatMap(({ resources }) => resources.workloads),
      policies: read.flatMap(({ resources }) => resources.policies),
      unevaluatedPolicies: read.flatMap(({ resources }) => resources.unevaluatedPolicies),
    },
    customKinds: read.flatMap(({ customKinds }) => customKinds),
    findings: read.flatMap(({ findings }) => findings),
    notes: read.flatMap(({ notes }) => notes),
    assumptions: read.flatMap(({ assumptions }) => assumptions),
    placed: read.flatMap(({ placed }) => placed),
  };
}

/** What manifests say where objects without a namespace are in this one; undefined: in any that the app owns. */
function readIn(namespace: string | undefined, asked: Intent['manifests']): Asked {
  const { resources, customKinds, ...said } = loadPatterns(asked, {
    said: (pattern) => `manifests: '${pattern}'`,
    codes: 'manifests',
    defaultNamespace: '',
  });
  const place = <T extends { readonly namespace?: string }>(each: T): T =>
    each.namespace === '' && namespace !== undefined ? { ...each, namespace } : each;
  const { workloads, policies, unevaluatedPolicies } = resources;
  const count = workloads.filter((workload) => workload.namespace === '').length;
  const what = count === 1 ? '1 workload without a namespace is' : `${count} workloads without a namespace are`;
  return {
    ...said,
    resources: {
      workloads: workloads.map(place),
      policies: policies.map(place),
      unevaluatedPolicies: unevaluatedPolicies.map(place),
    },
    customKinds: customKinds.map((kind) => ({ ...kind, objects: objectsIn(namespace, kind.objects) })),
    placed: count === 0 ? [] : [`${what} in ${namespace ?? 'any of the namespaces that charts list'}`],
  };
}

type ObjectsOfKind = LoadResult['customKinds'][number]['objects'];

function objectsIn(namespace: string | undefined, objects: ObjectsOfKind): ObjectsOfKind {
  const placed = (written: string): string => (written === '' ? (namespace ?? '') : written);
  return new Map([...objects].map(([name, namespaces]) => [name, namespaces.map(placed)]));
}

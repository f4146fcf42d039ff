import type { Assumption } from '../../diagnostics/assumption';
import type { Finding } from '../../diagnostics/finding';
import type { Intent } from '../../intent/intent';
import type { LoadResult } from '../../k8s/load';
import { aboutWorkloads, loadPatterns } from '../../k8s/load/load-patterns';
import type { ClusterResources, PolicyResource, UnevaluatedPolicy, WorkloadResource } from '../../k8s/resources';

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
  const { resources, findings, notes, assumptions, customKinds } = readAsked(intent);
  const errors = findings.filter(aboutWorkloads);
  const read = placed(resources.workloads, intent);
  return {
    included,
    deployed: {
      workloads: [...included.workloads, ...added(included.workloads, read.workloads)],
      customKinds: [...ofIncluded, ...customKinds],
      policies: [
        ...added(included.policies, resources.policies),
        ...added(included.unevaluatedPolicies, resources.unevaluatedPolicies),
      ],
      isWhole: ![...included.findings, ...errors].some(({ severity }) => severity === 'error'),
      findings: [...errors, ...notes],
      assumptions: [
        ...assumptions.flatMap(({ kind, message }) => (kind === 'not-read' ? [message] : [])),
        ...read.assumptions,
      ],
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

const nothingIncluded: Included = {
  namespaces: [],
  workloads: [],
  policies: [],
  unevaluatedPolicies: [],
  findings: [],
  assumptions: [],
};

/** Reads the manifests of other owners that an app includes. */
export const readIncluded = (intent: Intent): Included => readIncludes(intent).included;

function readIncludes(intent: Intent): { readonly included: Included } & Pick<Deployed, 'customKinds'> {
  if (intent.includes.length === 0) return { included: nothingIncluded, customKinds: [] };
  const { resources, findings, notes, assumptions, customKinds } = loadPatterns(intent.includes, {
    said: (pattern) => `include('${pattern}')`,
    codes: 'include',
  });
  const { namespaces, workloads, policies, unevaluatedPolicies } = resources;
  const said = { findings: [...findings, ...notes], assumptions };
  return { included: { namespaces, workloads, policies, unevaluatedPolicies, ...said }, customKinds };
}

type Asked = Pick<LoadResult, 'resources' | 'findings' | 'notes' | 'assumptions' | 'customKinds'>;

function readAsked({ manifests }: Intent): Asked {
  if (manifests.length > 0)
    return loadPatterns(manifests, {
      said: (pattern) => `manifests: '${pattern}'`,
      codes: 'manifests',
      defaultNamespace: '',
    });
  const resources = {
    namespaces: [],
    workloads: [],
    services: [],
    serviceCallers: [],
    policies: [],
    unevaluatedPolicies: [],
  };
  return { resources, findings: [], notes: [], assumptions: [], customKinds: [] };
}

/** Workloads whose manifests name no namespace are in the one that the app owns; of several, each may be meant. */
function placed(workloads: readonly WorkloadResource[], intent: Intent): Pick<Deployed, 'workloads' | 'assumptions'> {
  const count = workloads.filter(({ namespace }) => namespace === '').length;
  if (count === 0) return { workloads, assumptions: [] };
  const owned = intent.namespaces.filter(({ isOwned }) => isOwned).map(({ name }) => name);
  const [only, ...others] = owned;
  const what = count === 1 ? '1 workload without a namespace is' : `${count} workloads without a namespace are`;
  if (only === undefined || others.length > 0)
    return { workloads, assumptions: [`${what} in any of the namespaces that charts list`] };
  return {
    workloads: workloads.map((each) => (each.namespace === '' ? { ...each, namespace: only } : each)),
    assumptions: [`${what} in ${only}`],
  };
}

import { type LabelRequirement, namespaceNameLabel, requirementsOf } from '../../../algebra/selector';
import { fieldOf } from '../../manifest-value';
import { readCalicoSelector } from './calico-selector';
import { type Coverage, type CoverageReader, directionsOfTypes } from './coverage';

/**
 * NetworkPolicy and GlobalNetworkPolicy of Calico: `spec.selector`, everybody without one, and of the global kind
 * `spec.namespaceSelector`. That a service account narrows it further is left out of account.
 * Source: https://docs.tigera.io/calico/latest/reference/resources/globalnetworkpolicy
 */
export const calicoCoverage: CoverageReader = (manifest) => {
  const spec = fieldOf(manifest, 'spec');
  return {
    pods: podsOfSelectors(fieldOf(spec, 'selector'), fieldOf(spec, 'namespaceSelector')),
    directions: directionsOfTypes(fieldOf(spec, 'types')),
  };
};

/**
 * The global kind selects endpoints of hosts too, by labels of theirs, and Calico may make these by itself: of whatever is on
 * the host network nothing is sure then, unless the policy asks for a namespace, of which hosts have none.
 * Source: https://docs.tigera.io/calico/latest/network-policy/hosts/kubernetes-nodes
 */
export const calicoGlobalCoverage: CoverageReader = (manifest) => {
  const coverage = calicoCoverage(manifest);
  const asksForNamespace = coverage.pods?.every(({ namespaces = {} }) =>
    requirementsOf(namespaces).some(({ operator }) => operator === 'In' || operator === 'Exists'),
  );
  return asksForNamespace ? coverage : { ...coverage, mayCoverNodes: true };
};

type Conditions = { readonly pods: readonly LabelRequirement[]; readonly namespaces: readonly LabelRequirement[] };

function podsOfSelectors(selector: unknown, namespaceSelector: unknown): Coverage['pods'] {
  const pods = conditionsOf(selector, conditionOnPod);
  const namespaces = conditionsOf(namespaceSelector, conditionOnNamespace);
  if (!pods || !namespaces) return undefined;
  return pods.flatMap((own) =>
    namespaces.map((other) => {
      const all = [...own.namespaces, ...other.namespaces];
      return {
        pods: { matchExpressions: own.pods },
        ...(all.length > 0 && { namespaces: { matchExpressions: all } }),
      };
    }),
  );
}

/** The alternatives of a selector; one that is missing, null or empty selects everybody. */
function conditionsOf(
  selector: unknown,
  read: (requirement: LabelRequirement) => Partial<Conditions> | undefined,
): readonly Conditions[] | undefined {
  if (typeof selector !== 'string' && selector !== undefined && selector !== null) return undefined;
  const alternatives = readCalicoSelector(selector ?? '');
  const found = alternatives?.flatMap((requirements) => {
    const conditions = requirements.flatMap((requirement) => read(requirement) ?? []);
    if (conditions.length !== requirements.length) return [];
    const pods = conditions.flatMap((each) => each.pods ?? []);
    return [{ pods, namespaces: conditions.flatMap((each) => each.namespaces ?? []) }];
  });
  return found?.length === alternatives?.length ? found : undefined;
}

/** Labels that Calico gives: the namespace of a pod is known; its service account, and what a profile adds, is not. */
function conditionOnPod(requirement: LabelRequirement): Partial<Conditions> | undefined {
  const { key } = requirement;
  if (key === 'projectcalico.org/namespace') return { namespaces: [{ ...requirement, key: namespaceNameLabel }] };
  return isGiven(key) ? undefined : { pods: [requirement] };
}

function conditionOnNamespace(requirement: LabelRequirement): Partial<Conditions> | undefined {
  const { key } = requirement;
  if (key === 'projectcalico.org/name') return { namespaces: [{ ...requirement, key: namespaceNameLabel }] };
  return isGiven(key) ? undefined : { namespaces: [requirement] };
}

const isGiven = (key: string): boolean => /^(?:projectcalico\.org\/|pcns\.|pcsa\.)/.test(key);

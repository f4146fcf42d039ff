import { type LabelRequirement, namespaceNameLabel, requirementsOf } from '../../../algebra/selector';
import { fieldOf, isMap } from '../../manifest-value';
import { type Direction, directions } from '../../network-policy';
import { type Coverage, type CoverageReader, directionsOfRules, everybody, readLabelSelector } from './coverage';

/**
 * CiliumNetworkPolicy and CiliumClusterwideNetworkPolicy: `spec`, `specs` or both, each with an `endpointSelector` of its own
 * (or with a `nodeSelector`, for the traffic of hosts). Source: https://docs.cilium.io/en/stable/security/policy/intro/
 */
export const endpointCoverage: CoverageReader = (manifest) => {
  const { spec, specs = [] } = isMap(manifest) ? manifest : {};
  if (!Array.isArray(specs)) return everybody;
  const rules = [...(spec === undefined ? [] : [spec]), ...specs].map(coverageOfRule);
  const pods = rules.flatMap((rule) => rule.pods ?? []);
  const isRead = rules.length > 0 && rules.every((rule) => rule.pods !== undefined);
  return {
    pods: isRead ? pods : undefined,
    directions: directions.filter(
      (direction) => rules.length === 0 || rules.some((rule) => rule.directions.includes(direction)),
    ),
  };
};

/** A rule may isolate in a direction for which it has no rules. Source: https://docs.cilium.io/en/stable/security/policy/intro/#policy-mode-default */
function coverageOfRule(rule: unknown): Coverage {
  const isolates = (direction: Direction) => (fieldOf(rule, 'enableDefaultDeny', direction) ?? false) !== false;
  const ruled = directionsOfRules(rule, {
    ingress: ['ingress', 'ingressDeny'],
    egress: ['egress', 'egressDeny'],
  });
  return {
    pods: podsOfEndpoints(fieldOf(rule, 'endpointSelector')),
    directions: directions.filter((direction) => ruled.includes(direction) || isolates(direction)),
  };
}

function podsOfEndpoints(value: unknown): Coverage['pods'] {
  const selector = readLabelSelector(value);
  if (!selector) return undefined;
  const pods: LabelRequirement[] = [];
  const namespaces: LabelRequirement[] = [];
  for (const requirement of requirementsOf(selector)) {
    const label = labelOf(requirement.key);
    if (!label) return undefined;
    (label.of === 'pod' ? pods : namespaces).push({ ...anyValue(requirement), key: label.key });
  }
  const matching = { matchExpressions: pods };
  return [{ pods: matching, ...(namespaces.length > 0 && { namespaces: { matchExpressions: namespaces } }) }];
}

/** Prefixes that say where a label comes from: Kubernetes, or anywhere. Those of other sources are no labels of pods. */
const prefixes = /^(?:k8s|any):/;
const labelsOfNamespace = 'io.cilium.k8s.namespace.labels.';

/** What a key asks for; undefined for what no manifest of pods says (the service account, the cluster, a reserved identity). */
function labelOf(text: string): { readonly of: 'pod' | 'namespace'; readonly key: string } | undefined {
  const key = text.replace(prefixes, '');
  if (key.includes(':') || key.startsWith('$')) return undefined;
  if (key === 'io.kubernetes.pod.namespace') return { of: 'namespace', key: namespaceNameLabel };
  if (key.startsWith(labelsOfNamespace)) return { of: 'namespace', key: key.slice(labelsOfNamespace.length) };
  return key.startsWith('io.cilium.') ? undefined : { of: 'pod', key };
}

/** An empty value means the label with any value to some versions. */
function anyValue(requirement: LabelRequirement): LabelRequirement {
  const { key, operator, values } = requirement;
  return operator === 'In' && values?.includes('') ? { key, operator: 'Exists' } : requirement;
}

/** CiliumLocalRedirectPolicy: what pods of any namespace send to an address is answered by a pod of the node. */
export const redirectCoverage: CoverageReader = () => ({
  pods: [{ pods: {} }],
  isForEveryNamespace: true,
  sharesIsolation: false,
  directions: ['egress'],
});

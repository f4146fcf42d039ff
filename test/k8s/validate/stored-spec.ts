import { isolatedDirections } from '../../../lib/analyze/model/policy-rules';
import type {
  EgressRule,
  IngressRule,
  LabelSelector,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicySpec,
} from '../../../lib/k8s/network-policy';

/** What is read of a spec as the API server stores it (docs/semantics.md 2): defaults filled in, empty lists and nulls left out, a null rule as `{}`. */
export function storedSpec(spec: NetworkPolicySpec): NetworkPolicySpec {
  return {
    podSelector: storedSelector(spec.podSelector ?? {}),
    ...filled('ingress', spec.ingress, storedIngressRule),
    ...filled('egress', spec.egress, storedEgressRule),
    policyTypes: spec.policyTypes?.length ? spec.policyTypes : defaultTypes(spec),
  };
}

/** The default is the one that the analysis goes by. */
function defaultTypes(spec: NetworkPolicySpec): readonly ('Ingress' | 'Egress')[] {
  const { ingress, egress } = isolatedDirections(spec);
  return [...(ingress ? (['Ingress'] as const) : []), ...(egress ? (['Egress'] as const) : [])];
}

function filled<Name extends string, From, To>(
  name: Name,
  items: readonly From[] | null | undefined,
  store: (item: From) => To,
): { readonly [key in Name]?: readonly To[] } {
  const field: { [key in Name]?: readonly To[] } = {};
  if (items && items.length > 0) field[name] = items.map(store);
  return field;
}

function storedIngressRule(rule: IngressRule | null): IngressRule {
  return { ...filled('ports', rule?.ports, storedPort), ...filled('from', rule?.from, storedPeer) };
}

function storedEgressRule(rule: EgressRule | null): EgressRule {
  return { ...filled('ports', rule?.ports, storedPort), ...filled('to', rule?.to, storedPeer) };
}

function storedPort(port: NetworkPolicyPort): NetworkPolicyPort {
  return { ...port, protocol: port.protocol ?? 'TCP' };
}

function storedPeer({ podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer): NetworkPolicyPeer {
  return {
    ...(podSelector ? { podSelector: storedSelector(podSelector) } : {}),
    ...(namespaceSelector ? { namespaceSelector: storedSelector(namespaceSelector) } : {}),
    ...(ipBlock ? { ipBlock: { cidr: ipBlock.cidr, ...filled('except', ipBlock.except, (cidr) => cidr) } } : {}),
  };
}

function storedSelector({ matchLabels, matchExpressions }: LabelSelector): LabelSelector {
  return {
    ...(matchLabels && Object.keys(matchLabels).length > 0 ? { matchLabels } : {}),
    ...filled('matchExpressions', matchExpressions, ({ key, operator, values }) => ({
      key,
      operator,
      ...filled('values', values, (value) => value),
    })),
  };
}

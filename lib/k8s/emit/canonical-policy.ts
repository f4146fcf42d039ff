import { byCodeUnits } from '../../algebra/text-order';
import type {
  EgressRule,
  IngressRule,
  LabelSelector,
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
} from '../network-policy';
import type { YamlValue } from './block-yaml';

type Fields = { readonly [key: string]: YamlValue | undefined };

/** The policy with its keys in the order of the Kubernetes documentation, labels and annotations sorted, missing fields left out. */
export function canonicalPolicy(policy: NetworkPolicy): Fields {
  const { metadata, spec } = policy;
  return {
    apiVersion: policy.apiVersion,
    kind: policy.kind,
    metadata: {
      name: metadata.name,
      namespace: metadata.namespace,
      labels: sortedKeys(metadata.labels),
      annotations: sortedKeys(metadata.annotations),
    },
    spec: {
      podSelector: selector(spec.podSelector ?? {}),
      policyTypes: spec.policyTypes ?? undefined,
      ingress: spec.ingress?.map((rule) => (rule ? ingressRule(rule) : {})),
      egress: spec.egress?.map((rule) => (rule ? egressRule(rule) : {})),
    },
  };
}

function ingressRule(rule: IngressRule): Fields {
  return { from: rule.from?.map(peer), ports: rule.ports?.map(port) };
}

function egressRule(rule: EgressRule): Fields {
  return { to: rule.to?.map(peer), ports: rule.ports?.map(port) };
}

function peer({ ipBlock, namespaceSelector, podSelector }: NetworkPolicyPeer): Fields {
  return {
    ipBlock: ipBlock && { cidr: ipBlock.cidr, except: ipBlock.except },
    namespaceSelector: namespaceSelector && selector(namespaceSelector),
    podSelector: podSelector && selector(podSelector),
  };
}

function port(entry: NetworkPolicyPort): Fields {
  return { protocol: entry.protocol, port: entry.port, endPort: entry.endPort };
}

function selector({ matchLabels, matchExpressions }: LabelSelector): Fields {
  return {
    matchLabels: sortedKeys(matchLabels),
    matchExpressions: matchExpressions?.map(({ key, operator, values }) => ({ key, operator, values })),
  };
}

function sortedKeys(map: Readonly<Record<string, string>> | undefined): Record<string, string> | undefined {
  if (!map) return undefined;
  // Entries, not assignment: a label named `__proto__` must stay a label.
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => byCodeUnits(a, b)));
}

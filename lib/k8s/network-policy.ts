/**
 * `networking.k8s.io/v1` NetworkPolicy as the API server stores it.
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/
 */
export type Protocol = 'TCP' | 'UDP' | 'SCTP';
export type PolicyType = 'Ingress' | 'Egress';

/** Which way a rule is meant, seen from the pods of its policy. */
export type Direction = 'ingress' | 'egress';
export const directions = ['ingress', 'egress'] as const;

export interface LabelSelectorRequirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values?: readonly string[];
}

/** Empty selects everything; `matchLabels` and `matchExpressions` are ANDed. */
export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly LabelSelectorRequirement[];
}

export interface IpBlock {
  readonly cidr: string;
  readonly except?: readonly string[];
}

export interface NetworkPolicyPeer {
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly ipBlock?: IpBlock;
}

export interface NetworkPolicyPort {
  readonly protocol?: Protocol;
  /** 1–65535, or the name of a container port. Missing: every port of the protocol. */
  readonly port?: number | string;
  readonly endPort?: number;
}

/** A rule of a direction; `peers` missing or empty means everyone, `ports` missing or empty every port. */
export interface IngressRule {
  readonly from?: readonly NetworkPolicyPeer[] | null;
  readonly ports?: readonly NetworkPolicyPort[] | null;
}
export interface EgressRule {
  readonly to?: readonly NetworkPolicyPeer[] | null;
  readonly ports?: readonly NetworkPolicyPort[] | null;
}

export interface NetworkPolicySpec {
  /** Missing means `{}`: all pods of the namespace (docs/semantics.md 24: accepted by the API server, and dangerous). */
  readonly podSelector?: LabelSelector | null;
  readonly policyTypes?: readonly PolicyType[] | null;
  readonly ingress?: readonly (IngressRule | null)[] | null;
  readonly egress?: readonly (EgressRule | null)[] | null;
}

export interface ObjectMeta {
  readonly name: string;
  readonly namespace: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface NetworkPolicy {
  readonly apiVersion: 'networking.k8s.io/v1';
  readonly kind: 'NetworkPolicy';
  readonly metadata: ObjectMeta;
  readonly spec: NetworkPolicySpec;
}

import { parseAllDocuments } from 'yaml';

type Labels = Readonly<Record<string, string>>;

export interface Selector {
  readonly matchLabels?: Labels | null;
  readonly matchExpressions?:
    | readonly { readonly key: string; readonly operator: string; readonly values?: readonly string[] | null }[]
    | null;
}

export interface PolicyPeer {
  readonly podSelector?: Selector | null;
  readonly namespaceSelector?: Selector | null;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] | null } | null;
}

export interface PolicyPort {
  readonly protocol?: string;
  readonly port?: number | string;
  readonly endPort?: number;
}

export interface Rule {
  readonly from?: readonly PolicyPeer[] | null;
  readonly to?: readonly PolicyPeer[] | null;
  readonly ports?: readonly PolicyPort[] | null;
}

/** A NetworkPolicy as the evaluator reads it; these types are the tests' own. */
export interface Policy {
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec: {
    readonly podSelector?: Selector | null;
    readonly policyTypes?: readonly string[] | null;
    readonly ingress?: readonly (Rule | null)[] | null;
    readonly egress?: readonly (Rule | null)[] | null;
  };
}

/** Policies that were never YAML, or are no longer. */
export const policiesOf = (
  resources: readonly { readonly name: string; readonly namespace: string; readonly spec: Policy['spec'] }[],
): readonly Policy[] => resources.map(({ name, namespace, spec }) => ({ metadata: { name, namespace }, spec }));

/** The NetworkPolicies among the documents of YAML texts. */
export function policiesIn(...texts: readonly string[]): readonly Policy[] {
  return objectsIn(...texts).filter((object): object is Policy & KubernetesObject => object.kind === 'NetworkPolicy');
}

export interface KubernetesObject {
  readonly kind: string;
}

/** Every object among the documents of YAML texts. Throws on what is no YAML. */
export function objectsIn(...texts: readonly string[]): readonly KubernetesObject[] {
  return texts.flatMap((text) =>
    parseAllDocuments(text, { version: '1.1' }).flatMap((document) => {
      const [error] = document.errors;
      if (error) throw error;
      const object = document.toJS() as KubernetesObject | null;
      return object === null ? [] : [object];
    }),
  );
}

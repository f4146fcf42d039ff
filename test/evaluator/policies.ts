import { parseAllDocuments } from 'yaml';

type Labels = Readonly<Record<string, string>>;

export interface Selector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

export interface PolicyPeer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
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
    readonly podSelector?: Selector;
    readonly policyTypes?: readonly string[] | null;
    readonly ingress?: readonly (Rule | null)[] | null;
    readonly egress?: readonly (Rule | null)[] | null;
  };
}

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

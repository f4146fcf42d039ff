import type { PolicyRules } from '../../analyze/model/policy-rules';
import type { LabelSelector, LabelSelectorRequirement } from '../../k8s/network-policy';

/** One condition on labels of pods, and where it is written. */
export interface WrittenCondition {
  readonly path: string;
  readonly key: string;
  readonly operator: LabelSelectorRequirement['operator'];
  readonly values: readonly string[];
  /** Whether it selects the policy's own pods, or a peer. */
  readonly role: 'subject' | 'peer';
}

/** Every condition on pod labels of a policy that has an effect, `podSelector` first. */
export function writtenConditions({ policy, ingress, egress }: PolicyRules): readonly WrittenCondition[] {
  const { spec } = policy;
  const peers = [
    ...(ingress
      ? peersOf(
          'spec.ingress',
          'from',
          spec.ingress?.map((rule) => rule?.from),
        )
      : []),
    ...(egress
      ? peersOf(
          'spec.egress',
          'to',
          spec.egress?.map((rule) => rule?.to),
        )
      : []),
  ];
  return [
    ...conditionsOf('spec.podSelector', spec.podSelector, 'subject'),
    ...peers.flatMap(({ path, selector }) => conditionsOf(path, selector, 'peer')),
  ];
}

type PeerLists = readonly (readonly { readonly podSelector?: LabelSelector }[] | null | undefined)[] | undefined;

function peersOf(field: string, list: string, rules: PeerLists) {
  return (rules ?? []).flatMap((peers, rule) =>
    (peers ?? []).map(({ podSelector }, peer) => ({
      path: `${field}[${rule}].${list}[${peer}].podSelector`,
      selector: podSelector,
    })),
  );
}

function conditionsOf(
  path: string,
  selector: LabelSelector | null | undefined,
  role: WrittenCondition['role'],
): readonly WrittenCondition[] {
  const labels = Object.entries(selector?.matchLabels ?? {}).map(
    ([key, value]): WrittenCondition => ({
      path: `${path}.matchLabels[${key}]`,
      key,
      operator: 'In',
      values: [value],
      role,
    }),
  );
  const expressions = (selector?.matchExpressions ?? []).map(
    ({ key, operator, values }, index): WrittenCondition => ({
      path: `${path}.matchExpressions[${index}].key`,
      key,
      operator,
      values: values ?? [],
      role,
    }),
  );
  return [...labels, ...expressions];
}

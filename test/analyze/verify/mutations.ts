import type {
  LabelSelector,
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicySpec,
} from '../../../lib/k8s/network-policy';

/** One way to change a policy, as somebody's hand or a bug would. */
export interface Mutation {
  readonly name: string;
  /** The changed policies instead of the one; empty where it is dropped. */
  readonly result: readonly NetworkPolicy[];
}

/** The label that mutated selectors ask for, or refuse, and that nothing declares. */
export const mutantLabels = { mutant: 'yes' } as const;

type Rule = {
  readonly ports?: readonly NetworkPolicyPort[];
  readonly from?: readonly NetworkPolicyPeer[];
  readonly to?: readonly NetworkPolicyPeer[];
};

/** Every single change of the kinds below that applies to a policy. */
export function mutationsOf(policy: NetworkPolicy): readonly Mutation[] {
  return [
    { name: 'drop the policy', result: [] },
    ...specsOf(policy.spec).map(([name, spec]) => ({ name, result: [{ ...policy, spec }] })),
    {
      name: 'move it to another namespace',
      result: [{ ...policy, metadata: { ...policy.metadata, namespace: 'elsewhere' } }],
    },
  ];
}

function specsOf(spec: NetworkPolicySpec): readonly (readonly [string, NetworkPolicySpec])[] {
  const types = spec.policyTypes ?? [];
  const { policyTypes: _, ...withoutTypes } = spec;
  return [
    ['drop policyTypes', withoutTypes],
    ['isolate ingress too', { ...spec, policyTypes: [...new Set([...types, 'Ingress' as const])] }],
    ['isolate egress too', { ...spec, policyTypes: [...new Set([...types, 'Egress' as const])] }],
    ...selectorsOf(spec.podSelector ?? {}).map(
      ([name, podSelector]) => [`${name} of the subject`, { ...spec, podSelector }] as const,
    ),
    ...rulesOf(spec.ingress as readonly Rule[] | undefined, 'from').map(
      ([name, ingress]) => [name, { ...spec, ingress }] as const,
    ),
    ...rulesOf(spec.egress as readonly Rule[] | undefined, 'to').map(
      ([name, egress]) => [name, { ...spec, egress }] as const,
    ),
  ];
}

function rulesOf(
  rules: readonly Rule[] | undefined,
  side: 'from' | 'to',
): readonly (readonly [string, readonly Rule[]])[] {
  if (!rules) return [];
  return [
    ['add a rule for everyone', [...rules, {}]],
    ...rules.flatMap((rule, index) => {
      const put = (...replacement: Rule[]) => rules.toSpliced(index, 1, ...replacement);
      const { ports, [side]: peers, ...rest } = rule;
      return [
        ['drop a rule', put()] as const,
        ['repeat a rule', put(rule, rule)] as const,
        ['drop its ports', put({ ...rest, ...(peers && { [side]: peers }) })] as const,
        ['drop its peers', put({ ...rest, ...(ports && { ports }) })] as const,
        ...portsOf(ports ?? []).map(([name, changed]) => [name, put({ ...rule, ports: changed })] as const),
        ...(peers ?? []).flatMap((peer, at) =>
          peersOf(peer).map(
            ([name, changed]) => [name, put({ ...rule, [side]: (peers ?? []).toSpliced(at, 1, ...changed) })] as const,
          ),
        ),
      ];
    }),
  ];
}

function portsOf(ports: readonly NetworkPolicyPort[]): readonly (readonly [string, readonly NetworkPolicyPort[]])[] {
  return ports.flatMap((port, index) => {
    const put = (...replacement: NetworkPolicyPort[]) => ports.toSpliced(index, 1, ...replacement);
    const { port: number, protocol } = port;
    return [
      ['drop a port', put()] as const,
      ['any port of the protocol', put(protocol ? { protocol } : {})] as const,
      ['another protocol', put({ ...port, protocol: protocol === 'UDP' ? 'TCP' : 'UDP' })] as const,
      ...(typeof number === 'number'
        ? [
            [
              'the next port',
              put({ ...port, port: number + 1, ...(port.endPort && { endPort: port.endPort + 1 }) }),
            ] as const,
            ['a wider range', put({ ...port, endPort: (port.endPort ?? number) + 1 })] as const,
          ]
        : []),
    ];
  });
}

function peersOf(peer: NetworkPolicyPeer): readonly (readonly [string, readonly NetworkPolicyPeer[]])[] {
  const { podSelector, namespaceSelector, ipBlock } = peer;
  if (ipBlock) {
    const { cidr, except = [] } = ipBlock;
    return [
      ['drop a block', []],
      ['all addresses', [{ ipBlock: { cidr: cidr.includes(':') ? '::/0' : '0.0.0.0/0' } }]],
      ...except.map(
        (_, index) => ['drop an exception', [{ ipBlock: { cidr, except: except.toSpliced(index, 1) } }]] as const,
      ),
    ];
  }
  return [
    ['drop a peer', []],
    ...(podSelector && namespaceSelector
      ? ([
          ['OR instead of AND', [{ podSelector }, { namespaceSelector }]],
          ['forget the namespace', [{ podSelector }]],
          ['forget the pods', [{ namespaceSelector }]],
        ] as const)
      : []),
    ...selectorsOf(podSelector ?? {}).map(
      ([name, changed]) => [`${name} of a peer`, [{ ...peer, podSelector: changed }]] as const,
    ),
    ...selectorsOf(namespaceSelector ?? {}).map(
      ([name, changed]) => [`${name} of a peer's namespace`, [{ ...peer, namespaceSelector: changed }]] as const,
    ),
  ];
}

function selectorsOf(selector: NonNullable<NetworkPolicySpec['podSelector']>) {
  const labels = Object.entries(selector.matchLabels ?? {});
  const labelled = (entries: readonly (readonly [string, string])[]) => ({
    ...selector,
    matchLabels: Object.fromEntries(entries),
  });
  return [
    ['select everything', {}] as const,
    ['ask for another label', labelled([...labels, ...Object.entries(mutantLabels)])] as const,
    ['leave out a label', withoutLabel(selector, { operator: 'DoesNotExist' })] as const,
    ['leave out a value', withoutLabel(selector, { operator: 'NotIn', values: ['yes'] })] as const,
    ...labels.flatMap(([key, value], index) => [
      ['drop a label', labelled(labels.toSpliced(index, 1))] as const,
      ['another value', labelled(labels.toSpliced(index, 1, [key, `${value}x`]))] as const,
      [
        'not this value',
        {
          matchLabels: Object.fromEntries(labels.toSpliced(index, 1)),
          matchExpressions: [{ key, operator: 'NotIn' as const, values: [value] }],
        },
      ] as const,
    ]),
  ];
}

function withoutLabel(
  selector: LabelSelector,
  condition: { readonly operator: 'DoesNotExist' } | { readonly operator: 'NotIn'; readonly values: readonly string[] },
): LabelSelector {
  return { ...selector, matchExpressions: [...(selector.matchExpressions ?? []), { key: 'mutant', ...condition }] };
}

import type { Labels, PolicyResource } from '../../lib/k8s/resources';
import { namespaceKey, namespaces, namespaceValues, podValues, portNumbers } from './small-policies';

/** A pod of the small world, with everything that a policy could ask of it; or an address outside, with an empty namespace. */
export interface Pod {
  readonly address?: string;
  readonly namespace: string;
  readonly namespaceLabels: Labels;
  readonly labels: Labels;
}

/** One way for a pod to name its ports: which of the probed numbers `http` stands for. */
export const namings: readonly (readonly number[])[] = [[], [80], [443], [9], [80, 443]];
/** Probed ports; 81 lies between those that rules give, 9 is one that no rule gives by number. */
export const probed = [...portNumbers, 81, 9] as const;

/** Every label set over some keys: each value, one that nobody names, or no label. */
export function everyLabelSet(keys: readonly string[], values: readonly string[] = podValues): readonly Labels[] {
  return keys.reduce<readonly Labels[]>(
    (sets, key) =>
      sets.flatMap((labels) => [labels, ...[...values, 'any'].map((value) => ({ ...labels, [key]: value }))]),
    [{}],
  );
}

/** Every way in which the namespace without an object could be labelled; the known one has one way. */
export const bareLabels = everyLabelSet([namespaceKey], namespaceValues);

/** Addresses on both sides of every edge of `blocks`. */
const outside: readonly Pod[] = ['10.0.0.1', '10.1.0.1', '198.51.100.7', '2001:db8::1'].map((address) => ({
  address,
  namespace: '',
  namespaceLabels: {},
  labels: {},
}));

/** Every pod in both known namespaces, and in every namespace that could exist; and addresses. */
export function everyPod(keys: readonly string[], knownLabels: Labels, bare: Labels): readonly Pod[] {
  const named = (name: string, labels: Labels) => ({
    name,
    labels: { ...labels, 'kubernetes.io/metadata.name': name },
  });
  const spaces = [
    named(namespaces[0], knownLabels),
    named(namespaces[1], bare),
    ...bareLabels.map((labels, index) => named(`other-${index}`, labels)),
  ];
  const pods = spaces.flatMap(({ name, labels: namespaceLabels }) =>
    everyLabelSet(keys).map((labels) => ({ namespace: name, namespaceLabels, labels })),
  );
  return [...pods, ...outside];
}

interface Selector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly { key: string; operator: string; values?: readonly string[] }[];
}

/** Whether labels satisfy a selector, written from the API documentation alone. */
export function selects(selector: Selector, labels: Labels): boolean {
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) if (labels[key] !== value) return false;
  for (const { key, operator, values = [] } of selector.matchExpressions ?? []) {
    const value = labels[key];
    if (operator === 'Exists' && value === undefined) return false;
    if (operator === 'DoesNotExist' && value !== undefined) return false;
    if (operator === 'In' && (value === undefined || !values.includes(value))) return false;
    if (operator === 'NotIn' && value !== undefined && values.includes(value)) return false;
  }
  return true;
}

type Direction = 'ingress' | 'egress';

/** What policies say of pods, as bits: one for each rule. */
export interface Verdicts {
  isIsolated(direction: Direction, pod: number): boolean;
  /** Equal for pods that no policy tells apart. */
  keyOf(pod: number): string;
  /** Whether a source reaches a target on a probed port, where the target names its ports in one of `namings`. */
  connects(source: number, target: number, port: number, naming: number): boolean;
}

interface NumberedRule {
  readonly policy: PolicyResource;
  readonly direction: Direction;
  readonly peers: readonly Peer[] | undefined;
  readonly ports: readonly { port?: number | string; endPort?: number }[] | undefined;
}

interface Peer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

/** Blocks of the small world end at a dot: 10.0.0.0/8 and 10.1.0.0/16 are prefixes of the text. */
function isIn(address = '', cidr: string): boolean {
  const [base = '', length] = cidr.split('/');
  if (address.includes(':')) return false;
  const parts = Number(length) / 8;
  return address.split('.').slice(0, parts).join() === base.split('.').slice(0, parts).join();
}

/** Works out who is selected and meant, for each pod alone, so that pairs take a few operations on numbers. */
export function verdictsOf(policies: readonly PolicyResource[], pods: readonly Pod[]): Verdicts {
  const rules = policies.flatMap((policy) =>
    (['ingress', 'egress'] as const).flatMap((direction) =>
      ((policy.spec[direction] ?? []) as readonly object[]).map((rule): NumberedRule => {
        const { from, to, ports } = rule as { from?: Peer[]; to?: Peer[]; ports?: NumberedRule['ports'] };
        return { policy, direction, peers: from ?? to, ports };
      }),
    ),
  );
  const isSelected = ({ namespace, spec }: PolicyResource, pod: Pod) =>
    namespace === pod.namespace && selects((spec.podSelector ?? {}) as Selector, pod.labels);
  const isMeant = ({ policy, peers }: NumberedRule, pod: Pod) =>
    !peers ||
    peers.some(({ podSelector = {}, namespaceSelector, ipBlock }) => {
      if (pod.address !== undefined || ipBlock)
        return (
          ipBlock &&
          pod.address !== undefined &&
          !ipBlock.except?.some((hole) => isIn(pod.address, hole)) &&
          isIn(pod.address, ipBlock.cidr)
        );
      const isThere = namespaceSelector
        ? selects(namespaceSelector, pod.namespaceLabels)
        : pod.namespace === policy.namespace;
      return isThere && selects(podSelector, pod.labels);
    });
  const opens = ({ ports }: NumberedRule, port: number, naming: readonly number[]) =>
    !ports ||
    ports.some((each) =>
      typeof each.port === 'string'
        ? naming.includes(port)
        : each.port !== undefined && each.port <= port && port <= (each.endPort ?? each.port),
    );
  const bitsWhere = (test: (rule: NumberedRule) => boolean) =>
    rules.reduce((bits, rule, index) => (test(rule) ? bits | (1 << index) : bits), 0);
  const isolating = { ingress: [] as boolean[], egress: [] as boolean[] };
  const own = { ingress: [] as number[], egress: [] as number[] };
  for (const pod of pods)
    for (const direction of ['ingress', 'egress'] as const) {
      const type = direction === 'ingress' ? 'Ingress' : 'Egress';
      isolating[direction].push(
        policies.some((policy) => policy.spec.policyTypes?.includes(type) && isSelected(policy, pod)),
      );
      own[direction].push(bitsWhere((rule) => rule.direction === direction && isSelected(rule.policy, pod)));
    }
  const meant = pods.map((pod) => bitsWhere((rule) => isMeant(rule, pod)));
  const open = probed.map((port) => namings.map((naming) => bitsWhere((rule) => opens(rule, port, naming))));
  const passes = (direction: Direction, subject: number, peer: number, portBits: number) =>
    !isolating[direction][subject] || ((own[direction][subject] ?? 0) & (meant[peer] ?? 0) & portBits) !== 0;
  return {
    isIsolated: (direction, pod) => isolating[direction][pod] ?? false,
    keyOf: (pod) =>
      [isolating.ingress, isolating.egress, own.ingress, own.egress, meant].map((each) => Number(each[pod])).join(),
    connects(source, target, port, naming) {
      const portBits = open[port]?.[naming] ?? 0;
      return passes('egress', source, target, portBits) && passes('ingress', target, source, portBits);
    },
  };
}

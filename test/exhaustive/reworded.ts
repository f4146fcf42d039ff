import type {
  LabelSelector,
  LabelSelectorRequirement,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicySpec,
} from '../../lib/k8s/network-policy';
import type { Random } from '../analyze/seeded-random';

/** Labels by which something may be split in two without a change: a pod has the label or has it not. */
export interface SplitLabels {
  readonly pods: readonly (readonly [key: string, value: string])[];
  readonly namespaces: readonly (readonly [key: string, value: string])[];
}

/** One direction's rule: both directions are reworded alike. */
interface Rule {
  readonly peers: readonly NetworkPolicyPeer[] | undefined;
  readonly ports: readonly NetworkPolicyPort[] | undefined;
}

/** Specs that together mean what one does, written differently: each policy of the result isolates the same directions. */
export function reworded(random: Random, spec: NetworkPolicySpec, labels: SplitLabels): readonly NetworkPolicySpec[] {
  const { podSelector, ...rest } = spec;
  const subjects = selectorSplit(random, podSelector ?? {}, labels.pods).map((each) => sameSelector(random, each));
  return subjects.flatMap((subject) =>
    rulesSplit(random, rest, labels).map((each) => ({ ...each, podSelector: subject })),
  );
}

/** The same items in any order. */
export function shuffled<Item>(random: Random, items: readonly Item[]): readonly Item[] {
  const left = [...items];
  return items.flatMap(() => left.splice(random.below(left.length), 1));
}

/** Each direction reworded; sometimes two policies share the rules, or one says them twice. */
function rulesSplit(random: Random, spec: NetworkPolicySpec, labels: SplitLabels): readonly NetworkPolicySpec[] {
  const part = (keep: (index: number) => boolean): NetworkPolicySpec => ({
    ...spec,
    ...(spec.ingress && {
      ingress: rulesOf(
        random,
        spec.ingress.map((rule) => ({ peers: rule?.from, ports: rule?.ports })),
        keep,
        labels,
      ).map(({ peers, ports }) => ({ ...(peers && { from: peers }), ...(ports && { ports }) })),
    }),
    ...(spec.egress && {
      egress: rulesOf(
        random,
        spec.egress.map((rule) => ({ peers: rule?.to, ports: rule?.ports })),
        keep,
        labels,
      ).map(({ peers, ports }) => ({ ...(peers && { to: peers }), ...(ports && { ports }) })),
    }),
  });
  if (random.chance(0.8)) return [part(() => true)];
  const place = random.below(3);
  return [part((index) => index < place), part((index) => index >= place)];
}

interface WrittenRule {
  readonly peers: readonly NetworkPolicyPeer[] | null | undefined;
  readonly ports: readonly NetworkPolicyPort[] | null | undefined;
}

function rulesOf(
  random: Random,
  rules: readonly WrittenRule[],
  keep: (index: number) => boolean,
  labels: SplitLabels,
): readonly Rule[] {
  const kept = rules
    .filter((_, index) => keep(index))
    .map(
      ({ peers, ports }): Rule => ({
        peers: peers?.length ? peers.flatMap((peer) => peerSplit(random, peer, labels)) : everyone(random),
        ports: ports?.length ? ports.flatMap((port) => portSplit(random, port)) : everyPort(random),
      }),
    );
  return shuffled(
    random,
    merged(random, kept).flatMap((rule) => ruleSplit(random, rule)),
  );
}

/** Some rules with the same ports, or with the same peers, become one. */
function merged(random: Random, rules: readonly Rule[]): readonly Rule[] {
  const made: Rule[] = [];
  const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  for (const rule of rules) {
    const at = made.findIndex(({ ports, peers }) => isSame(ports, rule.ports) || isSame(peers, rule.peers));
    const other = made[at];
    if (!other || random.chance(0.5)) made.push(rule);
    else if (isSame(other.ports, rule.ports))
      made[at] = { ...other, peers: other.peers && rule.peers && [...other.peers, ...rule.peers] };
    else made[at] = { ...other, ports: other.ports && rule.ports && [...other.ports, ...rule.ports] };
  }
  return made;
}

/** One rule as several: for some of its peers each, or for some of its ports. */
function ruleSplit(random: Random, { peers, ports }: Rule): readonly Rule[] {
  const parts = (items: readonly NetworkPolicyPeer[]) => {
    const place = random.below(items.length + 1);
    return [items.slice(0, place), items.slice(place)].filter(({ length }) => length > 0);
  };
  const rule = { peers: peers && shuffled(random, peers), ports: ports && shuffled(random, ports) };
  if (peers && random.chance(0.3)) return parts(peers).map((some) => ({ ...rule, peers: some }));
  if (ports && random.chance(0.3)) return ports.map((port) => ({ ...rule, ports: [port] }));
  return random.chance(0.1) ? [rule, rule] : [rule];
}

const allAddresses = ['0.0.0.0/0', '::/0'].map((cidr): NetworkPolicyPeer => ({ ipBlock: { cidr } }));

const everyone = (random: Random): Rule['peers'] =>
  random.chance(0.7) ? undefined : [{ namespaceSelector: {} }, ...allAddresses];

const everyPort = (random: Random): Rule['ports'] =>
  random.chance(0.7) ? undefined : (['TCP', 'UDP', 'SCTP'] as const).map((protocol) => ({ protocol }));

/** A range in two, and its last port once more; a name twice. */
function portSplit(random: Random, port: NetworkPolicyPort): readonly NetworkPolicyPort[] {
  const { endPort, ...rest } = port;
  const { port: first } = rest;
  if (random.chance(0.5)) return [port];
  if (typeof first !== 'number') return [port, port];
  const last = endPort ?? first;
  const middle = first + random.below(last - first + 1);
  const range = (from: number, to: number) => ({ ...rest, port: from, endPort: to });
  return [range(first, middle), ...(middle < last ? [range(middle + 1, last)] : []), { ...rest, port: last }];
}

function peerSplit(random: Random, peer: NetworkPolicyPeer, labels: SplitLabels): readonly NetworkPolicyPeer[] {
  const { ipBlock, podSelector, namespaceSelector } = peer;
  if (ipBlock) return blockSplit(random, ipBlock);
  const pods = selectorSplit(random, podSelector ?? {}, labels.pods).map((each) => sameSelector(random, each));
  const spaces = namespaceSelector && selectorSplit(random, namespaceSelector, labels.namespaces);
  // A missing selector of pods means all of them where namespaces are selected.
  if (spaces && !podSelector && random.chance(0.5)) return spaces.map((each) => ({ namespaceSelector: each }));
  return (spaces ?? [undefined]).flatMap((space) =>
    pods.map((each) => ({ podSelector: each, ...(space && { namespaceSelector: sameSelector(random, space) }) })),
  );
}

/** Both halves of a block of IPv4 that has no exceptions; others stay. */
function blockSplit(random: Random, block: NonNullable<NetworkPolicyPeer['ipBlock']>): readonly NetworkPolicyPeer[] {
  const [base = '', prefix = ''] = block.cidr.split('/');
  const halves: Readonly<Record<string, string>> = { '0': '128.0.0.0', '8': '10.128.0.0', '16': '10.1.128.0' };
  const upper = base === '0.0.0.0' || base.startsWith('10.') ? halves[prefix] : undefined;
  const isKnown = upper?.startsWith(base.slice(0, base.indexOf('.0')));
  if (!upper || !(isKnown || prefix === '0') || block.except || random.chance(0.5)) return [{ ipBlock: block }];
  return [base, upper].map((each) => ({ ipBlock: { cidr: `${each}/${Number(prefix) + 1}` } }));
}

/** Selectors that together select the same. */
function selectorSplit(random: Random, selector: LabelSelector, labels: SplitLabels['pods']): readonly LabelSelector[] {
  const and = (...more: readonly LabelSelectorRequirement[]): LabelSelector => ({
    ...selector,
    matchExpressions: [...(selector.matchExpressions ?? []), ...more],
  });
  const [key, value] = random.pick(labels);
  const values = [value];
  const listed = selector.matchExpressions?.find(({ operator }) => operator === 'In')?.values ?? [];
  const enumerated = listed.map(
    (each): LabelSelector => ({
      ...selector,
      matchExpressions: (selector.matchExpressions ?? []).map((requirement) =>
        requirement.values === listed ? { ...requirement, values: [each] } : requirement,
      ),
    }),
  );
  return random.pick([
    [selector],
    [selector],
    [and({ key, operator: 'Exists' }), and({ key, operator: 'DoesNotExist' })],
    [and({ key, operator: 'In', values }), and({ key, operator: 'NotIn', values })],
    [and({ key, operator: 'In', values }), and({ key, operator: 'Exists' }), and({ key, operator: 'DoesNotExist' })],
    // What lies inside, or selects nothing, adds nothing.
    [selector, and({ key, operator: 'NotIn', values })],
    [and({ key, operator: 'Exists' }, { key, operator: 'DoesNotExist' }), selector],
    enumerated.length > 0 ? enumerated : [selector],
  ]);
}

/** The same selector in other words. */
function sameSelector(random: Random, { matchLabels, matchExpressions = [] }: LabelSelector): LabelSelector {
  const fromLabels = Object.entries(matchLabels ?? {}).map(
    ([key, value]): LabelSelectorRequirement => ({ key, operator: 'In', values: [value] }),
  );
  const asExpressions = random.chance(0.4);
  const written = [...(asExpressions ? fromLabels : []), ...matchExpressions].flatMap((each) => {
    const { key, operator, values = [] } = each;
    if (operator === 'NotIn' && random.chance(0.4)) return values.map((value) => ({ ...each, values: [value] }));
    if (operator === 'In' && random.chance(0.2)) return [each, { key, operator: 'Exists' as const }];
    return values.length > 0 ? [{ ...each, values: shuffled(random, values) }] : [each];
  });
  return {
    ...(matchLabels && !asExpressions && { matchLabels }),
    ...(written.length > 0 && { matchExpressions: shuffled(random, written) }),
  };
}

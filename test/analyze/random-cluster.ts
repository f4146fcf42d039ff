import type { NetworkPolicySpec } from '../../lib/k8s/network-policy';
import type { ClusterResources } from '../../lib/k8s/resources';
import { cluster, namespace, policy, workload } from './cluster';
import type { Random } from './seeded-random';

const namespaces = ['default', 'shop', 'prod'];
const keys = ['app', 'tier', 'kubernetes.io/metadata.name'];
const values = ['a', 'b', '', 'shop'];
const names = ['http', 'dns', 'web'];
const protocols = ['TCP', 'UDP', 'SCTP'] as const;
const numbers = [1, 53, 80, 81, 443, 8080, 65535];
const blocks: readonly (readonly [string, readonly string[]])[] = [
  ['0.0.0.0/0', ['10.0.0.0/8', '192.0.2.0/24', '0.0.0.0/1', '255.255.255.255/32']],
  ['10.0.0.0/8', ['10.0.0.0/9', '10.1.0.0/16', '10.255.255.255/32']],
  ['192.0.2.0/24', ['192.0.2.0/25', '192.0.2.255/32', '192.0.2.128/25']],
  ['255.255.255.255/32', []],
  ['::/0', ['2001:db8::/32', '8000::/1', '::/128']],
  ['2001:db8::/32', ['2001:db8::/33', '2001:db8:1::/48']],
];

/** Addresses on both sides of every edge that `blocks` can draw. */
export const probedAddresses: readonly string[] = [
  ...[
    '0.0.0.0',
    '9.255.255.255',
    '10.0.0.0',
    '10.1.0.1',
    '10.128.0.0',
    '10.255.255.255',
    '11.0.0.0',
    '127.255.255.255',
  ],
  ...['128.0.0.0', '192.0.1.255', '192.0.2.0', '192.0.2.127', '192.0.2.128', '192.0.2.255', '192.0.3.0'],
  ...['255.255.255.254', '255.255.255.255', '::', '::1', '2001:db7:ffff::', '2001:db8::', '2001:db8:1::5'],
  ...['2001:db8:8000::', '2001:db9::', '8000::', 'ffff::'],
];

/** Ports on both sides of every edge that rules can draw. */
export const probedPorts: readonly number[] = [1, 2, 52, 53, 54, 79, 80, 81, 82, 443, 444, 8080, 8081, 65534, 65535];

/** Where nodes are, around the edges of `blocks`; sometimes nobody says it. */
export function randomNodes(random: Random): readonly string[] {
  return random.pick([
    [],
    ['10.1.0.0/16'],
    ['10.0.0.0/9'],
    ['10.2.0.0/16', '192.0.2.128/26'],
    ['192.0.2.0/24', '2001:db8:1::/64'],
    ['2001:db8:9000::/48'],
  ]);
}

/** A small cluster with everything that a validated policy may hold: null, empty and missing fields, all operators, both families. */
export function randomCluster(random: Random): ClusterResources {
  const labels = (most: number) =>
    Object.fromEntries(random.list(0, most, () => [random.pick(keys.slice(0, 2)), random.pick(values)]));
  const known = namespaces.filter(() => random.chance(0.7)).map((name) => namespace(name, labels(2)));
  const workloads = random
    .list(1, 4, () => 0)
    .map((_, index) =>
      workload(`${random.pick(namespaces)}/w${index}`, labels(2), {
        ports: randomPorts(random),
        hostNetwork: random.chance(0.2),
      }),
    );
  const policies = random
    .list(0, 5, () => 0)
    .map((_, index) => policy(`${random.pick(namespaces)}/p${index}`, randomSpec(random)));
  return cluster([...known, ...workloads, ...policies]);
}

function randomPorts(random: Random): string[] {
  return random.list(0, 3, () => `${random.pick(names)}:${random.pick(numbers)}/${random.pick(protocols)}`);
}

function randomSpec(random: Random): NetworkPolicySpec {
  const types = random.pick([
    ['Ingress'],
    ['Egress'],
    ['Ingress', 'Egress'],
    ['Ingress', 'Ingress'],
    [],
    null,
    undefined,
  ]);
  const rules = (peers: 'from' | 'to') =>
    random.pick([
      undefined,
      null,
      [],
      random.list(1, 3, () => randomRule(random, peers)),
      random.list(1, 2, () => randomRule(random, peers)),
    ]);
  return {
    ...optional('podSelector', random.chance(0.9) ? randomSelector(random) : random.pick([undefined, null])),
    ...optional('policyTypes', types),
    ...optional('ingress', rules('from')),
    ...optional('egress', rules('to')),
  } as NetworkPolicySpec;
}

function randomRule(random: Random, peers: 'from' | 'to'): object | null {
  if (random.chance(0.05)) return null;
  const list = (make: () => unknown) =>
    random.chance(0.25) ? random.pick([undefined, null, []]) : random.list(1, 3, make);
  return {
    ...optional(
      peers,
      list(() => randomPeer(random)),
    ),
    ...optional(
      'ports',
      list(() => randomPort(random)),
    ),
  };
}

function randomPeer(random: Random): object {
  if (random.chance(0.3)) {
    const [cidr, holes] = random.pick(blocks);
    const except = random.pick([undefined, null, [], holes.filter(() => random.chance(0.5))]);
    return { ipBlock: { cidr, ...optional('except', except) } };
  }
  const shape = random.below(3);
  return {
    ...(shape !== 0 ? { podSelector: randomSelector(random) } : {}),
    ...(shape !== 1 ? { namespaceSelector: randomSelector(random) } : {}),
  };
}

function randomSelector(random: Random): object {
  const requirement = () => {
    const operator = random.pick(['In', 'NotIn', 'Exists', 'DoesNotExist']);
    const key = random.pick(keys);
    if (operator.endsWith('In'))
      return { key, operator, values: random.list(1, 3, () => random.pick([...values, ...namespaces])) };
    return { key, operator, ...optional('values', random.pick([undefined, []])) };
  };
  return {
    ...optional('matchLabels', random.pick([undefined, {}, { [random.pick(keys)]: random.pick(values) }])),
    ...optional('matchExpressions', random.pick([undefined, [], random.list(1, 2, requirement)])),
  };
}

function randomPort(random: Random): object {
  const protocol = optional('protocol', random.pick([undefined, ...protocols]));
  const kind = random.below(4);
  if (kind === 0) return protocol;
  if (kind === 1) return { ...protocol, port: random.pick(names) };
  const port = random.pick(numbers);
  const ends = numbers.filter((end) => end >= port);
  return { ...protocol, port, ...optional('endPort', kind === 2 ? random.pick(ends) : undefined) };
}

/** A field that is missing, not undefined, where there is nothing. */
function optional(key: string, value: unknown): object {
  return value === undefined ? {} : { [key]: value };
}

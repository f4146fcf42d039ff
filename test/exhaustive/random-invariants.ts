import {
  allNamespaces,
  anywhere,
  type Baseline,
  cidr,
  type Disjoint,
  denyAll,
  denyEgress,
  denyIngress,
  type Flow,
  flow,
  foreignNamespace,
  type Invariant,
  internet,
  type Namespace,
  type NamespaceRef,
  namespace,
  namespacesWhere,
  never,
  only,
  open,
  type Peer,
  type PodSelection,
  type PortInput,
  providedBy,
  type Workload,
} from 'netpact';
import { peerModelOf } from '../../lib/dsl/model';
import type { Random } from '../analyze/seeded-random';

/** A small app with invariants, over few label keys, so that its ends overlap. */
export interface InvariantApp {
  readonly namespaces: readonly Namespace[];
  readonly flows: readonly Flow[];
  readonly invariants: readonly Invariant[];
  /** Of the foreign namespace whose labels are declared. */
  readonly knownLabels: Readonly<Record<string, string>>;
  /** What is assumed of pods: that no pod is in two ends, and that pods carry the labels of templates. */
  readonly assumptions?: readonly Disjoint[];
  readonly templates?: readonly Template[];
  /** Label keys of pods that anything in it may name, but for the one of the cluster's DNS. */
  readonly keys: readonly string[];
}

/** A workload that is read from a manifest. */
export interface Template {
  readonly peer: Workload<string, PortInput>;
  readonly namespace: string;
  readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
  /** Of its template: those that the selector asks for, and others. */
  readonly labels: Readonly<Record<string, string>>;
}

export const podValues = ['x', 'y'] as const;
export const namespaceKey = 'env';
export const namespaceValues = ['prod', 'dev'] as const;
/** Foreign namespaces: of one the labels are declared, of the other nobody knows them. */
export const foreign = { known: 'near', unknown: 'far' } as const;

/** Ports that workloads declare; one name stands for two numbers. */
const declared: readonly Readonly<Record<string, number>>[] = [
  {},
  { http: 8080 },
  { http: 9090 },
  { http: 8080, metrics: 9090 },
];

/** A peer, and what it may be reached on: names and numbers it declares, none where it takes any. */
interface End {
  readonly peer: Peer;
  readonly ports: Readonly<Record<string, number>>;
}

const baselines: readonly (() => Baseline)[] = [
  () => denyIngress(),
  () => denyAll({ dns: false }),
  () => denyAll({ dns: false }),
  () => denyAll({ dns: false }),
  () => denyAll({ dns: false }),
  () => denyAll({ dns: false, sameNamespace: true }),
  () => denyEgress({ dns: false }),
  () => open('an experiment'),
  () => providedBy('kyverno/default-deny', { ingress: true, egress: true, dns: false }),
];
/** With the cluster's DNS there is one more label, and one more namespace whose labels nobody knows. */
const withDns: readonly (() => Baseline)[] = [
  () => denyAll(),
  () => denyEgress(),
  () => providedBy('kyverno/default-deny', { egress: true, dns: true }),
];

/** `flow()` as far as a generator can say its types: ends that no flow takes are left out by the compiler's refusal. */
type LooseFlow = (...from: readonly unknown[]) => {
  to(...to: readonly unknown[]): {
    port(...ports: readonly PortInput[]): Flow;
    namedPort(name: string): Flow;
    allPorts(): Flow;
  };
};

/** `templatesOf` makes workloads that flows and invariants name as well. */
export function randomInvariantApp(
  random: Random,
  seed: number,
  templatesOf: (namespaces: readonly Namespace[], keys: readonly string[]) => readonly Template[] = () => [],
): InvariantApp {
  const keys = ['a', 'b', 'c'].slice(0, seed % 5 === 0 ? 3 : 2);
  const usesDns = keys.length < 3 && random.chance(0.25);
  const labels = () => random.pick([{}, {}, { [namespaceKey]: 'prod' }, { [namespaceKey]: 'dev' }]);
  const namespaces = ['shop', 'bank'].slice(0, random.pick([1, 2, 2])).map((name) => {
    const baseline = random.pick(usesDns ? [...baselines, ...withDns, ...withDns] : baselines)();
    return namespace(name, { baseline, labels: labels() });
  });
  const knownLabels = { [namespaceKey]: random.pick(namespaceValues) };
  const others = [foreignNamespace(foreign.known, { labels: knownLabels }), foreignNamespace(foreign.unknown)];
  const declaredHere = namespaces.flatMap((space) => workloadsOf(random, space, keys, true));
  const templates = templatesOf(namespaces, keys);
  const workloads = [...declaredHere, ...templates.map(({ peer }): End => ({ peer, ports: {} }))];
  const foreignWorkloads = others.flatMap((space) => workloadsOf(random, space, keys, false));
  let made = 0;
  const someEnd = (): End => {
    if (random.chance(0.45)) return random.pick(workloads);
    made += 1;
    if (random.chance(0.1)) return random.pick(foreignWorkloads);
    return { peer: someOther(random, keys, [...namespaces, ...namespaces, ...others], `n${made}`), ports: {} };
  };
  const ends = (most: number) => random.list(1, most, someEnd);
  const some = (): End => {
    made += 1;
    return {
      peer: random.pick([someNamespaces, someOther])(random, keys, [random.pick(others)], `n${made}`),
      ports: {},
    };
  };
  const flows = random.list(0, 6, () => {
    if (random.chance(0.7)) return flowOf(random, ends(2), someEnd());
    const [inside, elsewhere] = [random.pick(workloads), some()];
    return random.chance(0.5) ? flowOf(random, [inside], elsewhere) : flowOf(random, [elsewhere], inside);
  });
  const invariants = random.list(4, 6, () => {
    if (random.chance(0.6)) return invariantOf(random, ends(random.pick([1, 1, 3])), ends(random.pick([1, 1, 2])));
    // One pair of ends, one of them foreign: most of what depends on labels that nobody declared.
    const pair = [random.pick(workloads), random.chance(0.5) ? some() : random.pick(foreignWorkloads)];
    return invariantOf(random, ...(random.chance(0.5) ? split(pair) : split(pair.reverse())));
  });
  return { namespaces, flows, invariants, knownLabels, templates, keys };
}

function workloadsOf(random: Random, space: NamespaceRef, keys: readonly string[], isOwned: boolean): readonly End[] {
  const taken = new Set<string>();
  return random
    .list(1, 3, () => Object.fromEntries(random.list(1, 2, () => [random.pick(keys), random.pick(podValues)] as const)))
    .flatMap((labels, index): readonly End[] => {
      const key = JSON.stringify(Object.entries(labels).sort());
      // Two workloads with the same labels are refused; those whose labels fit on one pod are not.
      if (taken.has(key)) return [];
      taken.add(key);
      const ports = random.pick(declared);
      const isolate = isOwned && random.pick([undefined, undefined, undefined, 'ingress', 'egress', 'all'] as const);
      const peer = space.workload(`w${index}`, { labels, ports, ...(isolate && { isolate }) });
      return [{ peer, ports }];
    });
}

const split = ([first, ...rest]: readonly End[]): [readonly End[], readonly End[]] => [first ? [first] : [], rest];

function someNamespaces(random: Random, keys: readonly string[], _: readonly NamespaceRef[], name: string): Peer {
  const spaces = namespacesWhere(name, namespaceSelection(random));
  return random.chance(0.5) ? spaces : spaces.pods(name, podSelection(random, keys));
}

function someOther(random: Random, keys: readonly string[], spaces: readonly NamespaceRef[], name: string): Peer {
  const space = random.pick(spaces);
  const pods = () => podSelection(random, keys);
  const makers: readonly (() => Peer)[] = [
    () => space.pods(name, pods()),
    () => space.pods(name, pods()),
    () => space.pods(name, pods()),
    () => space.allPods(),
    () => someNamespaces(random, keys, spaces, name),
    () => someNamespaces(random, keys, spaces, name),
    () => random.pick([allNamespaces(), allNamespaces().pods(name, pods())]),
    () => random.pick([someBlocks(random, name), someBlocks(random, name), internet(), anywhere()]),
  ];
  return random.pick(makers)();
}

/** Blocks inside others, and beside them. */
export const blocks = [
  '198.51.100.0/24',
  '198.51.100.64/26',
  '2001:db8::/32',
  '2001:db8::/48',
  '203.0.113.9/32',
] as const;

function someBlocks(random: Random, name: string): Peer {
  const [office, lab, site, rack, host] = blocks;
  return random.pick([
    cidr(name, [office]),
    cidr(name, [office], { except: [lab] }),
    cidr(name, [lab, site]),
    cidr(name, [rack, host]),
  ]);
}

function podSelection(random: Random, keys: readonly string[]): PodSelection {
  const wanted = () => random.pick(['x', 'y', ['x', 'y'], true, false, { not: ['x'] }, { not: ['x', 'y'] }] as const);
  return Object.fromEntries(random.list(1, 2, () => [random.pick(keys), wanted()]));
}

function namespaceSelection(random: Random): PodSelection {
  return random.pick([
    { [namespaceKey]: 'prod' },
    { [namespaceKey]: ['prod', 'dev'] },
    { [namespaceKey]: { not: ['prod'] } },
    { [namespaceKey]: true },
    { [namespaceKey]: false },
    { 'kubernetes.io/metadata.name': [foreign.unknown, 'shop'] },
    { 'kubernetes.io/metadata.name': { not: [foreign.unknown] }, [namespaceKey]: 'prod' },
  ]);
}

function flowOf(random: Random, from: readonly End[], to: End): Flow {
  const targets = (flow as unknown as LooseFlow)(...from.map(({ peer }) => peer)).to(to.peer);
  const names = Object.keys(to.ports);
  // Addresses have no names of ports.
  const takesNames = !['cidr', 'internet'].includes(peerModelOf(to.peer)?.kind ?? '');
  const way = random.below(4);
  if (way === 0) return targets.allPorts();
  if (way === 1 && takesNames) return targets.namedPort(names.length > 0 ? random.pick(names) : 'http');
  return targets.port(...somePorts(random, [to]));
}

/** Words about ports that every target takes: what it declares, or any number where it declares none. */
function somePorts(random: Random, targets: readonly End[]): readonly PortInput[] {
  const declaring = targets.filter(({ ports }) => Object.keys(ports).length > 0);
  const [first] = declaring;
  if (!first) return random.pick([[8080], [9090], ['8000-8100/TCP'], ['53/UDP', 8080], [7777]]);
  // A name stands for the number of each target: it is asked of one alone, so that it has one meaning.
  if (targets.length === 1) return [random.pick(Object.entries(first.ports).flat())];
  const numbers = Object.values(first.ports).filter((port) =>
    declaring.every(({ ports }) => Object.values(ports).includes(port)),
  );
  return numbers.length > 0 ? [random.pick(numbers)] : [];
}

function invariantOf(random: Random, from: readonly End[], to: readonly End[]): Invariant {
  const [sources, targets] = [from, to].map((ends) => ends.map(({ peer }) => peer)) as [Peer[], Peer[]];
  const invariant = random.chance(0.5) ? never(...sources).to(...targets) : only(...sources).mayReach(...targets);
  const ports = random.chance(0.5) ? [] : somePorts(random, to);
  return ports.length > 0 ? invariant.port(...ports) : invariant;
}

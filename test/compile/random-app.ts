import fc from 'fast-check';
import {
  type Baseline,
  denyAll,
  denyEgress,
  denyIngress,
  dnsService,
  type FlowWithPort,
  flow,
  namespace,
  open,
  type PortInput,
  providedBy,
  range,
  sameNamespaceOnly,
  sctp,
  udp,
} from 'netpact';
import type { ChartParts } from './compiling';
import {
  declaredPorts,
  isAddressed,
  type MadeNamespaces,
  type PeerChoice,
  type PortsName,
  peerOf,
  randomEnds,
} from './random-peers';
import { type RandomProfile, randomProfile } from './random-profile';

/** A description of an app from which its values can be made several times, in several orders. */
export interface RandomApp {
  readonly namespaces: readonly RandomNamespace[];
  readonly flows: readonly RandomFlow[];
  readonly charts: number;
  /** The first namespace is kube-system, where the cluster's DNS is a neighbour. */
  readonly ownsDns: boolean;
  readonly profile: RandomProfile | undefined;
}

interface RandomNamespace {
  readonly baseline: keyof typeof baselines;
  readonly labels: RandomLabels;
  readonly workloads: readonly RandomWorkload[];
}

type RandomLabels = readonly (readonly [string, string])[];

interface RandomWorkload {
  /** The label that tells it from its neighbours. Workloads with different keys can share a pod. */
  readonly key: string;
  readonly labels: RandomLabels;
  readonly isolate: 'ingress' | 'egress' | 'all' | undefined;
  readonly dns: boolean | undefined;
  readonly ports: PortsName;
  readonly hostNetwork: boolean;
}

interface RandomFlow {
  readonly from: readonly PeerChoice[];
  readonly to: readonly PeerChoice[];
  /** Each picks one of the words that every target takes. */
  readonly ports: readonly number[];
  readonly spoken: 'port' | 'namedPort' | 'allPorts';
  readonly reason: string | undefined;
  readonly name: string | undefined;
  readonly exception: boolean;
}

const baselines = {
  all: () => denyAll(),
  explicit: () => denyAll({ explicitEmptyLists: true }),
  allSame: () => denyAll({ sameNamespace: true }),
  allOwnDns: () => denyAll({ dns: dnsService({ cidrs: ['192.0.2.99/32', '10.20.9.9/32'] }) }),
  ingress: () => denyIngress(),
  egress: () => denyEgress({ dns: false }),
  egressAndDns: () => denyEgress({ sameNamespace: true }),
  same: () => sameNamespaceOnly(),
  open: () => open('x'),
  provided: () => providedBy('kyverno/default-deny', { ingress: true, egress: true, dns: true }),
  providedEgress: () => providedBy('kyverno/no-egress', { egress: true }),
  providedIngress: () => providedBy('kyverno/no-ingress', { ingress: true }),
} satisfies Record<string, () => Baseline>;

const labelsOver = (...keys: string[]): fc.Arbitrary<RandomLabels> =>
  fc.uniqueArray(fc.tuple(fc.constantFrom(...keys), fc.constantFrom('a', 'b')), {
    selector: ([key]) => key,
    maxLength: 2,
  });

const namespaceLabels = fc
  .tuple(fc.option(fc.constantFrom('prod', 'dev'), { nil: undefined }), labelsOver('tier', 'zone'))
  .map(([env, labels]): RandomLabels => [...(env === undefined ? [] : [['env', env] as const]), ...labels]);

const randomWorkload = (hasProfile: boolean): fc.Arbitrary<RandomWorkload> =>
  fc.record({
    key: fc.constantFrom('app', 'app', 'app', 'part'),
    labels: labelsOver('tier', 'role', 'zone'),
    isolate: fc.constantFrom(undefined, undefined, 'ingress', 'egress', 'all'),
    dns: fc.constantFrom(undefined, undefined, undefined, undefined, true, false),
    ports: fc.constantFrom<RandomWorkload['ports'][]>('none', 'none', 'web', 'edge', 'signal'),
    hostNetwork: hasProfile ? fc.nat(9).map((dice) => dice === 0) : fc.constant(false),
  }) as fc.Arbitrary<RandomWorkload>;

const randomFlow = (hasProfile: boolean): fc.Arbitrary<RandomFlow> =>
  fc
    .tuple(
      randomEnds(hasProfile),
      fc.record({
        ports: fc.array(fc.nat(99), { minLength: 1, maxLength: 3 }),
        spoken: fc.constantFrom<RandomFlow['spoken'][]>('port', 'port', 'port', 'port', 'namedPort', 'allPorts'),
        reason: fc.option(fc.constantFrom('pays', 'ships'), { nil: undefined }),
        name: fc.option(fc.constantFrom('one', 'two', 'three', 'four'), { nil: undefined, freq: 4 }),
        exception: fc.nat(9).map((dice) => dice === 0),
      }),
    )
    .map(([[from, to], rest]) => ({ from, to, ...rest }));

const appOn = (profile: fc.Arbitrary<RandomProfile> | undefined): fc.Arbitrary<RandomApp> =>
  fc.record({
    namespaces: fc.array(
      fc.record({
        baseline: fc.constantFrom(
          'all',
          'all',
          'all',
          'all',
          ...(Object.keys(baselines) as (keyof typeof baselines)[]),
        ),
        labels: namespaceLabels,
        workloads: fc.array(randomWorkload(profile !== undefined), { minLength: 1, maxLength: 4 }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    flows: fc.array(randomFlow(profile !== undefined), { maxLength: 8 }),
    charts: fc.integer({ min: 1, max: 2 }),
    ownsDns: fc.nat(5).map((dice) => dice === 0),
    profile: profile ?? fc.constant(undefined),
  });

/** Apps without a profile of their cluster. */
export const randomApp: fc.Arbitrary<RandomApp> = appOn(undefined);

/** Apps whose profile knows nodes and the API server, with workloads on the host network among them. */
export const randomAppWithProfile: fc.Arbitrary<RandomApp> = appOn(randomProfile);

/** Puts a list into another order. */
export type Order = <T>(list: readonly T[]) => readonly T[];

export const asWritten: Order = (list) => list;

/** Every list in an order of its own, the same for the same seed. */
export function shuffled(seed: number): Order {
  let state = seed >>> 0;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return (list) =>
    list
      .map((item) => [next(), item] as const)
      .sort(([a], [b]) => a - b)
      .map(([, item]) => item);
}

/** The charts of an app with every list in the given order. The chart of a namespace depends on its number only. */
export function chartsOf(app: RandomApp, order: Order): readonly ChartParts[] {
  const made: MadeNamespaces = new Map(
    order([...app.namespaces.entries()]).map(([index, description]) => {
      const value = namespace(index === 0 && app.ownsDns ? 'kube-system' : `ns${index}`, {
        baseline: baselines[description.baseline](),
        labels: Object.fromEntries(order(description.labels)),
      });
      const workloads = order([...description.workloads.entries()]).map(
        ([number, workload]) => [number, value.workload(`w${number}`, optionsOf(number, workload, order))] as const,
      );
      return [index, { value, workloads: new Map(workloads) }] as const;
    }),
  );
  const flows = order([...app.flows.entries()]).map(([index, description]) => ({
    index,
    value: flowOf(description, app, made, order),
  }));
  const charts = Array.from({ length: app.charts }, (_, chart) => ({
    id: `chart${chart}`,
    namespaces: order([...made].filter(([index]) => index % app.charts === chart).map(([, { value }]) => value)),
    flows: flows.filter(({ index }) => index % app.charts === chart).map(({ value }) => value),
  }));
  return order(charts);
}

function optionsOf(number: number, { key, labels, isolate, dns, ports, hostNetwork }: RandomWorkload, order: Order) {
  // Without DNS, one label must select it; on the host network, nothing isolates it.
  const more = dns === false ? [] : labels;
  return {
    labels: Object.fromEntries(order([[key, `w${number}`], ...more])),
    ports: declaredPorts[ports],
    hostNetwork,
    ...(isolate && !hostNetwork && { isolate }),
    ...(dns !== undefined && { dns }),
  };
}

function flowOf(
  { from, to, ports, spoken, reason, name, exception }: RandomFlow,
  app: RandomApp,
  made: MadeNamespaces,
  order: Order,
): unknown {
  const sharesPorts = wordsTakenBy(to, app).length > 0;
  const targets = sharesPorts ? to : to.slice(0, 1);
  const peers = (choices: readonly PeerChoice[]) => order(choices).map((choice) => peerOf(choice, made));
  // Escapes the types: which ends are outside is decided by the generator.
  const withTargets = (flow as unknown as LooseFlow)(...peers(from)).to(...peers(targets));
  const plain = withPorts(withTargets, portsSaid({ ports, spoken }, targets, app), order);
  const why = reason === undefined ? plain : plain.because(reason);
  const called = name === undefined ? why : why.named(name);
  return exception ? called.exception({ owner: 'team', until: '2027-01-31' }) : called;
}

interface LooseTargets {
  port(...ports: readonly PortInput[]): FlowWithPort;
  namedPort(name: string): FlowWithPort;
  allPorts(): FlowWithPort;
}

type LooseFlow = (...from: readonly unknown[]) => { to(...to: readonly unknown[]): LooseTargets };

type PortsSaid = { readonly name: string } | { readonly words: readonly PortInput[] } | 'all';

function portsSaid(
  { ports, spoken }: Pick<RandomFlow, 'ports' | 'spoken'>,
  targets: readonly PeerChoice[],
  app: RandomApp,
): PortsSaid {
  if (spoken === 'allPorts') return 'all';
  const names = spoken === 'namedPort' ? namesTakenBy(targets, app) : [];
  const name = names[(ports[0] ?? 0) % names.length];
  if (name !== undefined) return { name };
  const words = wordsTakenBy(targets, app);
  return { words: ports.flatMap((choice) => words[choice % words.length] ?? []) };
}

function withPorts(loose: LooseTargets, said: PortsSaid, order: Order): FlowWithPort {
  if (said === 'all') return loose.allPorts();
  return 'name' in said ? loose.namedPort(said.name) : loose.port(...order(said.words));
}

const numbers = [80, 443, 53, udp(53), sctp(3868), '8000-8010/TCP', '8005-8020/TCP', range(5000, 5002, 'UDP')];
const declared = Object.values(declaredPorts).flatMap((ports) => Object.entries(ports));

/** Names and numbers that `.port()` may say of all these targets. */
function wordsTakenBy(targets: readonly PeerChoice[], app: RandomApp): readonly PortInput[] {
  const portMaps = targets.map((target) => portsOf(target, app));
  return [...new Set([...numbers, ...declared.flat()])].filter((word) =>
    portMaps.every((ports) => {
      const own: readonly PortInput[] = Object.entries(ports).flat();
      return own.length > 0 ? own.includes(word) : typeof word === 'number' || /^\d/.test(word);
    }),
  );
}

/** Names that `.namedPort()` may say of all these targets. */
function namesTakenBy(targets: readonly PeerChoice[], app: RandomApp): readonly string[] {
  if (targets.some((target) => isAddressed(target) || workloadOf(target, app)?.hostNetwork)) return [];
  const portMaps = targets.map((target) => Object.keys(portsOf(target, app)));
  return [...new Set(declared.map(([name]) => name))].filter((name) =>
    portMaps.every((names) => names.length === 0 || names.includes(name)),
  );
}

function portsOf(target: PeerChoice, app: RandomApp): Readonly<Record<string, PortInput>> {
  return target[0] === 'far' ? declaredPorts.web : declaredPorts[workloadOf(target, app)?.ports ?? 'none'];
}

function workloadOf([kind, namespaceIndex, index]: PeerChoice, app: RandomApp): RandomWorkload | undefined {
  if (kind !== 'workload') return undefined;
  const { workloads = [] } = app.namespaces[namespaceIndex % app.namespaces.length] ?? {};
  return workloads[index % workloads.length];
}

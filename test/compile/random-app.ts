import fc from 'fast-check';
import {
  anywhere,
  type Baseline,
  cidr,
  denyAll,
  denyEgress,
  denyIngress,
  flow,
  internet,
  type Namespace,
  namespace,
  namespacesWhere,
  open,
  type Peer,
  sameNamespaceOnly,
  udp,
} from 'netpact';
import type { ChartParts } from './compiling';

/** A description of an app from which its values can be made several times, in several orders. */
export interface RandomApp {
  readonly namespaces: readonly RandomNamespace[];
  readonly flows: readonly RandomFlow[];
  readonly charts: number;
}

interface RandomNamespace {
  readonly baseline: keyof typeof baselines;
  readonly labels: readonly (readonly [string, string])[];
  readonly workloads: readonly RandomWorkload[];
}

interface RandomWorkload {
  readonly labels: readonly (readonly [string, string])[];
  readonly isolate: 'ingress' | 'egress' | 'all' | undefined;
  readonly dns: boolean | undefined;
}

interface RandomFlow {
  readonly from: readonly PeerChoice[];
  readonly to: readonly PeerChoice[];
  readonly ports: readonly (number | string)[];
  readonly reason: string | undefined;
  readonly name: string | undefined;
  readonly exception: boolean;
}

type PeerChoice = readonly [
  kind: 'workload' | 'all' | 'pods' | 'prod' | 'corp' | 'internet' | 'anywhere',
  namespace: number,
  index: number,
];

const baselines = {
  all: () => denyAll(),
  ingress: () => denyIngress(),
  egress: () => denyEgress({ dns: false }),
  same: () => sameNamespaceOnly(),
  open: () => open('x'),
} satisfies Record<string, () => Baseline>;

const labels = fc.uniqueArray(fc.tuple(fc.constantFrom('tier', 'role', 'zone'), fc.constantFrom('a', 'b')), {
  selector: ([key]) => key,
  maxLength: 2,
});

const peer = (...kinds: PeerChoice[0][]): fc.Arbitrary<readonly PeerChoice[]> =>
  fc.array(fc.tuple(fc.constantFrom(...kinds), fc.nat(2), fc.nat(3)), { minLength: 1, maxLength: 3 });

const inside = peer('workload', 'workload', 'workload', 'all', 'pods');
const outside = peer('prod', 'corp', 'internet', 'anywhere');

const randomFlow: fc.Arbitrary<RandomFlow> = fc
  .tuple(
    fc.oneof({ arbitrary: fc.tuple(inside, inside), weight: 3 }, fc.tuple(inside, outside), fc.tuple(outside, inside)),
    fc.record({
      ports: fc.array(fc.constantFrom<number | string>(80, 443, 8080, udp(53), '8000-8010/TCP', '8005-8020/TCP'), {
        minLength: 1,
        maxLength: 3,
      }),
      reason: fc.option(fc.constantFrom('pays', 'ships'), { nil: undefined }),
      name: fc.option(fc.constantFrom('one', 'two', 'three', 'four'), { nil: undefined, freq: 4 }),
      exception: fc.nat(9).map((dice) => dice === 0),
    }),
  )
  .map(([[from, to], rest]) => ({ from, to, ...rest }));

export const randomApp: fc.Arbitrary<RandomApp> = fc.record({
  namespaces: fc.array(
    fc.record({
      baseline: fc.constantFrom<RandomNamespace['baseline']>(
        'all',
        'all',
        'all',
        'all',
        'ingress',
        'egress',
        'same',
        'open',
      ),
      labels,
      workloads: fc.array(
        fc.record({
          labels,
          isolate: fc.constantFrom(undefined, undefined, 'ingress', 'egress', 'all'),
          dns: fc.constantFrom(undefined, undefined, undefined, true),
        }),
        { minLength: 1, maxLength: 4 },
      ),
    }),
    { minLength: 1, maxLength: 3 },
  ) as fc.Arbitrary<readonly RandomNamespace[]>,
  flows: fc.array(randomFlow, { maxLength: 8 }),
  charts: fc.integer({ min: 1, max: 2 }),
});

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
  const made = new Map<
    number,
    { readonly value: Namespace; readonly workloads: ReadonlyMap<number, Peer<never, 'inside the cluster'>> }
  >();
  for (const [index, description] of order([...app.namespaces.entries()])) {
    const value = namespace(`ns${index}`, {
      baseline: baselines[description.baseline](),
      labels: Object.fromEntries(order(description.labels)),
    });
    const workloads = new Map(
      order([...description.workloads.entries()]).map(([number, { isolate, dns, labels: own }]) => [
        number,
        value.workload(`w${number}`, {
          labels: Object.fromEntries(order([['app', `w${number}`], ...own])),
          ...(isolate && { isolate }),
          ...(dns !== undefined && { dns }),
        }),
      ]),
    );
    made.set(index, { value, workloads });
  }
  const flows = order([...app.flows.entries()]).map(([index, description]) => ({
    index,
    value: flowOf(description, made, order),
  }));
  const charts = Array.from({ length: app.charts }, (_, chart) => ({
    id: `chart${chart}`,
    namespaces: order([...made].filter(([index]) => index % app.charts === chart).map(([, { value }]) => value)),
    flows: flows.filter(({ index }) => index % app.charts === chart).map(({ value }) => value),
  }));
  return order(charts);
}

function flowOf(
  { from, to, ports, reason, name, exception }: RandomFlow,
  made: ReadonlyMap<
    number,
    { readonly value: Namespace; readonly workloads: ReadonlyMap<number, Peer<never, 'inside the cluster'>> }
  >,
  order: Order,
): unknown {
  const peers = (choices: readonly PeerChoice[]) => order(choices).map((choice) => peerOf(choice, made));
  // Escapes the types: which ends are outside is decided by the generator.
  const [port = 80, ...more] = order(ports);
  const plain = (flow as unknown as LooseFlow)(...peers(from))
    .to(...peers(to))
    .port(port, ...more);
  const why = reason === undefined ? plain : plain.because(reason);
  const called = name === undefined ? why : why.named(name);
  return exception ? called.exception({ owner: 'team', until: '2027-01-31' }) : called;
}

type LooseFlow = (...from: readonly unknown[]) => {
  to(...to: readonly unknown[]): { port(...ports: readonly (number | string)[]): import('netpact').FlowWithPort };
};

function peerOf(
  [kind, namespaceIndex, index]: PeerChoice,
  made: ReadonlyMap<number, { readonly value: Namespace; readonly workloads: ReadonlyMap<number, unknown> }>,
): unknown {
  const home = made.get(namespaceIndex % made.size);
  switch (kind) {
    case 'workload':
      return home?.workloads.get(index % home.workloads.size);
    case 'all':
      return home?.value.allPods();
    case 'pods':
      return home?.value.pods(`pods${index}`, { tier: index % 2 ? ['a', 'b'] : 'a' });
    case 'prod':
      return namespacesWhere('prod', { env: 'prod' });
    case 'corp':
      return cidr('corp', ['198.51.100.0/24', '2001:db8::/32']);
    case 'internet':
      return internet();
    case 'anywhere':
      return anywhere();
  }
}

import fc from 'fast-check';
import {
  allNamespaces,
  anywhere,
  cidr,
  foreignNamespace,
  internet,
  kubeApiServer,
  type Namespace,
  namespacesWhere,
  nodes,
  type Peer,
  type PodSelection,
  type PortInput,
  sctp,
  udp,
} from 'netpact';

/** An end of a flow, by what it is and, for ends in the app's namespaces, by number. */
export type PeerChoice = readonly [
  kind: InsideKind | keyof typeof elsewhere | keyof typeof addresses | keyof typeof profiled,
  namespace: number,
  index: number,
];

type InsideKind = 'workload' | 'all' | 'pods' | 'again';

/** Ports that a workload may declare; names mean other numbers on others. */
export const declaredPorts: Readonly<Record<PortsName, Readonly<Record<string, PortInput>>>> = {
  none: {},
  web: { http: 8080, metrics: 9090 },
  edge: { http: 8443, dns: udp(53), turn: '8000-8010/TCP' },
  signal: { dns: 53, sig: sctp(3868) },
};

export type PortsName = 'none' | 'web' | 'edge' | 'signal';

/** The namespaces and workloads that were made, by their numbers. */
export type MadeNamespaces = ReadonlyMap<
  number,
  { readonly value: Namespace; readonly workloads: ReadonlyMap<number, Peer<never, 'inside the cluster'>> }
>;

const selections: readonly PodSelection[] = [
  { tier: 'a' },
  { tier: ['a', 'b'] },
  { tier: { not: ['a'] } },
  { role: true, tier: 'b' },
  { zone: false },
];

const elsewhere = {
  far: () => foreignNamespace('far').workload('x', { labels: { app: 'x' }, ports: declaredPorts.web }),
  'far-all': () => foreignNamespace('far').allPods(),
  prod: () => namespacesWhere('prod', { env: 'prod' }),
  'not-prod': () => namespacesWhere('not-prod', { env: { not: ['prod'] } }),
  'prod-a': () => namespacesWhere('prod', { env: 'prod' }).pods('a', { role: 'a' }),
  everyone: () => allNamespaces().pods('role', { role: ['a', 'b'] }),
};

const addresses = {
  corp: () => cidr('corp', ['198.51.100.0/24', '2001:db8::/32']),
  partner: () =>
    cidr('partner', ['10.20.0.0/16', '100.64.8.0/22', 'fd00:20::/32'], {
      except: ['10.20.9.0/24', '10.20.255.255/32', 'fd00:20:9::/48'],
    }),
  private: () => cidr('private', ['10.0.0.0/8'], { except: ['10.244.0.0/16'] }).includingPods(),
  internet: () => internet(),
  anywhere: () => anywhere(),
};

/** Those that need a profile that knows them. */
const profiled = { nodes: () => nodes(), 'kube-apiserver': () => kubeApiServer() };

const inside = ends('workload', 'workload', 'workload', 'workload', 'all', 'pods', 'pods', 'again');
const reachable = ends('far', 'far-all', 'prod', 'not-prod', 'prod-a', 'everyone');
const outside = (hasProfile: boolean) =>
  ends(
    'corp',
    'partner',
    'private',
    'internet',
    'internet',
    'anywhere',
    ...(hasProfile ? (['nodes', 'kube-apiserver'] as const) : []),
  );

/** The sources and the targets of a flow, at least one end in the app's namespaces. */
export const randomEnds = (
  hasProfile: boolean,
): fc.Arbitrary<readonly [readonly PeerChoice[], readonly PeerChoice[]]> =>
  fc.oneof(
    { arbitrary: fc.tuple(inside, inside), weight: 4 },
    { arbitrary: fc.tuple(inside, reachable), weight: 1 },
    { arbitrary: fc.tuple(reachable, inside), weight: 1 },
    { arbitrary: fc.tuple(inside, outside(hasProfile)), weight: 2 },
    { arbitrary: fc.tuple(outside(hasProfile), inside), weight: 2 },
  );

function ends(...kinds: PeerChoice[0][]): fc.Arbitrary<readonly PeerChoice[]> {
  return fc.array(fc.tuple(fc.constantFrom(...kinds), fc.nat(2), fc.nat(4)), { minLength: 1, maxLength: 3 });
}

/** Whether the end is seen as addresses, on which no port has a name. */
export function isAddressed([kind]: PeerChoice): boolean {
  return (kind in addresses && kind !== 'anywhere') || kind in profiled;
}

export function peerOf([kind, namespaceIndex, index]: PeerChoice, made: MadeNamespaces): unknown {
  const home = made.get(namespaceIndex % made.size);
  switch (kind) {
    case 'workload':
      return home?.workloads.get(index % home.workloads.size);
    case 'all':
      return home?.value.allPods();
    case 'pods':
      return home?.value.pods(`pods${index}`, selections[index] ?? {});
    case 'again':
      return home && podsThroughAnotherValue(home.value.name, index);
    default:
      return { ...elsewhere, ...addresses, ...profiled }[kind]();
  }
}

/** The same namespace through a value of its own: it is owned all the same, with the workload that is declared on it. */
function podsThroughAnotherValue(name: string, index: number): unknown {
  const again = foreignNamespace(name);
  if (index > 2) again.workload('beside', { labels: { part: 'beside' }, isolate: 'all' });
  return again.pods(`again${index % 2}`, { role: index % 2 ? 'a' : 'b' });
}

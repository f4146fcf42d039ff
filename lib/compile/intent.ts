import { namespaceNameLabel } from '../algebra/selector';
import type { ClusterModel, DisjointModel, DnsModel, IncludeModel, InvariantModel, PeerModel } from '../dsl/model';
import { parsePort } from '../dsl/ports';
import type {
  IntendedAccess,
  IntendedFlow,
  IntendedInvariant,
  IntendedIsolation,
  IntendedPeer,
  IntendedPort,
  Intent,
} from '../intent/intent';
import { type Direction, directions, type LabelSelector } from '../k8s/network-policy';
import { podAssumptionsOf } from './assumptions';
import { clientsText, type DnsClients } from './dns-policies';
import { portOf, readPorts } from './flow-ports';
import { addressRanges, intendedPeer } from './intended-peer';
import type { Isolation } from './isolation';
import { manifestPodsOf } from './manifest-pods';
import type { NamespaceWorkloads, OwnedNamespace, OwnedNamespaces } from './namespaces';
import { type Pair, pairSentence } from './pairs';
import { isPodPeer, peerLabel } from './peer-identity';

/** Everything the intent is read from: declarations, never policies. */
export interface IntentSource {
  readonly owned: OwnedNamespaces;
  readonly workloads: NamespaceWorkloads;
  readonly isolation: Isolation;
  readonly pairs: readonly Pair[];
  readonly dns: readonly DnsClients[];
  readonly invariants: readonly InvariantModel[];
  readonly assumptions: readonly DisjointModel[];
  readonly includes: readonly IncludeModel[];
  readonly manifests: Intent['manifests'];
  readonly cluster: ClusterModel;
}

/**
 * What the declarations mean in terms of pods and addresses. It shares nothing with the way flows are lowered to policies; how
 * pairs, ports, isolation, DNS and public addresses are read is shared, and covered from outside (docs/proof.md).
 */
export function intentOf(source: IntentSource): Intent {
  const { owned, workloads, cluster } = source;
  const flows = source.pairs.map((pair) => intendedFlow(pair, cluster));
  return {
    namespaces: namespacesOf(source),
    workloads: workloads.all.map((workload) => ({
      namespace: workload.namespace.name,
      name: workload.name,
      selector: workload.selector,
      ports: [...readPorts(workload)].map(([name, { port, endPort, protocol }]) => ({
        name,
        port,
        ...(endPort !== port && { endPort }),
        protocol,
      })),
      hostNetwork: workload.hostNetwork,
      ...(workload.template?.isSelected && { template: { labels: workload.template.lastingLabels } }),
      at: workload.site,
    })),
    isolation: [...owned.values()].flatMap((namespace) => isolationOf(namespace, source)),
    accesses: [
      ...flows.flatMap((flow) => accessesOfFlow(flow, owned)),
      ...source.dns.flatMap(dnsAccesses),
      ...[...owned.values()].flatMap(sameNamespaceAccesses),
    ],
    invariants: source.invariants.map((invariant) => intendedInvariant(invariant, cluster)),
    manifestPods: manifestPodsOf(workloads.all),
    assumptions: podAssumptionsOf(workloads.all, source.assumptions, cluster),
    flows,
    includes: source.includes.flatMap(({ patterns, namespace, site }) =>
      patterns.map((pattern) => ({ pattern, namespace, at: site })),
    ),
    manifests: source.manifests,
    cluster: {
      podCidrs: cluster.podCidrs,
      serviceCidrs: cluster.serviceCidrs,
      nodeCidrs: cluster.nodeCidrs,
      apiServerCidrs: cluster.apiServer,
      families: cluster.families,
    },
  };
}

function namespacesOf({ owned, workloads, pairs, invariants, assumptions }: IntentSource): Intent['namespaces'] {
  const models = [...owned.values()].map(({ model }) => model);
  const mentioned = [
    ...workloads.all.map(({ namespace }) => namespace),
    ...[
      ...pairs.flatMap(({ from, to }) => [from, to]),
      ...invariants.flatMap(({ from, to }) => [...from, ...to]),
      ...assumptions.flatMap(({ ends }) => ends),
    ]
      .filter(isPodPeer)
      .map(({ namespace }) => namespace),
  ];
  const byName = new Map([...mentioned, ...models].map((model) => [model.name, model]));
  return [...byName.values()].map(({ name, labels }) => ({
    name,
    labels: { ...labels, [namespaceNameLabel]: name },
    isOwned: owned.has(name),
  }));
}

function isolationOf({ model }: OwnedNamespace, { isolation, cluster }: IntentSource): readonly IntendedIsolation[] {
  const { name: namespace, baseline } = model;
  return directions.flatMap((direction): readonly IntendedIsolation[] => {
    if (!isolation.ofNamespace(namespace, direction))
      return isolation
        .isolatedWorkloads(namespace, direction)
        .map(({ selector }) => ({ namespace, direction, selector, isProvided: false, providedAccess: [] }));
    const isProvided = baseline?.kind === 'provided';
    const providesDns = isProvided && direction === 'egress' && baseline.dns === 'none';
    const providedAccess = providesDns ? dnsAccess(cluster.dns) : [];
    return [{ namespace, direction, selector: {}, isProvided, providedAccess }];
  });
}

function intendedFlow(pair: Pair, cluster: ClusterModel): IntendedFlow {
  return {
    from: intendedPeer(pair.from, cluster),
    to: intendedPeer(pair.to, cluster),
    ports: pair.ports,
    sentence: pairSentence(pair),
    at: pair.flow.site,
  };
}

/** What a flow means for the pods at its ends, as far as they are in owned namespaces. */
function accessesOfFlow({ from, to, ports, sentence, at }: IntendedFlow, owned: OwnedNamespaces) {
  const access = (direction: Direction, end: IntendedPeer, peer: IntendedPeer): readonly IntendedAccess[] => {
    if (end.kind !== 'pods' || typeof end.namespace !== 'string' || !owned.has(end.namespace)) return [];
    return [{ namespace: end.namespace, direction, subject: end.pods, peer, ports, sentence, at }];
  };
  return [...access('ingress', to, from), ...access('egress', from, to)];
}

function dnsAccesses(clients: DnsClients): readonly IntendedAccess[] {
  const { namespace, dns, workload, without } = clients;
  return dnsAccess(dns).map((access) => ({
    ...access,
    namespace: namespace.model.name,
    direction: 'egress',
    subject: workload ? workload.selector : everyoneBut(without.map(({ selector }) => selector)),
    sentence: `${clientsText(clients)} may resolve names`,
    at: workload?.site ?? namespace.model.site,
  }));
}

/** Whom a pod asks that resolves names. */
function dnsAccess(dns: DnsModel): readonly Pick<IntendedAccess, 'peer' | 'ports'>[] {
  const ports = dns.ports.flatMap((port) => parsePort(port) ?? []);
  const pods = dns.pods.map(
    ({ namespaceSelector, podSelector }): IntendedPeer => ({
      kind: 'pods',
      namespace: namespaceSelector,
      pods: podSelector,
    }),
  );
  const blocks = dns.cidrs.length > 0 ? [addressRanges(dns.cidrs)] : [];
  return [...pods, ...blocks].map((peer) => ({ peer, ports }));
}

/** Pods that none of these selects; each asks for one label (others were refused). */
function everyoneBut(selectors: readonly LabelSelector[]): LabelSelector {
  return {
    matchExpressions: selectors.flatMap(({ matchLabels }) =>
      Object.entries(matchLabels ?? {}).map(([key, value]) => ({ key, operator: 'NotIn' as const, values: [value] })),
    ),
  };
}

function sameNamespaceAccesses({ model }: OwnedNamespace): readonly IntendedAccess[] {
  const { baseline } = model;
  if (!baseline?.sameNamespace) return [];
  return directions
    .filter((direction) => baseline[direction])
    .map((direction) => ({
      namespace: model.name,
      direction,
      subject: {},
      peer: { kind: 'pods', namespace: model.name, pods: {} },
      ports: 'all',
      sentence: `pods of ${model.name} may talk to each other`,
      at: model.site,
    }));
}

function intendedInvariant(invariant: InvariantModel, cluster: ClusterModel): IntendedInvariant {
  const { kind, from, to, ports, site } = invariant;
  const names = (peers: readonly PeerModel[]) => peers.map(peerLabel).join(', ');
  const verb = kind === 'never' ? 'to' : 'may reach';
  return {
    kind,
    from: from.map((peer) => intendedPeer(peer, cluster)),
    to: to.map((peer) => intendedPeer(peer, cluster)),
    ports: !ports ? 'all' : uniquePorts(ports.flatMap((word) => to.flatMap((peer) => portOf(word, peer, []) ?? []))),
    sentence: `${kind} ${names(from)} ${verb} ${names(to)}`,
    at: site,
  };
}

function uniquePorts(ports: readonly IntendedPort[]): readonly IntendedPort[] {
  return [...new Map(ports.map((port) => [JSON.stringify(port), port])).values()];
}

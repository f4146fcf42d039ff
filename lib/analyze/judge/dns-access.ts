import { getOrInsert, groupBy } from '../../algebra/keyed';
import { onceForEach } from '../../algebra/once';
import { containsPort, noPorts, type PortSet, subtractPorts, unionAllPorts } from '../../algebra/port-set';
import { matchesSelector } from '../../algebra/selector';
import {
  type DnsFlavour,
  type DnsProtocol,
  type DnsServer,
  dnsFlavours,
  dnsPortNames,
  dnsPorts,
  dnsProtocols,
  dnsServers,
} from '../../cluster/dns';
import type { IpBlock } from '../../k8s/network-policy';
import { listed } from '../../wording/words';
import { type End, endOf, imaginedPods } from '../model/end';
import type { AnalysisSettings } from '../model/options';
import { arePodsOfNode, nodeBlocksToWrite, portsNamedOf } from '../model/pod-addresses';
import type { Direction, PolicyRule, PolicyRules, RulePeer } from '../model/policy-rules';
import { portsTowards } from '../model/port-rule';
import type { PodSet, Universe } from '../model/universe';
import { consider, type DoubtKind, doubtKinds, mayHold, surely, surelyHolds } from './doubt';
import { judgePeers } from './matching';

/** Whether the cluster's DNS may be asked over a protocol. */
type DnsOpenness = 'open' | 'closed' | 'unknown';

/** Whether pods whose egress is isolated may ask the cluster's DNS. */
export interface DnsAnswer {
  /** Without UDP no name resolves. */
  readonly udp: DnsOpenness;
  readonly tcp: DnsOpenness;
  /** Who was asked about: `kube-system/[k8s-app=kube-dns]`. */
  readonly servers: string;
  readonly server: DnsServer;
  /** What means them in a rule, where they are on the host network: no selector does. */
  readonly blocks?: readonly { readonly ipBlock: IpBlock }[];
}

/** Why an answer is `unknown`. */
export const unknownDns = 'port 53 is open to addresses or namespaces of which is not known whether DNS is there';

/** The answer for pods and the policies that isolate their egress; undefined for DNS pods, and for pods on the host network, which ask the node's resolver. */
export type DnsAccess = (pods: PodSet, isolating: readonly PolicyRules[]) => DnsAnswer | undefined;

/**
 * Prepares to ask about the DNS that the cluster profile names, else about every one that the cluster may have: it is
 * enough if one of them is open, because authors write rules for the one that is there.
 */
export function dnsAccess(universe: Universe, settings: AnalysisSettings): DnsAccess {
  const places = placesOf(universe, settings);
  const offersOf = onceForEach((policy: PolicyRules) => offerOf(policy, places, settings));
  return (pods, isolating) =>
    pods.hostNetwork || flavourOf(pods) ? undefined : answerOf(places, isolating.map(offersOf));
}

/** Whether a rule only lets pods ask for names: to whom is commonly said by namespace. */
export function isDnsOnly(
  { direction, rule }: { readonly direction: Direction; readonly rule: PolicyRule },
  { cluster }: AnalysisSettings,
): boolean {
  const names: readonly string[] = Object.values(dnsPortNames);
  // The Service listens on 53 whatever the port of the pods is.
  const numbers = [53, ...flavoursIn(cluster.dns).map((each) => dnsServers[each].port)];
  const ports = unionAllPorts(numbers.map(dnsPorts));
  return (
    direction === 'egress' &&
    rule.ports.named.every(({ name }) => names.includes(name)) &&
    subtractPorts(rule.ports.fixed, ports) === noPorts
  );
}

/** Pods or an address that answer for one DNS; any of the pods may get the question. */
interface DnsPlace {
  readonly server: DnsServer;
  readonly servers: string;
  readonly ends: readonly End[];
  readonly blocks: NonNullable<DnsAnswer['blocks']>;
  /** Whether it is known to be there; else only rules that speak of it are taken for a sign of it. */
  readonly isKnown: boolean;
}

/** What a policy opens: protocols of each end, and of whatever may be DNS besides. */
interface DnsOffer {
  readonly open: ReadonlyMap<End, ReadonlySet<DnsProtocol>>;
  readonly possible: ReadonlySet<DnsProtocol>;
}

const flavoursIn = (said: DnsFlavour | undefined): readonly DnsFlavour[] => (said ? [said] : dnsFlavours);

/** The DNS pods of the input; without any, those that clusters usually have. */
function placesOf(universe: Universe, settings: AnalysisSettings): readonly DnsPlace[] {
  const { cluster } = settings;
  const isKnown = cluster.dns !== undefined;
  const flavours = flavoursIn(cluster.dns);
  const present = groupBy(universe.pods, flavourOf);
  const isAnyPresent = flavours.some((flavour) => present.has(flavour));
  return flavours.flatMap((flavour): readonly DnsPlace[] => {
    const server: DnsServer = dnsServers[flavour];
    const { address, port } = server;
    if (address !== undefined)
      return [
        {
          server,
          servers: `NodeLocal DNS (${address})`,
          ends: [{ kind: 'address', name: address }],
          blocks: [],
          isKnown,
        },
      ];
    const usual = server.pods && !isAnyPresent ? [imaginedPods(server.pods.namespace, server.pods.labels)] : [];
    const pods = present.get(flavour) ?? usual;
    const ends = pods.map((each) =>
      endOf(universe, each.ports.length > 0 ? each : { ...each, ports: declaredPorts(port) }),
    );
    const [onNodes] = pods.filter((each) => arePodsOfNode(each, settings));
    const blocks = onNodes ? nodeBlocksToWrite(onNodes, settings) : [];
    return ends.length > 0 ? [{ server, servers: listed(ends.map(({ name }) => name)), ends, blocks, isKnown }] : [];
  });
}

/** Which DNS a workload is. */
function flavourOf({ workload, namespace, labels }: PodSet): DnsFlavour | undefined {
  if (!workload) return undefined;
  return dnsFlavours.find((flavour) => {
    const { pods }: DnsServer = dnsServers[flavour];
    return pods?.namespace === namespace && matchesSelector({ matchLabels: pods.labels }, labels);
  });
}

const declaredPorts = (port: number): PodSet['ports'] =>
  dnsProtocols.map((protocol) => ({ name: dnsPortNames[protocol], port, protocol }));

function answerOf(places: readonly DnsPlace[], offers: readonly DnsOffer[]): DnsAnswer {
  const answers = places.map(({ ends, servers, server, blocks }): DnsAnswer => {
    const openness = (protocol: DnsProtocol): DnsOpenness => {
      if (ends.every((end) => offers.some(({ open }) => open.get(end)?.has(protocol)))) return 'open';
      return offers.some(({ possible }) => possible.has(protocol)) ? 'unknown' : 'closed';
    };
    return { udp: openness('UDP'), tcp: openness('TCP'), servers, server, ...(blocks.length > 0 && { blocks }) };
  });
  const count = ({ udp, tcp }: DnsAnswer) => [udp, tcp].filter((each) => each === 'open').length;
  return answers.reduce((best, each) => (count(each) > count(best) ? each : best));
}

/** What pods on the host network are has one default for all who ask of them. */
const considered: ReadonlySet<DoubtKind> = new Set(doubtKinds.filter((kind) => kind !== 'host-network'));

function offerOf(policy: PolicyRules, places: readonly DnsPlace[], settings: AnalysisSettings): DnsOffer {
  const { namespace } = policy.policy;
  const open = new Map<End, Set<DnsProtocol>>();
  const possible = new Set<DnsProtocol>();
  for (const rule of policy.egress ?? []) {
    if (mayMeanResolver(rule)) for (const protocol of protocolsOn(rule.ports.fixed, 53)) possible.add(protocol);
    for (const { ends, server, isKnown } of places)
      for (const end of ends) {
        const declared = end.kind === 'pods' ? portsNamedOf(end.pods, settings) : [];
        const protocols = protocolsOn(portsTowards(rule.ports, declared, settings.cni), server.port);
        if (protocols.length === 0) continue;
        const peers = rule.peers?.filter((entry) => isKnown || end.kind === 'pods' || !isWide(entry));
        const judged = peers ? consider(judgePeers(peers, namespace, end, settings), considered) : surely(true);
        if (!mayHold(judged)) continue;
        const given = surelyHolds(judged) ? getOrInsert(open, end, () => new Set()) : possible;
        for (const protocol of protocols) given.add(protocol);
      }
  }
  return { open, possible };
}

const protocolsOn = (ports: PortSet, port: number): readonly DnsProtocol[] =>
  dnsProtocols.filter((protocol) => containsPort(ports, protocol, port));

/** Whether a rule names addresses: a resolver may be among them (a Service's address, a company's server). */
function mayMeanResolver({ peers }: PolicyRule): boolean {
  return peers?.some((entry) => 'block' in entry) ?? false;
}

/** Whether an entry means other addresses too (the metadata service's, for one): then it is no sign that DNS listens on one of them. */
const isWide = (entry: RulePeer): boolean => 'block' in entry && entry.block.cidr.prefix < 32;

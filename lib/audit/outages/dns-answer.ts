import { intersectPorts, noPorts, type PortSet, portRange, unionPorts } from '../../algebra/port-set';
import { judgePeer } from '../../analyze/judge/matching';
import { type End, endOf, imaginedPods } from '../../analyze/model/end';
import { blockHoldsAddress } from '../../analyze/model/pod-addresses';
import type { PolicyRule, PolicyRules } from '../../analyze/model/policy-rules';
import { portsTowards } from '../../analyze/model/port-rule';
import type { PodSet } from '../../analyze/model/universe';
import type { AuditContext } from '../rule';

/** Whether pods that are isolated for egress may ask the cluster's DNS. */
export type DnsAnswer =
  | { readonly kind: 'open' }
  | { readonly kind: 'unknown'; readonly reason: string }
  | {
      readonly kind: 'blocked';
      readonly policies: readonly PolicyRules[];
      /** The DNS pods that were asked about. */
      readonly servers: string;
      /** `TCP 53`, `UDP and TCP 53`. */
      readonly missing: string;
    };

interface DnsServer {
  readonly end: End;
  readonly port: number;
}

/** What one policy opens towards DNS: ports on each server, and whether it may open more than is known. */
interface DnsOffer {
  readonly ports: readonly PortSet[];
  readonly isUnclear: boolean;
}

/** Where NodeLocal DNS listens. Source: https://kubernetes.io/docs/tasks/administer-cluster/nodelocaldns/ */
const nodeLocalAddress = '169.254.20.10';

/** Answers for each pod; the answer of each policy, and of each set of policies, is worked out once. */
export function dnsAnswers(context: AuditContext): (pods: PodSet) => DnsAnswer {
  const servers = dnsServers(context);
  const own = new Set(servers.map(({ end }) => end.name));
  const offers = new Map<PolicyRules, DnsOffer>();
  const answers = new Map<string, DnsAnswer>();
  const ids = new Map(context.facts.policies().map((policy, id) => [policy, id]));
  const offerOf = (policy: PolicyRules): DnsOffer => {
    const offer = offers.get(policy) ?? offerOfPolicy(context, policy, servers);
    offers.set(policy, offer);
    return offer;
  };
  return (pods) => {
    if (own.has(pods.name)) return { kind: 'open' };
    const policies = context.facts.selecting('egress', pods);
    const key = policies.map((policy) => ids.get(policy)).join();
    const answer = answers.get(key) ?? join(policies, servers, offerOf);
    answers.set(key, answer);
    return answer;
  };
}

function join(
  policies: readonly PolicyRules[],
  servers: readonly DnsServer[],
  offerOf: (policy: PolicyRules) => DnsOffer,
): DnsAnswer {
  if (policies.every(({ egress }) => !egress || egress.length === 0))
    return { kind: 'unknown', reason: 'it has no egress rule: it is not meant to connect anywhere' };
  const offers = policies.map(offerOf);
  const missing = servers.map(({ port }, index) => {
    const ports = offers.reduce((sum, offer) => unionPorts(sum, offer.ports[index] ?? noPorts), noPorts);
    const isClosed = (protocol: 'UDP' | 'TCP') => intersectPorts(ports, portRange(protocol, port, port)) === noPorts;
    return (['UDP', 'TCP'] as const).filter(isClosed);
  });
  const best = missing.reduce((a, b) => (b.length < a.length ? b : a), missing[0] ?? []);
  if (best.length === 0) return { kind: 'open' };
  if (offers.some(({ isUnclear }) => isUnclear))
    return {
      kind: 'unknown',
      reason: 'port 53 is open to addresses or namespaces of which is not known whether DNS is there',
    };
  const server = servers[Math.max(0, missing.indexOf(best))];
  return {
    kind: 'blocked',
    policies,
    servers: server?.end.name ?? 'the DNS pods',
    missing: `${best.join(' and ')} ${server?.port ?? 53}`,
  };
}

function offerOfPolicy(context: AuditContext, policy: PolicyRules, servers: readonly DnsServer[]): DnsOffer {
  const { settings } = context.analysis;
  const namespace = policy.policy.namespace;
  const ports = servers.map(() => noPorts);
  let isUnclear = false;
  for (const rule of policy.egress ?? []) {
    if (isForResolver(rule)) isUnclear = true;
    for (const [index, { end, port }] of servers.entries()) {
      const opened = end.kind === 'pods' ? portsTowards(rule.ports, end.pods.ports, settings.cni) : noPorts;
      if (intersectPorts(opened, dnsPorts(port)) === noPorts) continue;
      const judged = rule.peers?.map((entry) => judgePeer(entry, namespace, end, settings));
      if (!judged || judged.some(({ answer }) => answer)) ports[index] = unionPorts(ports[index] ?? noPorts, opened);
      else if (judged.some(({ doubts }) => doubts.length > 0)) isUnclear = true;
    }
    const nodeLocal = rule.peers?.some((entry) => 'block' in entry && blockHoldsAddress(entry.block, nodeLocalAddress));
    // NodeLocal DNS answers on both protocols, whatever the pods behind it are.
    if (nodeLocal)
      for (const [index, { port }] of servers.entries())
        ports[index] = unionPorts(ports[index] ?? noPorts, shifted(rule, port));
  }
  return { ports, isUnclear };
}

const dnsPorts = (port: number): PortSet => unionPorts(portRange('UDP', port, port), portRange('TCP', port, port));

/** Port 53 of a rule, as if it were the port of a server. */
function shifted(rule: PolicyRule, port: number): PortSet {
  return (['UDP', 'TCP'] as const).reduce(
    (sum, protocol) =>
      intersectPorts(rule.ports.fixed, portRange(protocol, 53, 53)) === noPorts
        ? sum
        : unionPorts(sum, portRange(protocol, port, port)),
    noPorts,
  );
}

/** Whether a rule opens port 53 to addresses: a resolver may be among them (a Service's address, a company's server). */
function isForResolver({ peers, ports }: PolicyRule): boolean {
  return (peers?.some((entry) => 'block' in entry) ?? false) && intersectPorts(ports.fixed, dnsPorts(53)) !== noPorts;
}

/** The DNS pods of the input; without any, those that clusters usually have. */
function dnsServers({ analysis, facts }: AuditContext): readonly DnsServer[] {
  const found = dnsFlavours.flatMap(({ namespace, labels, port }) =>
    facts
      .workloadsIn(namespace)
      .filter((pods) => Object.entries(labels).every(([key, value]) => pods.labels[key] === value))
      .map((pods) => ({
        end: endOf(analysis.universe, pods.ports.length > 0 ? pods : { ...pods, ports: declared(port) }),
        port,
      })),
  );
  if (found.length > 0) return found;
  return dnsFlavours.map(({ namespace, labels, port }) => ({
    end: endOf(analysis.universe, { ...imaginedPods(namespace, labels), ports: declared(port) }),
    port,
  }));
}

const declared = (port: number) =>
  [
    { name: 'dns', port, protocol: 'UDP' },
    { name: 'dns-tcp', port, protocol: 'TCP' },
  ] as const;

/** Sources: the manifests of CoreDNS in kubeadm, and of the OpenShift DNS operator. */
const dnsFlavours = [
  { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' }, port: 53 },
  { namespace: 'openshift-dns', labels: { 'dns.operator.openshift.io/daemonset-dns': 'default' }, port: 5353 },
] as const;

import { formatCidr } from '../../algebra/cidr';
import { allPorts, formatPorts, type PortSet, rangesOfPorts } from '../../algebra/port-set';
import { namespaceNameLabel } from '../../algebra/selector';
import type { NetworkPolicyPeer, NetworkPolicyPort } from '../../k8s/network-policy';
import { type ApiServer, type End, endName } from '../model/end';
import type { AnalysisSettings } from '../model/options';
import { arePodsOfNode, nodeBlocksToWrite } from '../model/pod-addresses';
import type { Direction } from '../model/policy-rules';
import { declaredChange, type KnownSettings } from './declared-change';
import type { Change, ExplainedDirection } from './explanation';

/**
 * A flow where netpact wrote what isolates the end. Else looks for a rule that already names the peer and lacks only the ports, then for one that offers the ports and lacks
 * only the peer, and else writes a new policy. `subject` is the isolated end, `peer` the other.
 */
export function smallestChange(
  direction: Direction,
  explained: ExplainedDirection,
  subject: End,
  peer: End,
  asked: PortSet,
  known: KnownSettings,
): Change {
  const { settings } = known;
  const declared = declaredChange(direction, explained, subject, peer, asked, known);
  if (declared) return declared;
  const rules = explained.policies.flatMap(({ namespace, name, rules: own }) =>
    own.map((rule) => ({ rule, policy: { namespace, name } })),
  );
  const addTo = ({ rule, policy }: (typeof rules)[number], list: string, what: string) => ({
    direction,
    policy,
    field: `${rule.rule}.${list}`,
    location: rule.location,
    message: `add ${what} to ${rule.rule}.${list} of ${policy.namespace}/${policy.name}`,
  });
  const side = direction === 'ingress' ? 'from' : 'to';
  // A rule that names others too would open the ports for them as well.
  const forPorts = rules.find(({ rule }) => rule.matchesPeer && rule.peers.length === 1 && asked !== allPorts);
  if (forPorts) return { kind: 'add-ports', ...addTo(forPorts, 'ports', formatPorts(asked)), add: portsToWrite(asked) };
  const entries = peersToWrite(peer, subject, settings);
  const isOnNodes = peer.kind === 'pods' && arePodsOfNode(peer.pods, settings);
  const who = isOnNodes ? `the nodes of ${peer.name}` : endName(peer);
  const forPeer = rules.find(({ rule }) => rule.peers.length > 0 && rule.offers === asked);
  if (forPeer) return { kind: 'add-peer', ...addTo(forPeer, side, who), add: entries };
  const { namespace = '', labels = {} } = subject.kind === 'pods' ? subject.pods : {};
  const ports = asked === allPorts ? {} : { ports: portsToWrite(asked) };
  return {
    kind: 'add-policy',
    direction,
    namespace,
    spec: {
      podSelector: { matchLabels: labels },
      policyTypes: [direction === 'ingress' ? 'Ingress' : 'Egress'],
      ...(direction === 'ingress'
        ? { ingress: [{ from: entries, ...ports }] }
        : { egress: [{ to: entries, ...ports }] }),
    },
    message: `add a policy in ${namespace} that allows ${subject.name} ${direction} ${side} ${who} on ${formatPorts(asked)}`,
  };
}

function portsToWrite(ports: PortSet): readonly NetworkPolicyPort[] {
  return rangesOfPorts(ports).map(({ protocol, first, last }) => ({
    protocol,
    port: first,
    ...(last > first ? { endPort: last } : {}),
  }));
}

function peersToWrite(peer: End, subject: End, settings: AnalysisSettings): readonly NetworkPolicyPeer[] {
  if (peer.kind === 'address' && peer.apiServer) return apiServerBlocks(peer.apiServer);
  if (peer.kind === 'address') return [{ ipBlock: { cidr: `${peer.name}/${peer.name.includes(':') ? 128 : 32}` } }];
  if (arePodsOfNode(peer.pods, settings)) return nodeBlocksToWrite(peer.pods, settings);
  const podSelector = { matchLabels: peer.pods.labels };
  if (subject.kind === 'pods' && subject.pods.namespace === peer.pods.namespace) return [{ podSelector }];
  return [{ namespaceSelector: { matchLabels: { [namespaceNameLabel]: peer.pods.namespace } }, podSelector }];
}

/** All of its addresses, not only the one that was asked about; a placeholder, which no API server takes, where none is known. */
function apiServerBlocks({ cidrs }: ApiServer): readonly NetworkPolicyPeer[] {
  const texts = cidrs.length > 0 ? cidrs.map(formatCidr) : ['<CIDR of the API server>'];
  return texts.map((cidr) => ({ ipBlock: { cidr } }));
}

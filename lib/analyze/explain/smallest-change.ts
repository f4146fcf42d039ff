import { allPorts, formatPorts, type PortSet, rangesOfPorts } from '../../algebra/port-set';
import { namespaceNameLabel } from '../../algebra/selector';
import type { NetworkPolicyPeer, NetworkPolicyPort } from '../../k8s/network-policy';
import type { End } from '../model/end';
import type { Direction } from '../model/policy-rules';
import type { Change, ExplainedDirection, ExplainedPolicy, ExplainedRule } from './explanation';

/**
 * Looks for a rule that already names the peer and lacks only the ports, then for one that offers the ports and lacks
 * only the peer, and else writes a new policy. `subject` is the isolated end, `peer` the other.
 */
export function smallestChange(
  direction: Direction,
  explained: ExplainedDirection,
  subject: End,
  peer: End,
  asked: PortSet,
): Change {
  const rules = explained.policies.flatMap((policy) => policy.rules.map((rule) => ({ policy, rule })));
  const side = direction === 'ingress' ? 'from' : 'to';
  // A rule that names others too would open the ports for them as well.
  const forPorts = rules.find(({ rule }) => rule.matchesPeer && rule.peers.length === 1 && asked !== allPorts);
  if (forPorts) {
    const message = `add ${formatPorts(asked)} to ${forPorts.rule.rule}.ports of ${nameOf(forPorts.policy)}`;
    return edit('add-ports', direction, forPorts, 'ports', portsToWrite(asked), message);
  }
  const entry = peerToWrite(peer, subject);
  const forPeer = rules.find(({ rule }) => rule.peers.length > 0 && rule.offers === asked);
  if (forPeer) {
    const message = `add ${peer.name} to ${forPeer.rule.rule}.${side} of ${nameOf(forPeer.policy)}`;
    return edit('add-peer', direction, forPeer, side, [entry], message);
  }
  const pods = subject.kind === 'pods' ? subject.pods : undefined;
  const ports = asked === allPorts ? {} : { ports: portsToWrite(asked) };
  const rule =
    direction === 'ingress' ? { ingress: [{ from: [entry], ...ports }] } : { egress: [{ to: [entry], ...ports }] };
  const other = direction === 'ingress' ? `from ${peer.name}` : `to ${peer.name}`;
  return {
    kind: 'add-policy',
    direction,
    namespace: pods?.namespace ?? '',
    spec: {
      podSelector: { matchLabels: pods?.labels ?? {} },
      policyTypes: [direction === 'ingress' ? 'Ingress' : 'Egress'],
      ...rule,
    },
    message: `add a policy in ${pods?.namespace ?? ''} that allows ${subject.name} ${direction} ${other} on ${formatPorts(asked)}`,
  };
}

function edit(
  kind: 'add-ports' | 'add-peer',
  direction: Direction,
  { policy, rule }: { readonly policy: ExplainedPolicy; readonly rule: ExplainedRule },
  list: string,
  add: readonly NetworkPolicyPort[] | readonly NetworkPolicyPeer[],
  message: string,
): Change {
  const { namespace, name } = policy;
  return {
    kind,
    direction,
    policy: { namespace, name },
    field: `${rule.rule}.${list}`,
    location: rule.location,
    add,
    message,
  };
}

function portsToWrite(ports: PortSet): readonly NetworkPolicyPort[] {
  return rangesOfPorts(ports).map(({ protocol, first, last }) => ({
    protocol,
    port: first,
    ...(last > first ? { endPort: last } : {}),
  }));
}

function peerToWrite(peer: End, subject: End): NetworkPolicyPeer {
  if (peer.kind === 'address') return { ipBlock: { cidr: `${peer.name}/${peer.name.includes(':') ? 128 : 32}` } };
  const podSelector = { matchLabels: peer.pods.labels };
  if (subject.kind === 'pods' && subject.pods.namespace === peer.pods.namespace) return { podSelector };
  return { namespaceSelector: { matchLabels: { [namespaceNameLabel]: peer.pods.namespace } }, podSelector };
}

const nameOf = (policy: ExplainedPolicy): string => `${policy.namespace}/${policy.name}`;

import { namespaceNameLabel } from '../../algebra/selector';
import type { IntendedAccess, IntendedIsolation, IntendedPeer, IntendedPort, Intent } from '../../intent/intent';
import type { EgressRule, NetworkPolicyPeer, NetworkPolicyPort } from '../../k8s/network-policy';
import type { Origin, PolicyResource } from '../../k8s/resources';

const provider: Origin = { file: '<provided>', span: () => ({ file: '<provided>', line: 1, column: 1 }) };

/** The policies that other tools are declared to write: what a namespace `providedBy` them counts as having. */
export function providedPolicies({ isolation }: Intent): readonly PolicyResource[] {
  return isolation.filter(({ isProvided }) => isProvided).map(policyOf);
}

function policyOf({ namespace, direction, selector, providedAccess }: IntendedIsolation): PolicyResource {
  const spec =
    direction === 'ingress'
      ? { podSelector: selector, policyTypes: ['Ingress' as const] }
      : { podSelector: selector, policyTypes: ['Egress' as const], egress: providedAccess.map(ruleOf) };
  return { namespace, name: `<provided ${direction}>`, labels: {}, annotations: {}, spec, origin: provider };
}

function ruleOf({ peer, ports }: Pick<IntendedAccess, 'peer' | 'ports'>): EgressRule {
  return {
    ...(peer.kind !== 'everyone' && { to: peersOf(peer) }),
    ...(ports !== 'all' && { ports: ports.map(portOf) }),
  };
}

function peersOf(peer: Exclude<IntendedPeer, { readonly kind: 'everyone' }>): readonly NetworkPolicyPeer[] {
  if (peer.kind === 'addresses') return peer.blocks.map((ipBlock) => ({ ipBlock }));
  const { namespace, pods } = peer;
  const byName = { matchLabels: { [namespaceNameLabel]: String(namespace) } };
  return [{ podSelector: pods, namespaceSelector: typeof namespace === 'string' ? byName : namespace }];
}

const portOf = ({ protocol, port, endPort, name }: IntendedPort): NetworkPolicyPort =>
  name === undefined ? { protocol, port, endPort } : { protocol, port: name };

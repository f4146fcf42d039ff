import { type AddressRange, ipv4, ipv6, rangesOfBlock } from '../../algebra/address-space';
import { parseCidr } from '../../algebra/cidr';
import { allPorts, noPorts, type PortSet, portRange, unionPorts } from '../../algebra/port-set';
import type { Selector } from '../../algebra/selector';
import { namespaceNameLabel } from '../../algebra/selector';
import type { IntendedAccess, IntendedPeer, IntendedPorts } from '../../intent/intent';
import type { PolicyResource } from '../../k8s/resources';
import { upstreamCni } from '../model/cni-profiles';
import { type Direction, type RulePeer, rulesOf } from '../model/policy-rules';

/** Some pods of a namespace together with some peers and ports in one direction: what a declaration and a rule have in common. */
export interface Access {
  readonly namespace: string;
  readonly direction: Direction;
  readonly subject: Selector;
  readonly peer: AccessPeer;
  readonly ports: AccessPorts;
  /** Where it comes from, for counterexamples. */
  readonly from: { readonly declared: IntendedAccess } | { readonly policy: PolicyResource; readonly path: string };
}

export type AccessPeer =
  | { readonly kind: 'everyone' }
  | { readonly kind: 'pods'; readonly namespace: string | Selector; readonly pods: Selector }
  | {
      readonly kind: 'addresses';
      readonly ipv4: readonly AddressRange<number>[];
      readonly ipv6: readonly AddressRange<bigint>[];
    };

/** Numbers, and names (`http/TCP`) that each destination resolves for itself. */
export interface AccessPorts {
  readonly fixed: PortSet;
  readonly names: readonly string[];
}

/** What was declared. */
export function accessOfIntent(declared: IntendedAccess): Access {
  const { namespace, direction, subject, peer, ports } = declared;
  return { namespace, direction, subject, peer: peerOfIntent(peer), ports: portsOfIntent(ports), from: { declared } };
}

/** What the rules of a policy let through. A policy without rules lets nothing through. */
export function accessesOfPolicy(policy: PolicyResource): readonly Access[] {
  const rules = rulesOf(policy, upstreamCni);
  return (['ingress', 'egress'] as const).flatMap((direction) =>
    (rules[direction] ?? []).flatMap(({ path, peers, ports }) =>
      (peers ?? [undefined]).map((peer) => ({
        namespace: policy.namespace,
        direction,
        subject: rules.selector,
        peer: peer ? peerOfRule(peer, policy.namespace) : { kind: 'everyone' as const },
        ports: { fixed: ports.fixed, names: ports.named.map(({ name, protocol }) => `${name}/${protocol}`) },
        from: { policy, path: peer?.path ?? path },
      })),
    ),
  );
}

export function peerOfIntent(peer: IntendedPeer): AccessPeer {
  if (peer.kind === 'everyone') return peer;
  if (peer.kind === 'pods') return { kind: 'pods', namespace: onlyName(peer.namespace), pods: peer.pods };
  const blocks = peer.blocks.flatMap(({ cidr, except }) => {
    const parsed = parseCidr(cidr);
    return parsed ? [{ cidr: parsed, except: (except ?? []).flatMap((text) => parseCidr(text) ?? []) }] : [];
  });
  return {
    kind: 'addresses',
    ipv4: blocks.flatMap((block) => rangesOfBlock(ipv4, block.cidr, block.except)),
    ipv6: blocks.flatMap((block) => rangesOfBlock(ipv6, block.cidr, block.except)),
  };
}

export function portsOfIntent(ports: IntendedPorts): AccessPorts {
  if (ports === 'all') return { fixed: allPorts, names: [] };
  return {
    fixed: ports
      .filter(({ name }) => name === undefined)
      .reduce((sum, { protocol, port, endPort }) => unionPorts(sum, portRange(protocol, port, endPort)), noPorts),
    names: ports.flatMap(({ name, protocol }) => (name === undefined ? [] : [`${name}/${protocol}`])),
  };
}

function peerOfRule(peer: RulePeer, namespace: string): AccessPeer {
  if ('block' in peer) {
    const { cidr, except } = peer.block;
    return { kind: 'addresses', ipv4: rangesOfBlock(ipv4, cidr, except), ipv6: rangesOfBlock(ipv6, cidr, except) };
  }
  return { kind: 'pods', namespace: peer.namespaces ? onlyName(peer.namespaces) : namespace, pods: peer.pods };
}

/** A namespace selected by nothing but its own name label is that namespace: every namespace carries it, and no other has its value. */
function onlyName(namespace: string | Selector): string | Selector {
  if (typeof namespace === 'string') return namespace;
  const labels = Object.entries(namespace.matchLabels ?? {});
  const [only] = labels;
  const isByName = labels.length === 1 && only?.[0] === namespaceNameLabel;
  return isByName && only && (namespace.matchExpressions ?? []).length === 0 ? only[1] : namespace;
}

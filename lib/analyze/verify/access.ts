import { type AddressRange, type AddressSpace, rangesOfBlock } from '../../algebra/address-space';
import { parseCidr } from '../../algebra/cidr';
import { allPorts, type PortSet, portRange, unionAllPorts } from '../../algebra/port-set';
import { namespaceNameLabel, type Selector } from '../../algebra/selector';
import type { IntendedAccess, IntendedPeer, IntendedPorts, Intent } from '../../intent/intent';
import type { PolicyResource } from '../../k8s/resources';
import { upstreamCni } from '../model/cni-profiles';
import { type AddressBlock, type Direction, directions, type RulePeer, rulesOf } from '../model/policy-rules';

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
  | { readonly kind: 'addresses'; readonly blocks: readonly AddressBlock[] };

/** Numbers, and names (`http/TCP`) that each destination resolves for itself. */
export interface AccessPorts {
  readonly fixed: PortSet;
  readonly names: readonly string[];
}

/** What is said within a scope: who is isolated, and who may talk to whom all the same. */
export interface ScopeContent {
  /** Selectors of the pods that are isolated. */
  readonly isolated: readonly Selector[];
  readonly accesses: readonly Access[];
}

/** One direction of one namespace: what is declared of it is compared with what manifests admit in it. */
export interface Scope {
  readonly namespace: string;
  readonly direction: Direction;
  readonly intent: Intent;
}

/** What was declared. */
export function accessOfIntent(declared: IntendedAccess): Access {
  const { namespace, direction, subject, peer, ports } = declared;
  return { namespace, direction, subject, peer: peerOfIntent(peer), ports: portsOfIntent(ports), from: { declared } };
}

/** What the rules of a policy let through. A policy without rules lets nothing through. */
export function accessesOfPolicy(policy: PolicyResource): readonly Access[] {
  const rules = rulesOf(policy, upstreamCni);
  return directions.flatMap((direction) =>
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
  return { kind: 'addresses', blocks: blocksOfIntent(peer) };
}

/** The blocks of a declared peer. */
export function blocksOfIntent({
  blocks,
}: Extract<IntendedPeer, { readonly kind: 'addresses' }>): readonly AddressBlock[] {
  return blocks.flatMap(({ cidr, except }) => {
    const parsed = parseCidr(cidr);
    return parsed ? [{ cidr: parsed, except: (except ?? []).flatMap((text) => parseCidr(text) ?? []) }] : [];
  });
}

export function portsOfIntent(ports: IntendedPorts): AccessPorts {
  if (ports === 'all') return { fixed: allPorts, names: [] };
  const numbers = ports.filter(({ name }) => name === undefined);
  return {
    fixed: unionAllPorts(numbers.map(({ protocol, port, endPort }) => portRange(protocol, port, endPort))),
    names: ports.flatMap(({ name, protocol }) => (name === undefined ? [] : [`${name}/${protocol}`])),
  };
}

function peerOfRule(peer: RulePeer, namespace: string): AccessPeer {
  if ('block' in peer) return { kind: 'addresses', blocks: [peer.block] };
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

/** The addresses of a family that a peer means. */
export function rangesOfPeer<A extends number | bigint>(
  space: AddressSpace<A>,
  peer: AccessPeer,
): readonly AddressRange<A>[] {
  if (peer.kind === 'pods') return [];
  return peer.kind === 'everyone'
    ? [space]
    : peer.blocks.flatMap((block) => rangesOfBlock(space, block.cidr, block.except));
}

import { type Cidr, parseCidr } from '../../algebra/cidr';
import { getOrInsert, groupBy } from '../../algebra/keyed';
import type { Selector } from '../../algebra/selector';
import {
  type Direction,
  directions,
  type IpBlock,
  type NetworkPolicyPeer,
  type NetworkPolicyPort,
  type NetworkPolicySpec,
} from '../../k8s/network-policy';
import type { ClusterResources, PolicyResource } from '../../k8s/resources';
import type { CniProfile } from './cni-profiles';
import type { AnalysisSettings } from './options';
import { type PortRule, portRuleOf } from './port-rule';

export { type Direction, directions };
export const opposite = { ingress: 'egress', egress: 'ingress' } as const;

/** Addresses less exceptions. */
export interface AddressBlock {
  readonly cidr: Cidr;
  readonly except: readonly Cidr[];
}

/** One entry of `from` or `to`: addresses, or pods (all of them without a selector, of the policy's own namespace without the other). */
export type RulePeer =
  | { readonly path: string; readonly block: AddressBlock }
  | { readonly path: string; readonly namespaces: Selector | undefined; readonly pods: Selector };

/** One rule of one direction, as it was written. */
export interface PolicyRule {
  /** `spec.ingress[0]`. */
  readonly path: string;
  /** Undefined for everyone, addresses outside the cluster included. */
  readonly peers: readonly RulePeer[] | undefined;
  readonly ports: PortRule;
  /** The items of `ports` as written, for explanations. */
  readonly portItems: readonly (NetworkPolicyPort | null)[];
}

/** A policy with the defaults of the API filled in. A direction is missing where the policy does not isolate it. */
export interface PolicyRules {
  readonly policy: PolicyResource;
  readonly selector: Selector;
  readonly ingress: readonly PolicyRule[] | undefined;
  readonly egress: readonly PolicyRule[] | undefined;
}

/** The policies of a cluster by namespace, each read when its namespace is first asked for: a single question needs few. */
export interface PolicyBook {
  readonly settings: AnalysisSettings;
  policiesIn(namespace: string): readonly PolicyRules[];
}

/** Opens the book; a plugin that enforces nothing has an empty one. */
export function policyBookOf({ policies }: ClusterResources, settings: AnalysisSettings): PolicyBook {
  const written = groupBy(settings.cni.enforces ? policies : [], ({ namespace }) => namespace);
  const read = new Map<string, readonly PolicyRules[]>();
  return {
    settings,
    policiesIn: (namespace) =>
      getOrInsert(read, namespace, () => (written.get(namespace) ?? []).map((policy) => rulesOf(policy, settings.cni))),
  };
}

/** Reads a validated policy as docs/semantics.md 2, 5, 12 and 13 say. */
export function rulesOf(policy: PolicyResource, cni: CniProfile): PolicyRules {
  const { spec } = policy;
  const isolates = isolatedDirections(spec);
  return {
    policy,
    selector: spec.podSelector ?? {},
    ingress: isolates.ingress
      ? (spec.ingress?.map((rule, index) => ruleOf(`spec.ingress[${index}]`, 'from', rule?.from, rule?.ports, cni)) ??
        [])
      : undefined,
    egress: isolates.egress
      ? (spec.egress?.map((rule, index) => ruleOf(`spec.egress[${index}]`, 'to', rule?.to, rule?.ports, cni)) ?? [])
      : undefined,
  };
}

/** Which directions a policy isolates: `policyTypes`, or ingress and, with at least one egress rule, egress. */
export function isolatedDirections(spec: NetworkPolicySpec): Readonly<Record<Direction, boolean>> {
  const types = spec.policyTypes;
  if (!types || types.length === 0) return { ingress: true, egress: (spec.egress?.length ?? 0) > 0 };
  return { ingress: types.includes('Ingress'), egress: types.includes('Egress') };
}

function ruleOf(
  path: string,
  field: 'from' | 'to',
  peers: readonly NetworkPolicyPeer[] | null | undefined,
  ports: readonly (NetworkPolicyPort | null)[] | null | undefined,
  cni: CniProfile,
): PolicyRule {
  return {
    path,
    peers:
      peers && peers.length > 0 ? peers.map((peer, index) => peerOf(`${path}.${field}[${index}]`, peer)) : undefined,
    ports: portRuleOf(ports, cni),
    portItems: ports ?? [],
  };
}

function peerOf(path: string, peer: NetworkPolicyPeer): RulePeer {
  const block = peer.ipBlock ? blockOf(peer.ipBlock) : undefined;
  if (block) return { path, block };
  return { path, namespaces: peer.namespaceSelector ?? undefined, pods: peer.podSelector ?? {} };
}

function blockOf(block: IpBlock): AddressBlock {
  const cidr = parseCidr(block.cidr);
  if (!cidr) throw new RangeError(`the policy was not validated: "${block.cidr}" is no CIDR`);
  return { cidr, except: (block.except ?? []).flatMap((text) => parseCidr(text) ?? []) };
}

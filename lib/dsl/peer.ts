import { type PeerModel, type WorkloadModel, withModel } from './model';
import type { AnyPort, CheckedPorts, Declared, Ports } from './ports';
import { kind, type Refused, takes, where } from './symbols';

/** Flows need at least one end inside the cluster: a NetworkPolicy binds pods only. */
export type Where = 'inside the cluster' | 'outside the cluster';

/** Either end of a flow. `Takes` are the ports it may be reached on. */
export interface Peer<in Takes = never, out W extends Where = Where> {
  readonly [where]: W;
  /** A property and not a method, so that it is checked contravariantly. */
  readonly [takes]: (port: Takes) => void;
  /** As messages print it: `shop/web`, `internet`. */
  readonly label: string;
}

/**
 * What is said to whoever gives something else for a peer: a namespace, a manifest and a list are given most. `Refused` of it stands
 * beside `Peer` in a union. Towards a flow that comes from outside, other addresses are no target either.
 */
export type NoPeer<W extends Where = Where> = 'outside the cluster' extends W
  ? "no peer: say shop.workload('web'), of a namespace shop.allPods(), of a manifest workloadFrom(manifest), of a list ...list"
  : 'no pods, and this flow comes from outside the cluster: say a workload, or shop.allPods() of a namespace';

/** A peer that can be reached on these ports: the parameter type for helpers of your own. */
export type Serving<Takes> = Peer<Takes, 'inside the cluster'>;

/** All pods of one namespace whose labels satisfy its selector, with their container ports. */
export interface Workload<out Name extends string = string, in Takes = never>
  extends Peer<Takes, 'inside the cluster'> {
  readonly [kind]: 'workload';
  readonly name: Name;
}

/** Pods of one namespace, or of namespaces by label, without declared ports. */
export interface Pods extends Peer<AnyPort, 'inside the cluster'> {
  readonly [kind]: 'pods';
}

/** Pods of every namespace that carries certain labels. */
export interface Namespaces extends Pods {
  /** Only those pods of these namespaces that carry the labels (both must hold). */
  pods<const L extends PodSelection>(name: string, selection: SaidLabels<L>): Pods;
}

/** Addresses: they have no labels, no port names and no policies of their own. */
export interface External extends Peer<AnyPort, 'outside the cluster'> {
  readonly [kind]: 'external';
}

/** A block of addresses that the author named. */
export interface CidrPeer extends External {
  /** Accepts that the block covers pod or service addresses: what it then admits depends on the CNI. */
  includingPods(): CidrPeer;
}

/** Label keys and values. A list of values means any of them; `true` and `false` mean that the key exists or does not. */
export type PodSelection = {
  readonly [key: string]: string | readonly string[] | boolean | { readonly not: readonly string[] };
};

/** The selection itself, or the sentence that refuses an empty one. */
export type SaidLabels<L> = [keyof L] extends [never] ? Refused<'an empty selector is every pod: say allPods()'> : L;

/** The same for namespaces. */
export type SaidNamespaceLabels<L> = [keyof L] extends [never]
  ? Refused<'an empty selector is every namespace: say allNamespaces()'>
  : L;

export interface WorkloadOptions<P, L = Readonly<Record<string, string>>> {
  /** What the pods carry; at least one label.
   * @default { app: name } */
  readonly labels?: SaidLabels<L>;
  /** Container ports by name, never Service ports: `{ http: 8080, dns: udp(53) }`. */
  readonly ports?: CheckedPorts<P>;
  /** Isolates these pods on their own, whatever the namespace's baseline says. */
  readonly isolate?: 'ingress' | 'egress' | 'all';
  /** False: these pods get no DNS although the namespace's baseline brings it. */
  readonly dns?: boolean;
  /** The pods use the node's network: policies see them as addresses of nodes. */
  readonly hostNetwork?: boolean;
}

/** A namespace that is only referred to: ready for flows, written by somebody else. */
export interface NamespaceRef<out Name extends string = string> {
  readonly [kind]:
    | 'namespace'
    | 'a foreign namespace is not yours to list: say namespace(name, { baseline: denyAll() }) if it is';
  readonly name: Name;
  /** A workload of this namespace. */
  workload<
    const N extends string,
    const P extends Ports = Record<never, never>,
    const L extends Readonly<Record<string, string>> = Readonly<Record<string, string>>,
  >(name: N, options?: WorkloadOptions<P, L>): Workload<`${Name}/${N}`, Declared<P>>;
  /** Pods of this namespace by labels or by expressions; `name` is used in the names of policies. */
  pods<const L extends PodSelection>(name: string, selection: SaidLabels<L>): Pods;
  /** Every pod of this namespace. */
  allPods(): Pods;
}

/** A namespace with a baseline: a chart that lists it owns it. */
export interface Namespace<out Name extends string = string> extends NamespaceRef<Name> {
  readonly [kind]: 'namespace';
}

/** `namespace(name)` without a baseline: nothing can be done with it. */
export interface NamespaceWithoutBaseline<out Name extends string = string> {
  readonly [kind]: `a baseline is missing: say namespace('${Name}', { baseline: denyAll() })`;
  readonly name: Name;
  readonly workload: Refused<NamespaceWithoutBaseline<Name>[typeof kind]>;
  readonly pods: Refused<NamespaceWithoutBaseline<Name>[typeof kind]>;
  readonly allPods: Refused<NamespaceWithoutBaseline<Name>[typeof kind]>;
}

/** The members that every peer inside the cluster has at run time. */
export function insidePeer<K extends string>(label: string, peerKind: K) {
  return { [where]: 'inside the cluster' as const, [takes]: takesAnything, [kind]: peerKind, label };
}

/** A workload value; its model is not read yet, because that of a manifest is worked out late. */
export function workloadPeer<N extends string, T>(name: N, model: WorkloadModel): Workload<N, T> {
  return withModel({ ...insidePeer(name, 'workload'), name }, model);
}

/** A value that stands for addresses. */
export function externalPeer<M extends object>(label: string, model: PeerModel, methods: M) {
  const members = {
    [where]: 'outside the cluster' as const,
    [takes]: takesAnything,
    [kind]: 'external' as const,
    label,
  };
  return withModel({ ...members, ...methods }, model);
}

/** `[takes]` exists for the types only: which ports a target takes is checked by the compiler. */
const takesAnything = (): void => {};

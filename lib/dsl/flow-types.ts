import type { Peer, Where } from './peer';
import type { PortInput, PortNameOf, PortOf, TakenByEvery } from './port-types';
import type { state } from './symbols';

/** A flow from inside may go anywhere; one from outside must end inside, since a policy binds pods only. */
export type ReachableFrom<W extends Where> = 'outside the cluster' extends W ? 'inside the cluster' : Where;

/** `flow()` without a source. */
export interface FlowWithoutSource {
  readonly [state]: 'this flow comes from nowhere: say flow(source)';
}

/** `flow(a)`: not a flow yet. */
export interface FlowWithoutTarget<in out W extends Where = Where> {
  readonly [state]: 'this flow goes nowhere: say .to(target)';
  /** The ends that may be reached. Several targets are that many flows. */
  to<const T extends readonly unknown[]>(
    ...targets: { readonly [K in keyof T]: Peer<T[K], W> }
  ): T['length'] extends 0 ? FlowWithoutTarget<W> : FlowWithoutPort<TakenByEvery<T>>;
}

/** `flow(a).to(b)`: not a flow yet. */
export interface FlowWithoutPort<Takes> {
  readonly [state]: 'this flow has no port: say .port(...) or .allPorts()';
  /** Ports that every target declares, by name or number; `udp(53)`, `sctp(n)` and `range(a, b)` where a target declares none. */
  port<const X extends PortInput, const More extends readonly PortInput[]>(
    port: PortOf<X, Takes>,
    ...more: { readonly [K in keyof More]: PortOf<More[K], Takes> }
  ): FlowWithPort;
  /** The port's *name* goes into the policy, to be looked up on each target pod. Engines differ on names: prefer `.port()`. */
  namedPort(name: PortNameOf<Takes>): FlowWithPort;
  /** Every port of every protocol. */
  allPorts(): FlowWithPort;
}

/** A time-limited flow: who asked, where it is recorded, and when it ends. */
export interface ExceptionTerms {
  readonly owner: string;
  readonly ticket?: string;
  /** Last day, `YYYY-MM-DD`, valid through its end in UTC. */
  readonly until: string;
}

/** A complete flow. It has only its state, so that TypeScript's message for an incomplete one is that state's sentence. */
export interface Flow {
  readonly [state]: 'complete';
}

/** A complete flow, to be described further. */
export interface FlowWithPort extends Flow {
  /** Why the flow exists; written to the policies. */
  because(reason: string): FlowWithPort;
  /** The name of its policies, instead of `allow-<from>-to-<to>`; the egress half gets `-egress`. */
  named(name: string): FlowWithPort;
  /** Makes it an exception: after its end, synth refuses it. */
  exception(terms: ExceptionTerms): FlowWithPort;
}

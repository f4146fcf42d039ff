import { captureCallSite } from '../diagnostics/call-site';
import { noteDerived, noteFlow } from './declared';
import { type FlowModel, type PortWord, withModel } from './model';
import type { Peer, Where } from './peer';
import { peersOf } from './peers-of';
import type { PortInput, PortNameOf, PortOf, TakenByEvery } from './ports';
import { state } from './symbols';

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
  /** Who answers for it, and is asked when it has ended. */
  readonly owner: string;
  /** Where it was decided: `SEC-142`, or a link. */
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

/** Who may talk to whom: `flow(web).to(api).port('http')`. Several sources are that many flows. */
export function flow<const W extends readonly Where[]>(
  ...from: { readonly [K in keyof W]: Peer<never, W[K]> }
): W['length'] extends 0 ? FlowWithoutSource : FlowWithoutTarget<ReachableFrom<W[number]>> {
  const site = captureCallSite();
  const { peers, problems } = peersOf(from, { site, verb: 'flow', role: 'source' });
  return stage({
    kind: 'flow',
    from: peers,
    to: undefined,
    ports: undefined,
    reason: undefined,
    name: undefined,
    exception: undefined,
    problems,
    site,
  });
}

/** The value at each stage of the sentence; the types say which methods may be called when. */
class FlowStage {
  readonly [state] = 'complete';
  readonly #model: FlowModel;

  constructor(model: FlowModel) {
    this.#model = model;
  }

  to(...targets: readonly unknown[]) {
    const { peers, problems } = peersOf(targets, { site: captureCallSite(), verb: 'to', role: 'target' });
    return this.#with({ to: peers, problems: [...this.#model.problems, ...problems] });
  }

  port(...ports: readonly PortInput[]) {
    return this.#with({ ports: wordsOf(ports, false) });
  }

  namedPort(name: string) {
    return this.#with({ ports: wordsOf([name], true) });
  }

  allPorts() {
    return this.#with({ ports: 'all' });
  }

  because(reason: string) {
    return this.#with({ reason });
  }

  named(name: string) {
    return this.#with({ name });
  }

  exception({ owner, ticket, until }: ExceptionTerms) {
    return this.#with({ exception: { owner, ticket, until } });
  }

  #with(change: Partial<FlowModel>) {
    noteDerived(this.#model);
    return stage({ ...this.#model, ...change });
  }
}

function stage<T>(model: FlowModel): T {
  if (model.ports !== undefined) noteFlow(model);
  return withModel(new FlowStage(model), model) as T;
}

function wordsOf(ports: readonly PortInput[], byName: boolean): readonly PortWord[] {
  const site = captureCallSite();
  return ports.map((input) => ({ input, byName, site }));
}

import { captureCallSite } from '../diagnostics/call-site';
import type { Finding } from '../diagnostics/finding';
import { noteDerived, noteFlow } from './declared';
import { optionProblems } from './given-options';
import { type FlowModel, type PortWord, withModel } from './model';
import type { NoPeer, Peer, Where } from './peer';
import { peersOf } from './peers-of';
import type { PortInput, PortNameOf, PortOf, TakenByEvery } from './ports';
import { strayValue } from './stray-value';
import { kind, type Refused, state } from './symbols';

/** A flow from inside may go anywhere; one from outside must end inside, since a policy binds pods only. */
export type ReachableFrom<W extends Where> = 'outside the cluster' extends W ? 'inside the cluster' : Where;

/** `flow()` without a source. */
export interface FlowWithoutSource {
  readonly [kind]: 'flow';
  readonly [state]: 'this flow comes from nowhere: say flow(source)';
  /** @deprecated say flow(source) first */
  to(...targets: readonly Refused<FlowWithoutSource[typeof state]>[]): FlowWithoutPort<unknown>;
}

/** `flow(a)`: not a flow yet. */
export interface FlowWithoutTarget<in out W extends Where = Where> {
  readonly [kind]: 'flow';
  readonly [state]: 'this flow goes nowhere: say .to(target)';
  /** The ends that may be reached. Several targets are that many flows. */
  to<const T extends readonly unknown[]>(
    ...targets: { readonly [K in keyof T]: Peer<T[K], W> | Refused<NoPeer<W>> }
  ): T['length'] extends 0 ? FlowWithoutTarget<W> : FlowWithoutPort<TakenByEvery<T>>;
  // What comes later is there for its sentence; completion offers what is deprecated last, and struck out.
  /** @deprecated say .to(target) first */
  port(port: Refused<FlowWithoutTarget[typeof state]>): this;
  /** @deprecated say .to(target) first */
  namedPort(name: Refused<FlowWithoutTarget[typeof state]>): this;
  /** @deprecated say .to(target) first */
  readonly allPorts: Refused<FlowWithoutTarget[typeof state]>;
  /** @deprecated say .to(target) first */
  because(reason: Refused<FlowWithoutTarget[typeof state]>): this;
  /** @deprecated say .to(target) first */
  named(name: Refused<FlowWithoutTarget[typeof state]>): this;
  /** @deprecated say .to(target) first */
  exception(terms: Refused<FlowWithoutTarget[typeof state]>): this;
}

/** `flow(a).to(b)`: not a flow yet. */
export interface FlowWithoutPort<Takes> {
  readonly [kind]: 'flow';
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
  /** @deprecated say .port(...) or .allPorts() first */
  because(reason: Refused<FlowWithoutPort<Takes>[typeof state]>): this;
  /** @deprecated say .port(...) or .allPorts() first */
  named(name: Refused<FlowWithoutPort<Takes>[typeof state]>): this;
  /** @deprecated say .port(...) or .allPorts() first */
  exception(terms: Refused<FlowWithoutPort<Takes>[typeof state]>): this;
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
  readonly [kind]: 'flow';
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
  ...from: { readonly [K in keyof W]: Peer<never, W[K]> | Refused<NoPeer> }
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
  readonly [kind] = 'flow';
  readonly [state] = 'complete';
  readonly #model: FlowModel;

  constructor(model: FlowModel) {
    this.#model = model;
  }

  to(...targets: readonly unknown[]) {
    const { peers, problems } = peersOf(targets, { site: captureCallSite(), verb: 'to', role: 'target' });
    const again = this.#model.to ? [saidTwice('to', 'targets')] : [];
    return this.#with({ to: peers }, [...problems, ...again]);
  }

  port(...ports: readonly PortInput[]) {
    return this.#on('port', wordsOf(ports, false));
  }

  namedPort(name: string) {
    return this.#on('namedPort', wordsOf([name], true));
  }

  allPorts() {
    return this.#on('allPorts', 'all');
  }

  because(reason: string) {
    return this.#described('because', { reason }, textProblem('because', reason));
  }

  named(name: string) {
    return this.#described('named', { name }, textProblem('named', name));
  }

  exception(terms: ExceptionTerms) {
    const { owner, ticket, until } = { ...terms };
    const problems = optionProblems('.exception()', terms, termsOfExceptions, captureCallSite());
    return this.#described('exception', { exception: { owner, ticket, until } }, problems);
  }

  #on(verb: string, ports: FlowModel['ports']) {
    const { to, ports: before } = this.#model;
    const early = to ? [] : [saidEarly(verb, 'goes nowhere', '.to(target)')];
    return this.#with({ ports }, [...early, ...(before ? [saidTwice('port', 'ports')] : [])]);
  }

  /** What may be said of complete flows only. */
  #described(verb: string, change: Partial<FlowModel>, problems: readonly Finding[]) {
    const { to, ports } = this.#model;
    const lacks = to ? 'has no port' : 'goes nowhere';
    const early = to && ports ? [] : [saidEarly(verb, lacks, to ? '.port(...) or .allPorts()' : '.to(target)')];
    return this.#with(change, [...early, ...problems]);
  }

  #with(change: Partial<FlowModel>, problems: readonly Finding[]) {
    noteDerived(this.#model);
    return stage({ ...this.#model, ...change, problems: [...this.#model.problems, ...problems] });
  }
}

function stage<T>(model: FlowModel): T {
  if (model.ports !== undefined) noteFlow(model);
  return withModel(new FlowStage(model), model) as T;
}

/** Plain JavaScript may say the words of the sentence in any order. */
function saidEarly(verb: string, lacks: string, first: string): Finding {
  return {
    code: 'flow-incomplete',
    severity: 'error',
    message: `.${verb}() is said of a flow that still ${lacks}`,
    at: captureCallSite(),
    help: [`say ${first} first, then .${verb}(...)`],
  };
}

const termsOfExceptions = { owner: 'text', ticket: 'text', until: 'text' } as const;

function textProblem(verb: string, text: unknown): readonly Finding[] {
  if (text === undefined || typeof text === 'string') return [];
  return [
    {
      code: 'option-invalid',
      severity: 'error',
      message: `.${verb}() got ${strayValue(text)}`,
      at: captureCallSite(),
      help: [`say a text: .${verb}('…')`],
    },
  ];
}

function saidTwice(verb: string, what: string): Finding {
  return {
    code: 'flow-incomplete',
    severity: 'error',
    message: `.${verb}() is said twice of one flow, and the second would replace the first`,
    at: captureCallSite(),
    help: [`name all ${what} at once: .${verb}(a, b)`],
  };
}

function wordsOf(ports: readonly PortInput[], byName: boolean): readonly PortWord[] {
  const site = captureCallSite();
  return ports.map((input) => ({ input, byName, site }));
}

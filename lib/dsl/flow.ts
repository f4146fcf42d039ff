import { captureCallSite } from '../diagnostics/call-site';
import { noteDeclared, noteDerived } from './declared-flows';
import type { ExceptionTerms, FlowWithoutSource, FlowWithoutTarget, ReachableFrom } from './flow-types';
import { type FlowModel, type PortWord, withModel } from './model';
import type { Peer, Where } from './peer';
import { peersOf } from './peers-of';
import type { PortInput } from './port-types';
import { state } from './symbols';

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
  if (model.ports !== undefined) noteDeclared(model);
  return withModel(new FlowStage(model), () => model) as T;
}

function wordsOf(ports: readonly PortInput[], byName: boolean): readonly PortWord[] {
  const site = captureCallSite();
  return ports.map((input) => ({ input, byName, site }));
}

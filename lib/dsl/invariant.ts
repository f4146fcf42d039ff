import { captureCallSite } from '../diagnostics/call-site';
import { type InvariantModel, type PortWord, withModel } from './model';
import type { Peer } from './peer';
import { peersOf } from './peers-of';
import type { PortInput } from './ports';
import { kind } from './symbols';

/** A sentence that must stay true of everything that the manifests allow; synth proves it. */
export interface Invariant {
  readonly [kind]: 'invariant';
}

/** An invariant over every port, or over some. */
export interface InvariantOnAnyPort extends Invariant {
  /** Only these ports matter: `53/UDP`, `8080`, or names that the targets declare. */
  port(...ports: readonly PortInput[]): Invariant;
}

/** `never(a).to(b)`: nothing in a can open a direct connection to b. */
export function never(...from: readonly Peer[]): { to(...targets: readonly Peer[]): InvariantOnAnyPort } {
  return { to: (...targets) => invariant('never', from, targets, 'to') };
}

/** `only(a).mayReach(b)`: every pod and every address that can open a connection to b is in a. It does not say that a reaches b. */
export function only(...from: readonly Peer[]): { mayReach(...targets: readonly Peer[]): InvariantOnAnyPort } {
  return { mayReach: (...targets) => invariant('only', from, targets, 'mayReach') };
}

function invariant(
  word: InvariantModel['kind'],
  from: readonly Peer[],
  to: readonly Peer[],
  verb: string,
): InvariantOnAnyPort {
  const site = captureCallSite();
  const sources = peersOf(from, { site, verb: word, role: 'source' });
  const targets = peersOf(to, { site, verb, role: 'target' });
  const model: InvariantModel = {
    kind: word,
    from: sources.peers,
    to: targets.peers,
    ports: undefined,
    problems: [...sources.problems, ...targets.problems],
    site,
  };
  const port = (...ports: readonly PortInput[]) => onPorts(model, ports);
  return withModel({ [kind]: 'invariant' as const, port }, model);
}

function onPorts(model: InvariantModel, ports: readonly PortInput[]): Invariant {
  const site = captureCallSite();
  const words: readonly PortWord[] = ports.map((input) => ({ input, byName: false, site }));
  return withModel({ [kind]: 'invariant' as const }, { ...model, ports: words });
}

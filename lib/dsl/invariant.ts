import { captureCallSite } from '../diagnostics/call-site';
import { type InvariantModel, type PortWord, withModel } from './model';
import type { NoPeer, Peer } from './peer';
import { peersOf } from './peers-of';
import type { PortInput } from './ports';
import { kind, type Refused, state } from './symbols';

/** A sentence that must stay true of everything that the manifests allow; synth proves it. */
export interface Invariant {
  readonly [kind]: 'invariant';
  readonly [state]: 'complete';
}

/** `never(a)`: not an invariant yet. */
export interface InvariantWithoutTarget {
  readonly [kind]: 'invariant';
  readonly [state]: 'this invariant has no target: say .to(target)';
  to(...targets: readonly (Peer | Refused<NoPeer>)[]): InvariantOnAnyPort;
}

/** `only(a)`: not an invariant yet. */
export interface OnlyWithoutTarget {
  readonly [kind]: 'invariant';
  readonly [state]: 'this invariant has no target: say .mayReach(target)';
  mayReach(...targets: readonly (Peer | Refused<NoPeer>)[]): InvariantOnAnyPort;
}

/** An invariant over every port, or over some. */
export interface InvariantOnAnyPort extends Invariant {
  /** Only these ports matter: `53/UDP`, `8080`, or names that the targets declare. */
  port(...ports: readonly PortInput[]): Invariant;
}

/** `never(a).to(b)`: nothing in a can open a direct connection to b. */
export function never(...from: readonly (Peer | Refused<NoPeer>)[]): InvariantWithoutTarget {
  return {
    [kind]: 'invariant',
    [state]: 'this invariant has no target: say .to(target)',
    to: (...targets) => invariant('never', from, targets, 'to'),
  };
}

/** `only(a).mayReach(b)`: every pod and every address that can open a connection to b is in a. It does not say that a reaches b. */
export function only(...from: readonly (Peer | Refused<NoPeer>)[]): OnlyWithoutTarget {
  return {
    [kind]: 'invariant',
    [state]: 'this invariant has no target: say .mayReach(target)',
    mayReach: (...targets) => invariant('only', from, targets, 'mayReach'),
  };
}

function invariant(
  word: InvariantModel['kind'],
  from: readonly unknown[],
  to: readonly unknown[],
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
  return withModel({ ...complete, port }, model);
}

const complete = { [kind]: 'invariant', [state]: 'complete' } as const;

function onPorts(model: InvariantModel, ports: readonly PortInput[]): Invariant {
  const site = captureCallSite();
  const words: readonly PortWord[] = ports.map((input) => ({ input, byName: false, site }));
  return withModel({ ...complete }, { ...model, ports: words });
}

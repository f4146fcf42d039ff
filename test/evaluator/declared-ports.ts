import type { PeerModel, PortWord } from '../../lib/dsl/model';
import type { PortInput } from '../../lib/dsl/ports';
import type { DeclaredPair } from './declared-pairs';
import type { Packet } from './may-connect';

/** Numbers of one protocol, both ends included. */
export interface DeclaredPort {
  readonly protocol: string;
  readonly first: number;
  readonly last: number;
}

/** Whether a flow's words about ports, said of this target, mean the port of a packet. */
export function portsMean(words: DeclaredPair['ports'], target: PeerModel, packet: Packet): boolean {
  if (words === 'all') return true;
  return words.some((word) => (word.byName ? nameMeans(word, target, packet) : isOn(portSaid(word, target), packet)));
}

/** The target's own number and protocol where the word is one of its names; else the number that was said. */
export function portSaid({ input }: Pick<PortWord, 'input'>, target: PeerModel): DeclaredPort {
  const declared = target.kind === 'workload' ? new Map(Object.entries(target.ports)) : new Map<string, PortInput>();
  return readPort(declared.get(String(input)) ?? input);
}

/** Reads `53` (TCP), `'53/UDP'`, `'8000-8010/TCP'`. A name has no number: TCP, and nothing that a packet could be on. */
export function readPort(input: PortInput): DeclaredPort {
  const [numbers = '', protocol = 'TCP'] = String(input).split('/');
  const [first = 0, last = first] = numbers.split('-').map(Number);
  return { protocol, first, last };
}

export function isOn({ protocol, first, last }: DeclaredPort, packet: Packet): boolean {
  return packet.protocol === protocol && first <= packet.port && packet.port <= last;
}

/** Whatever number the target *pod* has under the name, of the protocol that is declared for it; addresses have no names. */
function nameMeans(word: PortWord, target: PeerModel, { to, port, protocol }: Packet): boolean {
  if (typeof to === 'string' || protocol !== portSaid(word, target).protocol) return false;
  return (to.ports ?? []).some((own) => own.name === word.input && own.protocol === protocol && own.port === port);
}

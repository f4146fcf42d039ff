import { type End, mayConnect, type Pod } from './may-connect';
import type { Policy } from './policies';

/** `8080` (TCP), `'53/UDP'`. */
export type PortWord = number | string;

/** Pods and addresses said tersely. */
export const pod = (namespace: string, labels: Pod['labels'] = {}, nsLabels: Pod['labels'] = {}): Pod => ({
  namespace,
  labels,
  nsLabels,
});

/** Statements about policies that fail a test with the packets for which they are wrong. */
export interface Facts {
  /** Every port is open. */
  allows(from: End, to: End, ...ports: readonly PortWord[]): void;
  /** No port is open. */
  denies(from: End, to: End, ...ports: readonly PortWord[]): void;
}

export function factsOf(policies: readonly Policy[]): Facts {
  const wrong = (from: End, to: End, ports: readonly PortWord[], expected: boolean): readonly string[] =>
    ports.filter((port) => isOpen(policies, from, to, port) !== expected).map((port) => packetLabel(from, to, port));
  return {
    allows: (from, to, ...ports) =>
      expect({ wronglyDenied: wrong(from, to, ports, true) }).toEqual({ wronglyDenied: [] }),
    denies: (from, to, ...ports) =>
      expect({ wronglyAllowed: wrong(from, to, ports, false) }).toEqual({ wronglyAllowed: [] }),
  };
}

/** Whether a packet from one end to the other may open a connection. */
export function isOpen(policies: readonly Policy[], from: End, to: End, word: PortWord): boolean {
  const [port, protocol = 'TCP'] = String(word).split('/');
  return mayConnect(policies, { from, to, port: Number(port), protocol });
}

const packetLabel = (from: End, to: End, port: PortWord): string => `${endLabel(from)} → ${endLabel(to)} ${port}`;

function endLabel(end: End): string {
  return typeof end === 'string' ? end : `${end.namespace}/${JSON.stringify(end.labels)}`;
}

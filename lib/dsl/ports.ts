import type { Protocol } from '../k8s/network-policy';
import type { PortInput, PortNumber } from './port-types';

/** One port, or a range of ports, of one protocol. Numbers are 1–65535, `endPort` is inclusive. */
export interface PortRange {
  readonly protocol: Protocol;
  readonly port: number;
  readonly endPort: number;
}

/** A UDP port: `udp(53)` is the string `'53/UDP'`. */
export function udp<const N extends number>(port: PortNumber<N>): `${N}/UDP` {
  return `${port as N}/UDP`;
}

/** An SCTP port: `sctp(3868)` is the string `'3868/SCTP'`. */
export function sctp<const N extends number>(port: PortNumber<N>): `${N}/SCTP` {
  return `${port as N}/SCTP`;
}

/** Ports from one number to another, both included, TCP unless said otherwise: `range(8000, 8010)`. */
export function range<const A extends number, const B extends number, const P extends Protocol = 'TCP'>(
  from: PortNumber<A>,
  to: PortNumber<B>,
  protocol?: P,
): `${A}-${B}/${P}` {
  return `${from as A}-${to as B}/${protocol ?? ('TCP' as P)}`;
}

/** Reads `8080`, `'53/UDP'` or `'8000-8010/TCP'`; undefined for a port name and for what is no port. */
export function parsePort(input: PortInput): PortRange | undefined {
  if (typeof input === 'number') return isPortNumber(input) ? tcp(input) : undefined;
  const match = /^(\d+)(?:-(\d+))?\/(TCP|UDP|SCTP)$/.exec(input);
  if (!match) return undefined;
  const port = Number(match[1]);
  const endPort = match[2] === undefined ? port : Number(match[2]);
  if (!isPortNumber(port) || !isPortNumber(endPort) || endPort < port) return undefined;
  return { protocol: match[3] as Protocol, port, endPort };
}

/** `8080`, `53/UDP`, `8000-8010/TCP`: as the user would write it. */
export function formatPort({ protocol, port, endPort }: PortRange): string {
  if (endPort !== port) return `${port}-${endPort}/${protocol}`;
  return protocol === 'TCP' ? `${port}` : `${port}/${protocol}`;
}

export function samePort(a: PortRange, b: PortRange): boolean {
  return a.protocol === b.protocol && a.port === b.port && a.endPort === b.endPort;
}

const tcp = (port: number): PortRange => ({ protocol: 'TCP', port, endPort: port });

const isPortNumber = (value: number): boolean => Number.isInteger(value) && value >= 1 && value <= 65535;

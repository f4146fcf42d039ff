import type { Protocol } from '../k8s/network-policy';
import type { Refused } from './symbols';

/** How a port is written: `8080` (TCP), `'http'`, `'53/UDP'`, `'8000-8010/TCP'`. */
export type PortInput = number | string;

/** Container ports by name: `{ http: 8080, dns: udp(53) }`. */
export type Ports = Readonly<Record<string, PortInput>>;

/** What a peer takes that declares no ports. */
export type AnyPort = number | `${number}/UDP` | `${number}/SCTP` | `${number}-${number}/${Protocol}`;

type ToFour = '0' | '1' | '2' | '3' | '4';

/** Whether a numeral is at most 65535: shorter ones than five digits fit, longer ones do not. */
type FitsSixteenBits<S extends string> =
  S extends `${infer _A}${infer _B}${infer _C}${infer _D}${infer _E}${infer More}`
    ? [More, S] extends ['', FiveDigitsThatFit]
      ? true
      : false
    : true;

type FiveDigitsThatFit =
  | `${ToFour | '5'}${string}`
  | `6${ToFour}${string}`
  | `65${ToFour}${string}`
  | `655${'0' | '1' | '2'}${string}`
  | `6553${ToFour | '5'}`;

/** False for a literal that is no port; true for good literals and for `number`, which is checked at run time. */
type IsPort<N extends number> = number extends N
  ? true
  : `${N}` extends '0' | `-${string}` | `${string}.${string}` | `${string}e${string}`
    ? false
    : FitsSixteenBits<`${N}`>;

/** The literal itself, or the sentence that says why it is no port. */
export type PortNumber<N extends number> = IsPort<N> extends true ? N : Refused<`${N} is no port: say 1 to 65535`>;

/** The ports a workload may declare, each literal checked. */
export type CheckedPorts<P> = { readonly [K in keyof P]: P[K] extends number ? PortNumber<P[K]> : P[K] };

/** What a workload takes: the names and numbers that it declares, or any port where it declares none. */
export type Declared<P> = [keyof P] extends [never] ? AnyPort : keyof P | P[keyof P];

/** The ports that every target takes: the intersection over a tuple of targets. */
export type TakenByEvery<T extends readonly unknown[]> = number extends T['length']
  ? T[number]
  : T extends readonly [infer Head, ...infer Tail]
    ? Head & TakenByEvery<Tail>
    : unknown;

type NothingShared<T> = [T] extends [never] ? Refused<'these targets share no port: say one flow for each'> : never;

/** Stands beside `T` in a union, never instead of it: a conditional alone stays unresolved in generic helpers and would refuse everything. */
type NameHint<T> = [T] extends [never]
  ? Refused<'these targets share no port: say one flow for each'>
  : number extends T
    ? Refused<'a target declares no port names: say a number'>
    : never;

/** The parameter type of `.port(x)` towards targets that all take `T`. */
export type PortOf<X, T> = X extends number
  ? number extends X
    ? X
    : IsPort<X> extends true
      ? T | NothingShared<T>
      : Refused<`${X} is no port: say 1 to 65535`>
  : T | NameHint<T>;

/** The parameter type of `.namedPort(x)`: the declared names, or any name where the targets declare no ports. */
export type PortNameOf<T> = number extends T
  ? string
  : Exclude<Extract<T, string>, `${number}/${string}` | `${number}-${string}`>;

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

import { type AskedPort, parseAskedPort } from '../analyze/explain/asked-port';

/** A connection as a test writes it. */
export interface Connection {
  /** `shop/web`, `shop/web[Deployment]`, `shop/[app=web]` for a pod that need not exist, or an IP address. */
  readonly from: string;
  readonly to: string;
  /** A TCP port, `'53/UDP'`, or the name of a port. @default every port of every protocol */
  readonly port?: number | string;
}

/** The connections that a matcher was called with. Throws a TypeError for anything else. */
export function connectionsOf(args: readonly unknown[]): readonly Connection[] {
  const [from, to, port] = args;
  if (typeof from === 'string') {
    if (typeof to !== 'string') throw new TypeError(`a connection needs two ends: ('shop/web', 'shop/api', 8080)`);
    return [checked({ from, to, port })];
  }
  if (args.length === 0) throw new TypeError(`a connection is needed: ('shop/web', 'shop/api', 8080)`);
  return args.map(checked);
}

function checked(value: unknown): Connection {
  if (typeof value !== 'object' || value === null || !('from' in value) || !('to' in value))
    throw new TypeError(`a connection is written { from: 'shop/web', to: 'shop/api', port: 8080 }`);
  const { from, to } = value;
  const port = 'port' in value ? value.port : undefined;
  if (typeof from !== 'string' || typeof to !== 'string') throw new TypeError('from and to of a connection are text');
  if (port === undefined) return { from, to };
  if (typeof port !== 'number' && typeof port !== 'string') throw new TypeError('the port is a number or text');
  askedPort({ from, to, port });
  return { from, to, port };
}

/** The port of a connection, read; undefined for all. */
export function askedPort({ port }: Connection): AskedPort | undefined {
  if (port === undefined) return undefined;
  const asked = parseAskedPort(String(port));
  if (!asked) throw new TypeError(`${JSON.stringify(port)} is no port: write 8080, '53/UDP' or the name of a port`);
  return asked;
}

/** `shop/web to orders/api on 8443`. */
export function describeConnection({ from, to, port }: Connection): string {
  return `${from} to ${to}${port === undefined ? '' : ` on ${port}`}`;
}

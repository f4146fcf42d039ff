import { printable } from './printable';

/** Something taken for granted because the input leaves it open: an answer may depend on it. */
export interface Assumption {
  /** What kind of thing was left open: `host-network`, `namespace-labels`. */
  readonly kind: string;
  /** What was assumed, and what depends on it for instance; one sentence without its full stop. */
  readonly message: string;
}

/** `assumed[host-network]: …`, as every text says it. */
export function assumedLine({ kind, message }: Assumption): string {
  return printable(`assumed[${kind}]: ${message}`);
}

/** Kind and message, as every JSON says it. */
export function assumptionJson({ kind, message }: Assumption): Assumption {
  return { kind, message };
}

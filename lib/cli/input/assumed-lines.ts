import type { Assumption } from '../../analyze/assumptions';

/** One line for each default that changed an answer (DESIGN §5): `assumed[host-network]: …`. */
export function assumedLines(assumptions: readonly Assumption[]): readonly string[] {
  return assumptions.map(({ kind, message }) => `assumed[${kind}]: ${message}`);
}

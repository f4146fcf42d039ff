import { inChunks } from '../chunks';
import type { Statement } from './statements';

/** `{"schemaVersion": 1, "statements": [{workload, isolated, reaches, reachedBy, sentences}]}`, a statement on a line. */
export function statementsJson(statements: readonly Statement[]): Iterable<string> {
  return inChunks(pieces(statements));
}

function* pieces(statements: readonly Statement[]): Generator<string> {
  yield '{\n"schemaVersion": 1,\n"statements": [';
  let between = '\n';
  for (const { pods, isolated, reaches, reachedBy, sentences } of statements) {
    yield `${between}${JSON.stringify({ workload: pods.name, isolated, reaches, reachedBy, sentences })}`;
    between = ',\n';
  }
  yield between === '\n' ? ']\n}\n' : '\n]\n}\n';
}

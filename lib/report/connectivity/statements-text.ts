import { type Assumption, assumedLine, assumptionJson } from '../../diagnostics/assumption';
import { printable } from '../../diagnostics/printable';
import { markdownText } from '../escape';
import { jsonList } from '../rows';
import type { Statement } from './statements';

/** Statements for a terminal: a heading for each namespace, a paragraph for each workload. */
export function statementsText(
  statements: readonly Statement[],
  assumptions: readonly Assumption[] = [],
): Iterable<string> {
  return written(
    statements,
    (namespace) => `${printable(namespace)}\n`,
    (sentences) => `  ${sentences.join(' ')}\n`,
    assumptions.map((each) => `${assumedLine(each)}\n`),
  );
}

/** Statements in Markdown. */
export function statementsMd(
  statements: readonly Statement[],
  assumptions: readonly Assumption[] = [],
): Iterable<string> {
  return written(
    statements,
    (namespace) => `## ${markdownText(namespace)}\n\n`,
    (sentences) => `- ${markdownText(sentences.join(' '))}\n`,
    assumptions.map((each) => `> ${markdownText(assumedLine(each))}\n`),
  );
}

function* written(
  statements: readonly Statement[],
  heading: (namespace: string) => string,
  paragraph: (sentences: readonly string[]) => string,
  closing: readonly string[],
): Generator<string> {
  let before: string | undefined;
  for (const { pods, sentences } of statements) {
    if (pods.namespace !== before) yield `${before === undefined ? '' : '\n'}${heading(pods.namespace)}`;
    before = pods.namespace;
    yield paragraph(sentences);
  }
  if (before === undefined) yield 'There is no workload.\n';
  if (closing.length > 0) yield '\n';
  yield* closing;
}

/** `{"schemaVersion": 1, "assumptions": [{kind, message}], "statements": [{workload, isolated, reaches, reachedBy, sentences}]}`, one on a line. */
export function* statementsJson(
  statements: readonly Statement[],
  assumptions: readonly Assumption[] = [],
): Generator<string> {
  yield '{\n"schemaVersion": 1,\n"assumptions": ';
  yield* jsonList(assumptions.map(assumptionJson));
  yield ',\n"statements": ';
  yield* jsonList(statements, ({ pods, isolated, reaches, reachedBy, sentences }) =>
    JSON.stringify({ workload: pods.name, isolated, reaches, reachedBy, sentences }),
  );
  yield '\n}\n';
}

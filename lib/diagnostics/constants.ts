import { isChain, isLastCall } from './call-chain';
import type { SourceSpan } from './finding';
import type { ResolvedFinding } from './resolved-finding';
import { linesOf, type ReadSource } from './source-text';

/**
 * `web` where a call stands in `const web = shop.workload(…)`: the stack knows the column of `workload`. Of a chain the constant
 * holds what the last call makes: `const web = foreignNamespace('shop').workload('web')` holds no namespace.
 */
export function constantAt({ file, line, column }: SourceSpan, readSource: ReadSource): string | undefined {
  const lines = linesOf(readSource(file) ?? '');
  const before = (lines[line - 1] ?? '').slice(0, column - 1);
  const [, constant, chain = ''] =
    /\b(?:const|let|var)\s+([\p{L}_$][\p{L}\p{N}_$]*)\s*(?::[^=]*)?=\s*(?:(\S.*)\.)?$/u.exec(before) ?? [];
  const after = [(lines[line - 1] ?? '').slice(column - 1), ...lines.slice(line)];
  return constant !== undefined && isChain(chain) && isLastCall(after) ? constant : undefined;
}

/** The same finding whose help says the user's constants, where the source shows them. */
export function sayConstants(finding: ResolvedFinding, readSource: ReadSource): ResolvedFinding {
  const { constants = [], help } = finding;
  if (!help || constants.length === 0) return finding;
  return { ...finding, help: help.map((text) => constants.reduce((said, each) => say(said, each, readSource), text)) };
}

type Constant = NonNullable<ResolvedFinding['constants']>[number];

function say(text: string, { word, at }: Constant, readSource: ReadSource): string {
  const constant = constantAt(at, readSource);
  if (constant === undefined) return text;
  return text.replaceAll(`\`${word}\``, `\`${constant}\``).replaceAll(`\`${word}.`, `\`${constant}.`);
}

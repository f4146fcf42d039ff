import { formatPorts } from '../../algebra/port-set';
import { allowing } from '../../contract/allowing';
import { needEntry } from '../../contract/contract-text';
import { type ContractAnswer, countOutcomes, type JudgedNeed } from '../../contract/judge-contracts';
import { assumptionJson } from '../../diagnostics/assumption';
import { displayPath } from '../../diagnostics/source-text';
import { needSentence } from '../../intent/contract';
import type { AnswerSettings } from './contract-answer-text';

/** The same for programs: keys and their order are stable. */
export function contractAnswerJson(answer: ContractAnswer, ok: boolean, settings: AnswerSettings): string {
  const document = {
    schemaVersion: 1,
    ok,
    in: settings.where,
    contracts: answer.contracts.map(({ file, contract, needs }) => ({
      file,
      app: contract.app,
      needs: needs.map((each) => judgedJson(each, settings)),
    })),
    unasked: answer.unasked.map(({ app, namespace, direction, said, ports, at }) => {
      const span = at();
      return {
        app,
        namespace,
        direction,
        half: said,
        ports: ports === undefined ? null : formatPorts(ports),
        location: span ? { file: displayPath(span.file, settings.cwd), line: span.line, column: span.column } : null,
      };
    }),
    counts: countOutcomes(answer),
    assumptions: answer.assumptions.map(assumptionJson),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function judgedJson({ need, outcome }: JudgedNeed, { words }: AnswerSettings): object {
  const said = { ...needEntry(need), sentence: needSentence(need), verdict: outcome.verdict };
  if (outcome.verdict === 'elsewhere' || outcome.verdict === 'ended') return said;
  if (outcome.verdict === 'met') return { ...said, isolated: !outcome.isOpen };
  const { missing, example, reasons } = outcome;
  const { words: allow, lines } = allowing(need, missing, words);
  return {
    ...said,
    missing: { conn: formatPorts(missing.fixed), names: missing.names },
    example: example ?? null,
    reasons,
    allow,
    write: lines.map(({ code, where, first }) => ({ code, where, first: first ?? null })),
  };
}

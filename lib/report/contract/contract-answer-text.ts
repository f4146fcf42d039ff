import { noPorts } from '../../algebra/port-set';
import { type AppWords, allowing } from '../../contract/allowing';
import { type ContractAnswer, countOutcomes, type JudgedNeed, type NeedOutcome } from '../../contract/judge-contracts';
import type { UnaskedHalf } from '../../contract/unasked';
import { assumedLine } from '../../diagnostics/assumption';
import { type Palette, plainPalette } from '../../diagnostics/palette';
import { printable } from '../../diagnostics/printable';
import { displayPath } from '../../diagnostics/source-text';
import { needSentence } from '../../intent/contract';
import { type AppSource, unknownSource } from '../../wording/flow-line';
import { portsText } from '../../wording/ports';
import { counted } from '../../wording/words';

/** What is said of an answer beside itself. */
export interface AnswerSettings {
  /** What was judged: `apps/main.ts (app orders)`. */
  readonly where: string;
  readonly words: AppWords;
  readonly source?: AppSource;
  /** The environment that was asked about, where the app has several. */
  readonly env?: string;
  readonly cwd: string;
  readonly palette?: Palette;
}

/** The answer for people: each need with its verdict, and what to write where it is not met. */
export function contractAnswerText(answer: ContractAnswer, settings: AnswerSettings): string {
  const { palette = plainPalette } = settings;
  const contracts = answer.contracts.map(({ file, contract, needs }) => {
    const title = `${contract.app} (${file})`;
    const lines = needs.flatMap((each) => needLines(each, settings));
    return [palette.strong(printable(title)), ...(lines.length > 0 ? lines : ['  needs nothing'])].join('\n');
  });
  const unasked = answer.unasked.map((half) => unaskedLine(half, settings.cwd));
  const parts = [
    ...contracts,
    ...(unasked.length > 0 ? [['no longer asked for, or never', ...unasked].join('\n')] : []),
    [...answer.assumptions.map((each) => printable(assumedLine(each))), summary(answer, settings)].join('\n'),
  ];
  return `${parts.join('\n\n')}\n`;
}

const words: Readonly<Record<NeedOutcome['verdict'], string>> = {
  met: 'met',
  missing: 'missing',
  undetermined: 'cannot tell',
  elsewhere: 'not here',
  ended: 'ended',
};

function needLines({ need, outcome }: JudgedNeed, settings: AnswerSettings): readonly string[] {
  const { palette = plainPalette, source = unknownSource } = settings;
  const { verdict } = outcome;
  const colour = {
    met: palette.faint,
    missing: palette.error,
    undetermined: palette.warning,
    elsewhere: palette.faint,
    ended: palette.faint,
  };
  const line = `${need.namespace} ${need.direction}: ${needSentence(need)}`;
  const first = `  ${colour[verdict](words[verdict].padEnd(11))}  ${printable(line)}`;
  const below = (text: string) => `${' '.repeat(15)}${printable(text)}`;
  if (outcome.verdict === 'elsewhere')
    return [first, below(`${need.namespace} is no namespace of ${settings.where}: it was not judged`)];
  if (outcome.verdict === 'ended') return [first, below(`its exception ended on ${need.until}`)];
  if (outcome.verdict === 'met') return [first, ...(outcome.isOpen ? [below('nothing isolates these pods')] : [])];
  const asks = [need.reason ?? '', need.owner === undefined ? '' : `asked for by ${need.owner}`].filter(
    (text) => text !== '',
  );
  const { words: said, lines } = allowing(need, outcome.missing, settings.words);
  const isLacking = outcome.missing.fixed !== noPorts || outcome.missing.names.length > 0;
  const place = source.placeOf(need.namespace);
  return [
    first,
    ...(asks.length > 0 ? [below(asks.join('; '))] : []),
    ...outcome.reasons.map(below),
    ...(outcome.example ? [below(`for instance ${outcome.example.from} to ${outcome.example.to}`)] : []),
    ...(isLacking ? [below(said)] : []),
    ...(isLacking ? lines.flatMap((each) => lineTexts(each, place, settings.env).map(below)) : []),
  ];
}

function lineTexts(
  { code, where, first }: ReturnType<typeof allowing>['lines'][number],
  place: string | undefined,
  env: string | undefined,
): readonly string[] {
  const notes = [...where, ...(first === undefined ? [] : [`first ${first}`])];
  const isNamed = env !== undefined && code.includes("foreignNamespace('");
  return [
    `write: ${code},`,
    ...(notes.length > 0 ? [`(${notes.join('; ')})`] : []),
    // Pasted as it is, it would let one environment into another.
    ...(isNamed
      ? [`that is the namespace for ${env}: where another environment has another, take its name from there`]
      : []),
    ...(place === undefined ? [] : [`in a chart; the namespace is declared at ${place}`]),
  ];
}

function unaskedLine({ app, namespace, direction, said, ports, at }: UnaskedHalf, cwd: string): string {
  const span = at();
  const place = span ? ` (${displayPath(span.file, cwd)}:${span.line})` : '';
  const part = ports === undefined ? '' : `, of it ${portsText(ports)}`;
  return printable(`  ${app} does not ask for the ${direction} half in ${namespace}: ${said}${part}${place}`);
}

function summary(answer: ContractAnswer, { where }: AnswerSettings): string {
  const { met, missing, undetermined, elsewhere, ended } = countOutcomes(answer);
  const sums = [
    [met, 'met'],
    [missing, 'missing'],
    [undetermined, 'cannot be told'],
    [elsewhere, 'not judged here'],
    [ended, 'ended'],
  ] as const;
  const parts = sums.flatMap(([count, word]) => (count > 0 ? [`${count} ${word}`] : []));
  const all = met + missing + undetermined + elsewhere + ended;
  return printable(
    `${counted(all, 'need')} held against ${where}: ${parts.join(', ') || 'none'}; no policy but those that were read is taken to select the pods`,
  );
}

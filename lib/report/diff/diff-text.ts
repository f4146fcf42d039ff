import type { ClusterDiff } from '../../analyze/diff/cluster-diff';
import { assumedLine } from '../../diagnostics/assumption';
import { type Palette, plainPalette } from '../../diagnostics/palette';
import { printable } from '../../diagnostics/printable';
import { oneOrMany } from '../../wording/words';
import { type DiffList, type DiffNotes, limitsOf, objectLists, urgentLists, verdictLine } from './diff-lists';
import { causeText, type DiffRow, diffRows } from './diff-rows';

/** What the text needs beside the diff. */
export interface DiffTextOptions extends DiffNotes {
  readonly palette?: Palette;
}

/** How many rows and list items a terminal gets; the other formats have all. */
const shownRows = 200;
const shownItems = 20;
const shownCauses = 3;

/** A diff for people at a terminal: the verdict, what opened and closed with its causes, then the objects. */
export function* diffText(diff: ClusterDiff, options: DiffTextOptions = {}): Generator<string> {
  const { assumptions = [], empty = [], palette = plainPalette } = options;
  yield `${headline(diff, palette)}\n`;
  for (const limit of limitsOf(diff)) yield `${palette.warning(printable(limit))}\n`;
  for (const each of empty) yield `${palette.warning(printable(each))}\n`;
  yield* rowsText(diffRows(diff, diff.changes), palette);
  for (const each of urgentLists(diff)) yield listText(each, palette);
  const oneSided = diffRows(diff, diff.oneSided);
  if (oneSided.length > 0) {
    yield `\n${palette.strong('of workloads that are on one side only (outside the verdict)')}\n`;
    yield* rowsText(oneSided, palette, '');
  }
  for (const each of objectLists(diff)) yield listText(each, palette);
  if (assumptions.length > 0) yield `\n${assumptions.map(assumedLine).join('\n')}\n`;
}

function headline(diff: ClusterDiff, palette: Palette): string {
  const line = verdictLine(diff);
  const at = line.indexOf(':');
  const paint = {
    equal: palette.strong,
    narrowed: palette.info,
    widened: palette.error,
    mixed: palette.error,
    undecided: palette.error,
  };
  return `${paint[diff.verdict](line.slice(0, at))}${line.slice(at)}`;
}

function* rowsText(rows: readonly DiffRow[], palette: Palette, lead = '\n'): Generator<string> {
  if (rows.length > 0) yield lead;
  for (const { change, sign, from, to, ports } of rows.slice(0, shownRows)) {
    const verb = sign === '-' ? 'reached' : oneOrMany(from.length, 'reaches', 'reach');
    const paint = sign === '-' ? palette.info : sign === '+' ? palette.error : palette.warning;
    yield `${paint(sign)} ${from.join(', ')} ${verb} ${to.join(', ')}: ${ports}  ${palette.faint(change.risk)}\n`;
    const causes = change.causes();
    for (const cause of causes.slice(0, shownCauses)) yield `    ${palette.faint(causeText(cause))}\n`;
    if (causes.length > shownCauses) yield `    ${palette.faint(`and ${causes.length - shownCauses} more`)}\n`;
  }
  if (rows.length > shownRows) yield `… and ${rows.length - shownRows} more: --format csv or json lists everything\n`;
}

function listText({ title, items }: DiffList, palette: Palette): string {
  const rest = items.length - shownItems;
  const lines = [...items.slice(0, shownItems), ...(rest > 0 ? [`and ${rest} more`] : [])];
  return `\n${palette.strong(title)}\n${lines.map((line) => `  ${line}\n`).join('')}`;
}

import { assumedLine } from '../../diagnostics/assumption';
import { type Palette, plainPalette } from '../../diagnostics/palette';
import { printable } from '../../diagnostics/printable';
import { markdownText } from '../escape';
import {
  aboutOpenPods,
  columns,
  fromColumn,
  notRead,
  type OutsideRow,
  type OutsideTable,
  type OutsideView,
  outsideTable,
} from './outside-rows';

/** For people: a table, the worst first, and what is not certain under it. */
export function outsideText(view: OutsideView, palette: Palette = plainPalette): string {
  const table = outsideTable(view.outside, view.workloads);
  const lines = table.rows.map((row) => cellsOf(row).map(printable));
  const widths = columns.map((title, index) =>
    Math.max(title.length, ...lines.map((line) => line[index]?.length ?? 0)),
  );
  const aligned = (cells: readonly string[]) =>
    cells.map((cell, index) => (index === widths.length - 1 ? cell : cell.padEnd(widths[index] ?? 0))).join('  ');
  const blocks = [
    [palette.strong(printable(table.summary))],
    lines.length === 0 ? [] : [palette.faint(aligned(columns)), ...lines.map(aligned)],
    table.openPods.length === 0 ? [] : [aboutOpenPods, ...table.openPods.map((line) => `  ${printable(line)}`)],
    remarksOf(table, view).map(printable),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

/** For pull requests and wikis. */
export function outsideMd(view: OutsideView): string {
  const table = outsideTable(view.outside, view.workloads);
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rows = table.rows.map((each) => row(cellsOf(each).map(markdownText)));
  const blocks = [
    [`**${markdownText(table.summary)}**`],
    rows.length === 0 ? [] : [row(columns.map(titleCase)), row(columns.map(() => '---')), ...rows],
    table.openPods.length === 0 ? [] : [aboutOpenPods, '', ...table.openPods.map((line) => `- ${markdownText(line)}`)],
    remarksOf(table, view).map((line) => `- ${markdownText(line)}`),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

/** The cells of a row, in the order of the columns. */
export function cellsOf(row: OutsideRow): readonly string[] {
  const { workload, way, port, letInBy } = row;
  return [fromColumn(row), workload, way, port, letInBy];
}

export const titleCase = (title: string): string => title[0] + title.slice(1).toLowerCase();

/** Why ways are not certain, what could not be told, and what was taken for granted. */
function remarksOf(
  { reasons, unknown }: OutsideTable,
  { assumptions, unreadable, notes }: Pick<OutsideView, 'assumptions' | 'unreadable' | 'notes'>,
): readonly string[] {
  return [
    ...reasons.map((reason, index) => `[${index + 1}] ${reason}`),
    ...unknown.map((each) => `could not tell: ${each}`),
    ...unreadable.map(({ message }) => `not read: ${message}`),
    ...notes,
    notRead,
    ...assumptions.map(assumedLine),
  ];
}

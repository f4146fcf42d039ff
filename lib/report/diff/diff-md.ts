import type { ClusterDiff } from '../../analyze/diff/cluster-diff';
import { assumedLine } from '../../diagnostics/assumption';
import { escapeHtml, markdownText } from '../escape';
import { type DiffList, type DiffNotes, limitsOf, objectLists, urgentLists, verdictLine } from './diff-lists';
import { causeText, type DiffRow, diffRows } from './diff-rows';

/** What GitHub takes for one comment. */
const longestComment = 65_536;
/** Kept free for the sentence about what was left out, and for what a pipeline writes below: a link, and whose comment it is. */
const reserve = 1_500;
const openRows = 15;
const shownItems = 5;
const shownCauses = 2;

/** A diff for a pull request: the verdict in the first line, a table, details folded; never longer than a comment may be. */
export function diffMd(diff: ClusterDiff, { assumptions = [], empty = [], rendered = [] }: DiffNotes = {}): string {
  const page = new Page();
  const { verdict } = diff;
  page.add(`**${verdict}**${markdownText(verdictLine(diff).slice(verdict.length))}\n`);
  for (const limit of limitsOf(diff)) page.add(`\n> ${markdownText(limit)}\n`);
  for (const each of [...empty, ...rendered]) page.add(`\n> ${markdownText(each)}\n`);
  const rows = diffRows(diff, diff.changes);
  const isLong = rows.length > openRows + 2;
  const visible = isLong ? rows.slice(0, openRows) : rows;
  if (visible.length > 0) table(page, visible);
  const urgent = urgentLists(diff);
  if (urgent.length > 0) page.add(`\n${urgent.map(shortLine).join('')}`);
  if (isLong) fold(page, `${rows.length - openRows} more changes`, () => table(page, rows.slice(openRows)));
  if (rows.length > 0) fold(page, 'Which policies make the changes', () => causes(page, rows));
  const oneSided = diffRows(diff, diff.oneSided);
  if (oneSided.length > 0)
    fold(page, `Connections of workloads on one side only (${oneSided.length}), outside the verdict`, () =>
      table(page, oneSided),
    );
  const lists = [...urgent.filter(({ items }) => items.length > shownItems), ...objectLists(diff)];
  if (lists.length > 0)
    fold(page, lists.map(({ title, items }) => `${title} (${items.length})`).join(', '), () => items(page, lists));
  if (assumptions.length > 0)
    fold(page, 'Assumptions', () => items(page, [{ title: 'taken for granted', items: assumptions.map(assumedLine) }]));
  return page.text();
}

/** Text up to the longest that a comment may have; it counts what no longer fitted. */
class Page {
  private readonly pieces: string[] = [];
  private length = 0;
  private leftOut = 0;

  /** Adds a piece whole or not at all; `closing` is what must still fit after it. */
  add(piece: string, closing = 0): boolean {
    const fits = this.leftOut === 0 && this.length + piece.length + closing <= longestComment - reserve;
    if (fits) this.close(piece);
    else this.leftOut++;
    return fits;
  }

  close(piece: string): void {
    this.pieces.push(piece);
    this.length += piece.length;
  }

  text(): string {
    const note =
      this.leftOut === 0
        ? ''
        : `\n_${this.leftOut} lines are left out, because a comment holds ${longestComment.toLocaleString('en-US')} characters: \`netpact diff --format csv\` lists every pair._\n`;
    return this.pieces.join('') + note;
  }
}

const foldEnd = '\n</details>\n';

function fold(page: Page, title: string, body: () => void): void {
  if (!page.add(`\n<details><summary>${escapeHtml(title)}</summary>\n`, foldEnd.length)) return;
  body();
  page.close(foldEnd);
}

function table(page: Page, rows: readonly DiffRow[]): void {
  page.add('\n| | From | To | Ports | |\n| --- | --- | --- | --- | --- |\n', foldEnd.length);
  for (const { sign, from, to, ports, change } of rows) {
    const cells = [from.join(', '), to.join(', '), ports, change.risk.replace('-', ' ')].map(markdownText);
    page.add(`| ${marks[sign]} | ${cells.join(' | ')} |\n`, foldEnd.length);
  }
}

/** Words as well as colours: not everybody tells red from green. */
const marks = { '+': '🟢 opens', '-': '🔴 closes', '~': '🟡 changes' } as const;

function causes(page: Page, rows: readonly DiffRow[]): void {
  page.add('\n', foldEnd.length);
  for (const { change, sign, from, to } of rows) {
    const all = change.causes();
    const named = all.slice(0, shownCauses).map((cause) => markdownText(causeText(cause)));
    const rest = all.length > shownCauses ? [`${all.length - shownCauses} more`] : [];
    const pair = `${markdownText(from.join(', '))} → ${markdownText(to.join(', '))}`;
    page.add(`- ${marks[sign]} ${pair}: ${[...named, ...rest].join('; ') || 'no policy differs'}\n`, foldEnd.length);
  }
}

function shortLine({ title, items: all }: DiffList): string {
  const rest = all.length > shownItems ? `, and ${all.length - shownItems} more` : '';
  return `- **${title}**: ${markdownText(all.slice(0, shownItems).join(', '))}${rest}\n`;
}

function items(page: Page, lists: readonly DiffList[]): void {
  for (const { title, items: all } of lists) {
    page.add(`\n**${title}**\n`, foldEnd.length);
    for (const item of all) page.add(`- ${markdownText(item)}\n`, foldEnd.length);
  }
}

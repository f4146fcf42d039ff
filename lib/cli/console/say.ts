import { groupBy } from '../../algebra/keyed';
import { type Assumption, assumedLine } from '../../diagnostics/assumption';
import { printable } from '../../diagnostics/printable';

/** So many lines are printed of one cause, where not all of them are asked for. */
export const mostLines = 20;

/** Says lines on stderr; what is in them of an input cannot move the cursor, turn the text or begin a line of its own. */
export function say(...lines: readonly string[]): void {
  for (const line of lines) process.stderr.write(`${printable(line)}\n`);
}

/** Says lines that have one cause: all, or the first of them and how many there are besides. */
export function sayOfOneCause(lines: readonly string[], isVerbose: boolean | undefined): void {
  const shown = isVerbose || lines.length <= mostLines ? lines : lines.slice(0, mostLines - 1);
  say(...shown);
  if (shown.length < lines.length) say(`… and ${lines.length - shown.length} more of these (--verbose shows all)`);
}

/**
 * Says what was taken for granted, each kind of it as one cause. Of an output in `format` that a terminal shows beside it nothing
 * is said twice: text has the same lines.
 */
export function sayAssumptions(
  assumptions: readonly Assumption[],
  isVerbose: boolean | undefined,
  format?: string,
): void {
  if (format === 'text' && process.stdout.isTTY && process.stderr.isTTY) return;
  for (const alike of groupBy(assumptions, ({ kind }) => kind).values())
    sayOfOneCause(alike.map(assumedLine), isVerbose);
}

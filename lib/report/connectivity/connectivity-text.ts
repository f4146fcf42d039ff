import { addTo, getOrInsert } from '../../algebra/keyed';
import { formatPorts } from '../../algebra/port-set';
import type { NamespaceReach } from '../../analyze/connectivity/by-namespace';
import type { ClassRow } from '../../analyze/connectivity/class-rows';
import { type ConnectivityFilter, isPartial } from '../../analyze/connectivity/connectivity';
import { type Assumption, assumedLine } from '../../diagnostics/assumption';
import { type Palette, plainPalette } from '../../diagnostics/palette';
import { printable } from '../../diagnostics/printable';
import { oneOrMany } from '../../wording/words';
import { type EndWriter, writerOfEnds } from './class-end-text';
import { mostNames, namespaceSentences, summaryNote } from './namespace-summary';

/** A part of the text: the rows of one universe. */
export interface ConnectivitySection {
  /** Missing for the only section. */
  readonly title?: string;
  readonly rows: Iterable<ClassRow>;
  /** Everyone whom the rows are about. */
  readonly pods: readonly { readonly name: string; readonly namespace: string; readonly workload?: unknown }[];
  /** Those of whom it is said where they have no connection. */
  readonly subjects: readonly { readonly name: string }[];
  /** What stands in place of rows that name too many. */
  readonly summary: () => readonly NamespaceReach[];
}

/** What the text for people is made from. */
export interface ConnectivityTextInput {
  /** What was looked at: `12 workloads in 1 namespace, 13 policies`. */
  readonly subject: string;
  readonly sections: readonly ConnectivitySection[];
  readonly filter: ConnectivityFilter;
  readonly assumptions: readonly Assumption[];
  readonly palette?: Palette;
  /** Told of a summary that stands for rows. */
  readonly onSummary?: (note: string) => void;
}

const lineWidth = 110;

/** Connectivity for people: everyone who is alike in one place, the assumptions at the end. */
export function* connectivityText(input: ConnectivityTextInput): Generator<string> {
  const { subject, sections, assumptions, palette = plainPalette } = input;
  yield `${palette.faint(subject)}\n`;
  for (const section of sections) {
    if (section.title !== undefined) yield `\n${palette.strong(section.title)}\n`;
    yield '\n';
    yield* sectionText(section, input, palette);
  }
  if (assumptions.length > 0) yield `\n${assumptions.map(assumedLine).join('\n')}\n`;
}

function* sectionText(
  { rows, pods, subjects: asked, summary }: ConnectivitySection,
  { filter, onSummary }: Pick<ConnectivityTextInput, 'filter' | 'onSummary'>,
  palette: Palette,
): Generator<string> {
  const writer = writerOfEnds(pods);
  const connected = new Set<string>();
  const subjects = new Map<string, Subject>();
  let names = 0;
  for (const row of rows) {
    names += addRow(subjects, row, writer);
    // Of what was asked for by name everything is listed.
    if (names > mostNames && !filter.focus) {
      onSummary?.(summaryNote);
      yield `${wrapped('', summaryNote.split(' '), '  ', ' ')}\n\n`;
      for (const sentence of namespaceSentences(summary()).flat()) yield `${sentence}\n`;
      return;
    }
    for (const end of [row.src, row.dst]) if (end.kind === 'pods') for (const { name } of end.pods) connected.add(name);
  }
  if (subjects.size === 0) {
    yield isPartial(filter)
      ? 'nothing of what was asked for is allowed\n'
      : 'nothing is allowed: there is no connection between any of them, nor with addresses outside the cluster\n';
    return;
  }
  // What comes from addresses is last.
  const inOrder = [...subjects.values()].sort((a, b) => Number(a.isAddress) - Number(b.isAddress));
  for (const subject of inOrder) yield subjectText(subject, palette);
  const alone = asked.flatMap(({ name }) => (connected.has(name) ? [] : [printable(name)]));
  if (alone.length > 0) yield `${wrapped('without any connection: ', alone, '  ')}\n`;
}

interface Subject {
  readonly names: readonly string[];
  readonly isAddress: boolean;
  /** What is reached, by the ports on which it is. */
  readonly targets: Map<string, string[]>;
}

/** Adds a row to those of its source; how many names that are. */
function addRow(subjects: Map<string, Subject>, { src, dst, ports }: ClassRow, writer: EndWriter): number {
  const names = writer(src, false);
  const key = names.join('\n');
  const { targets } = getOrInsert(subjects, key, () => ({
    names,
    isAddress: src.kind === 'addresses',
    targets: new Map(),
  }));
  const parts = writer(dst, true);
  for (const part of parts) addTo(targets, formatPorts(ports), part);
  return names.length + parts.length;
}

function subjectText({ names, targets }: Subject, palette: Palette): string {
  const [only] = targets;
  if (only && targets.size === 1 && names.length === 1) {
    const line = `${names.join()} reaches ${only[1].join(', ')}: ${only[0]}`;
    if (line.length <= lineWidth) return `${line}\n`;
  }
  const verb = oneOrMany(names.length, 'reaches', 'reach');
  const lines = [...targets].map(([conn, parts]) => wrapped(`  ${conn}: `, parts, '      '));
  return `${palette.strong(wrapped('', names, ''))} ${verb}\n${lines.join('\n')}\n`;
}

/** A list in lines of a readable length; words are never cut. */
function wrapped(start: string, words: readonly string[], indent: string, between = ', '): string {
  const lines: string[] = [];
  let line = start;
  for (const [index, word] of words.entries()) {
    const piece = index + 1 < words.length ? `${word}${between}` : word;
    if (line.length + piece.length > lineWidth && line.trim() !== '') {
      lines.push(line.trimEnd());
      line = indent;
    }
    line += piece;
  }
  return [...lines, line].join('\n');
}

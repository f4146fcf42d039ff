import path from 'node:path';
import { getOrInsert } from '../../../algebra/keyed';
import type { SourceSpan } from '../../../diagnostics/finding';
import type { ResolvedFinding } from '../../../diagnostics/resolved-finding';
import { displayPath, linesOf, type ReadSource } from '../../../diagnostics/source-text';
import { listed } from '../../../wording/words';
import { argumentsAt, namesIn } from './call-arguments';
import { type ImportGraph, runningOrder, wayBetween } from './import-graph';
import { type ImportedName, importedNames, passedNames, placeOfImport } from './imported-names';

interface App {
  readonly graph: ImportGraph;
  readonly cwd: string;
  readonly readSource: ReadSource;
}

/** A value that is not there where it is used, because its file waits for the one that uses it. */
interface Missing {
  readonly name: string;
  /** The file that makes it. */
  readonly maker: string;
  /** From the file that uses it over the maker back to itself. */
  readonly circle: readonly string[];
}

/**
 * The findings of an app, where those that come from a value that is not there say why: two files import each other, or a
 * constant is made further down. All that one circle leads to is one error.
 */
export function explainMissingValues(findings: readonly ResolvedFinding[], app: App): readonly ResolvedFinding[] {
  const circles = new Map<string, { readonly first: ResolvedFinding; readonly missing: Missing[] }>();
  const others = findings.flatMap((finding) => {
    if (!finding.at || !isOfMissingValue(finding)) return [finding];
    const words = wordsAt(finding, finding.at, app.readSource);
    const missing = missingIn(words, finding.at, app);
    const [first] = missing;
    if (!first) return [madeBelow(inItsWords(finding, words), finding.at, words, app.readSource)];
    const key = JSON.stringify([...first.circle].sort());
    getOrInsert(circles, key, () => ({ first: finding, missing: [] })).missing.push(...missing);
    return [];
  });
  return [...others, ...[...circles.values()].map(({ first, missing }) => circleFinding(first, missing, app))];
}

function isOfMissingValue({ code, message }: ResolvedFinding): boolean {
  if (code === 'value-undefined') return true;
  return (
    (code === 'app-threw' || code === 'app-rejected') &&
    /(?:ReferenceError|TypeError): .*(?:undefined|before initialization|is not a (?:function|constructor)|is not iterable)/.test(
      message,
    )
  );
}

/** The values that are named where one was missing: the argument that a finding speaks of, or the line that threw. */
function wordsAt({ code, message }: ResolvedFinding, at: SourceSpan, readSource: ReadSource): readonly string[] {
  const source = readSource(at.file) ?? '';
  if (code === 'value-undefined') {
    const all = argumentsAt(source, at);
    const nth = Number(/ (\d+) of /.exec(message)?.[1]) - 1;
    const own = all.slice(0, nth + 1).some((each) => each.startsWith('...')) ? undefined : all[nth];
    return (own === undefined ? all : [own]).flatMap(namesIn);
  }
  const lines = linesOf(source);
  const line = lines[at.line - 1] ?? '';
  if (!message.includes('of undefined')) return namesIn(line.slice(at.column - 1)).slice(0, 1);
  // V8 points at the member that it could not read: what stands before is undefined.
  const before = [...lines.slice(0, at.line - 1), line.slice(0, at.column - 1)].join('\n');
  const owner = /([A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*)\s*\.$/.exec(before)?.[1];
  return owner === undefined ? [] : [owner];
}

function missingIn(words: readonly string[], { file, line }: SourceSpan, app: App): readonly Missing[] {
  const order = runningOrder(app.graph);
  const imported = importedNames(app.readSource(file) ?? '');
  return [...new Set(words)].flatMap((word) => {
    const [head = '', member, ...deeper] = word.split('.');
    const name = imported.find(({ local }) => local === head);
    const everything = name?.imported === '*';
    // A member of what is there is missing for another reason.
    if (everything ? deeper.length > 0 : member !== undefined) return [];
    if (name) {
      const maker = originOf(file, everything ? { ...name, imported: member ?? '*' } : name, app);
      if (maker === undefined || (order.get(maker) ?? 0) < (order.get(file) ?? 0)) return [];
      const circle = circleOf(file, maker, app.graph);
      return circle ? [{ name: word, maker, circle }] : [];
    }
    // A function of this file that was called before the file had run.
    const source = app.readSource(file) ?? '';
    const inFunction = /^\s/.test(linesOf(source)[line - 1] ?? '');
    const circle = inFunction && isMadeIn(source, head) ? circleThrough(file, app.graph) : undefined;
    return circle ? [{ name: word, maker: file, circle }] : [];
  });
}

/** The file that makes an imported name, also where others pass it on. */
function originOf(file: string, name: ImportedName, app: App, seen = new Set<string>()): string | undefined {
  const target = app.graph.imports.get(file)?.find(({ specifier }) => specifier === name.specifier)?.file;
  if (target === undefined || seen.has(target)) return target;
  seen.add(target);
  const source = app.readSource(target) ?? '';
  // Whoever imports a name and exports it passes it on as well.
  const passed = [...passedNames(source), ...importedNames(source)].filter(
    ({ local }) => local === name.imported || local === '*',
  );
  for (const each of passed) {
    if (each.local === '*' && isMadeIn(source, name.imported)) continue;
    const passedOn = each.imported === '*' ? { ...each, imported: name.imported } : each;
    const origin = originOf(target, passedOn, app, seen);
    if (origin !== undefined && (each.local !== '*' || isMadeIn(app.readSource(origin) ?? '', name.imported)))
      return origin;
  }
  return target;
}

const isMadeIn = (source: string, name: string): boolean => lineOfConstant(source, name) !== undefined;

/** The line of a constant that a file makes at its top level. */
function lineOfConstant(source: string, name: string): number | undefined {
  const word = name.replaceAll('$', '\\$');
  const line = linesOf(source).findIndex((text) =>
    new RegExp(`^(?:export\\s+)?(?:const|let|var|class)\\s+${word}(?![\\w$])`).test(text),
  );
  return line < 0 ? undefined : line + 1;
}

function circleOf(user: string, maker: string, graph: ImportGraph): readonly string[] | undefined {
  const there = wayBetween(graph, user, maker);
  const back = wayBetween(graph, maker, user);
  return there && back ? [...there, ...back.slice(1)] : undefined;
}

function circleThrough(file: string, graph: ImportGraph): readonly string[] | undefined {
  const circles = (graph.imports.get(file) ?? []).flatMap((next) => {
    const back = wayBetween(graph, next.file, file);
    return back ? [[file, ...back]] : [];
  });
  return circles.sort((a, b) => a.length - b.length)[0];
}

function circleFinding(first: ResolvedFinding, missing: readonly Missing[], app: App): ResolvedFinding {
  const show = (file: string) => displayPath(file, app.cwd);
  const [{ maker, circle }] = missing as [Missing];
  const [user = maker] = circle;
  const files = [...new Set(circle)];
  const names = listed([...new Set(missing.map(({ name }) => `\`${name}\``))]);
  const several = new Set(missing.map(({ name }) => name)).size > 1;
  const together =
    files.length === 1 ? 'imports itself' : files.length === 2 ? 'import each other' : 'import each other in a circle';
  return {
    code: 'import-circle',
    severity: 'error',
    message: `${listed(files.map(show), files.length)} ${together}: ${names} ${several ? 'are' : 'is'} not there yet when ${show(user)} runs`,
    ...(first.at && { at: placeOfName(first, missing[0]?.name ?? '', app.readSource) ?? first.at }),
    token: missing[0]?.name ?? '',
    label: 'not there yet',
    related: placesOf(circle, app),
    ...(files.length > 2 && { notes: [`the circle: ${circle.map(show).join(' → ')}`] }),
    help: [
      `move what makes ${names} into a file that imports none of them, such as ${show(path.join(path.dirname(maker), `workloads${path.extname(maker)}`))}`,
      'or make the flows in functions, to be called when all files have run: export const flows = () => [...]',
    ],
  };
}

/** What threw points at a member of the name, which stands before it. */
function placeOfName({ code, at }: ResolvedFinding, name: string, readSource: ReadSource): SourceSpan | undefined {
  if (!at || code === 'value-undefined') return at;
  const column = (linesOf(readSource(at.file) ?? '')[at.line - 1] ?? '').lastIndexOf(name, at.column - 1) + 1;
  return column > 0 ? { ...at, column } : at;
}

function placesOf(circle: readonly string[], { graph, cwd, readSource }: App) {
  return circle.slice(0, -1).flatMap((file, index) => {
    const next = circle[index + 1] ?? '';
    const specifier = graph.imports.get(file)?.find((each) => each.file === next)?.specifier;
    const place = specifier === undefined ? undefined : placeOfImport(readSource(file) ?? '', specifier);
    return place ? [{ at: { file, ...place }, message: `${displayPath(next, cwd)} is imported here` }] : [];
  });
}

/** A bundle has one `flows` only, and calls that of another file `flows2`: the place says what the file calls it. */
function inItsWords(finding: ResolvedFinding, [word]: readonly string[]): ResolvedFinding {
  if (word === undefined) return finding;
  return { ...finding, message: finding.message.replace(/(?<=TypeError: )[\w$]+(?= is not )/, () => word) };
}

/** In JavaScript nobody else says that a constant is used above the line that makes it. */
function madeBelow(
  finding: ResolvedFinding,
  { file, line }: SourceSpan,
  words: readonly string[],
  readSource: ReadSource,
): ResolvedFinding {
  const source = readSource(file) ?? '';
  for (const word of words) {
    const made = lineOfConstant(source, word.split('.')[0] ?? '');
    if (made !== undefined && made > line) {
      const { notes: _, ...rest } = finding;
      return { ...rest, help: [`\`${word}\` is made on line ${made} only: move this below it`] };
    }
  }
  return finding;
}

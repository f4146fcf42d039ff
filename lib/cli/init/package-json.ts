import { type ObjectLiteralExpression, Project, type SourceFile, SyntaxKind } from 'ts-morph';
import { refusal } from '../refusal';

/** The scripts of a starter. */
type ScriptName = 'synth' | 'check';
const scriptNames = ['synth', 'check'] as const;

/** What a starter needs of a package.json. */
export interface PackageNeeds {
  readonly scripts: Readonly<Record<ScriptName, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** A package.json with what was missing. */
export interface EditedPackage {
  readonly text: string;
  /** Names of dependencies that were added: they are still to be installed. */
  readonly added: readonly string[];
  /** Scripts of these names do something else, and were left as they are. */
  readonly kept: readonly ScriptName[];
  /** Whether files without an extension of their own are ES modules. */
  readonly isModule: boolean;
}

const sections = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'] as const;

/**
 * Adds the scripts and dependencies that a package.json lacks, in its own formatting. Nothing that is there is changed. Throws a
 * NetpactError for one that cannot be read.
 */
export function editPackage(text: string, needs: PackageNeeds): EditedPackage {
  const body = text.replace(/^\uFEFF/, '');
  const document = readPackage(body);
  const scripts = document.scripts ?? {};
  const absent = scriptNames.filter((name) => scripts[name] === undefined);
  const kept = scriptNames.filter((name) => !absent.includes(name) && scripts[name] !== needs.scripts[name]);
  const missing = Object.entries(needs.dependencies).filter(
    ([name]) => !sections.some((section) => document[section]?.[name] !== undefined),
  );
  // Beside netpact, wherever that is; tools belong to the development dependencies.
  const section = sections.find((each) => document[each]?.netpact !== undefined) ?? 'devDependencies';
  const edited = add(
    add(
      body,
      'scripts',
      absent.map((name) => [name, needs.scripts[name]]),
    ),
    section,
    missing,
  );
  return {
    text: text.slice(0, text.length - body.length) + edited,
    added: missing.map(([name]) => name),
    kept,
    isModule: document.type === 'module',
  };
}

type Section = Readonly<Record<string, string>>;

interface PackageJson extends Partial<Record<(typeof sections)[number] | 'scripts', Section>> {
  readonly type?: string;
}

function readPackage(body: string): PackageJson {
  let document: unknown;
  try {
    document = JSON.parse(body);
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error));
  }
  if (!isObject(document)) throw invalid('it holds no object');
  for (const name of ['scripts', ...sections]) {
    const value: unknown = Reflect.get(document, name);
    if (value !== undefined && !isObject(value)) throw invalid(`"${name}" is no object`);
  }
  return document;
}

const isObject = (value: unknown): value is PackageJson =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function invalid(why: string): Error {
  return refusal(
    'init-package-invalid',
    `package.json cannot be read: ${why}`,
    'correct the file, and run netpact init again: nothing was written',
  );
}

/** The entries at the end of a section, which is made where it is missing. */
function add(text: string, section: string, entries: readonly (readonly [string, string])[]): string {
  if (entries.length === 0) return text;
  const file = new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true }).createSourceFile(
    'package.json',
    text,
  );
  const root = rootOf(file);
  if (!root) throw invalid('it holds no object');
  const found = root.getProperties().findLast((each) => nameOf(each.getText()) === section);
  const value = found?.asKind(SyntaxKind.PropertyAssignment)?.getInitializerIfKind(SyntaxKind.ObjectLiteralExpression);
  const style = styleOf(text, root);
  const lines = entries.map(([name, line]) => `${JSON.stringify(name)}:${style.space}${JSON.stringify(line)}`);
  if (value) return insert(text, value, lines, style);
  const below = style.isOneLine ? '' : style.newline + style.indent.repeat(2);
  const end = style.isOneLine ? '' : style.newline + style.indent;
  const made = `"${section}":${style.space}{${lines.map((line) => below + line).join(`,${style.isOneLine ? style.space : ''}`)}${end}}`;
  return insert(text, root, [made], style);
}

function rootOf(file: SourceFile): ObjectLiteralExpression | undefined {
  return file
    .getStatements()[0]
    ?.asKind(SyntaxKind.ExpressionStatement)
    ?.getExpressionIfKind(SyntaxKind.ObjectLiteralExpression);
}

const nameOf = (property: string): string | undefined => /^"([^"]*)"/.exec(property)?.[1];

/** How a package.json is written. */
interface Style {
  readonly newline: string;
  /** One step. */
  readonly indent: string;
  /** After a colon. */
  readonly space: string;
  readonly isOneLine: boolean;
}

function styleOf(text: string, root: ObjectLiteralExpression): Style {
  const first = root.getProperties()[0];
  const isOneLine = first !== undefined && !root.getText().includes('\n');
  return {
    newline: text.includes('\r\n') ? '\r\n' : '\n',
    indent: first && !isOneLine ? indentAt(text, first.getStart()) : '  ',
    space: first && !/^"[^"]*"\s*:\s/.test(first.getText()) ? '' : ' ',
    isOneLine,
  };
}

function indentAt(text: string, position: number): string {
  return /[ \t]*$/.exec(text.slice(0, position))?.[0] ?? '';
}

function insert(text: string, into: ObjectLiteralExpression, lines: readonly string[], style: Style): string {
  const last = into.getProperties().at(-1);
  const isSpread = into.getText().includes('\n') || (!last && !style.isOneLine);
  const start = text.lastIndexOf('\n', into.getStart()) + 1;
  const outer = /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
  const inner = last && isSpread ? indentAt(text, last.getStart()) : outer + style.indent;
  const between = isSpread ? style.newline + inner : style.space;
  if (last)
    return (
      text.slice(0, last.getEnd()) + lines.map((line) => `,${between}${line}`).join('') + text.slice(last.getEnd())
    );
  const end = isSpread ? style.newline + outer : '';
  const body = lines.map((line) => (isSpread ? between : '') + line).join(isSpread ? ',' : `,${style.space}`);
  return `${text.slice(0, into.getStart())}{${body}${end}}${text.slice(into.getEnd())}`;
}

import { type NewExpression, type Node, Project, type SourceFile, SyntaxKind } from 'ts-morph';
import type { NamespaceNames } from './namespace-names';

/** The file of a namespace, as the entry file imports it. */
interface FlowsFile {
  readonly path: string;
  /** Where the entry file imports no other file beside it: `.js`, or nothing. */
  readonly extension: string;
}

/** An entry file with the chart of one more namespace; undefined where the file has no place for it. */
export function addChart(source: string, names: NamespaceNames, flowsFile: FlowsFile): string | undefined {
  const project = new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true });
  const file = project.createSourceFile('main.ts', source);
  if (hasChart(file, names.namespace)) return source;
  const app = appVariable(file);
  const synth = file
    .getStatements()
    .find(
      (statement) =>
        app !== undefined &&
        new RegExp(`^(?:await\\s+)?${app.replaceAll('$', '\\$')}\\.synth\\(`).test(statement.getText()),
    );
  if (!app || !synth) return undefined;

  const style = styleOf(file, synth);
  const flows = freeName(file, `${names.identifier}Flows`);
  const local = freeName(file, names.identifier);
  const imported = local === names.identifier ? local : `${names.identifier} as ${local}`;
  const chart = `new FlowChart(${app}, ${style.quote(names.namespace)}, { namespaces: [${local}], flows: ${flows} })${style.semicolon}${style.newline}`;
  // From the end of the file to its beginning: positions above an insertion stay what they are.
  const lineStart = source.lastIndexOf('\n', synth.getStart() - 1) + 1;
  const indent = source.slice(lineStart, synth.getStart());
  const withChart = insert(source, synth.getStart(), `${chart}${indent}`);
  const specifier = style.quote(`${flowsFile.path}${style.extension ?? flowsFile.extension}`);
  const line = `import { flows as ${flows}, ${imported} } from ${specifier}${style.semicolon}${style.newline}`;
  return importFlowChart(insert(withChart, importPosition(file, source), line), file, style);
}

function hasChart(file: SourceFile, namespace: string): boolean {
  return file
    .getDescendantsOfKind(SyntaxKind.NewExpression)
    .some(
      (call) =>
        nameOf(call) === 'FlowChart' &&
        call.getArguments()[1]?.asKind(SyntaxKind.StringLiteral)?.getLiteralValue() === namespace,
    );
}

/** The variable that holds the PolicyApp. */
function appVariable(file: SourceFile): string | undefined {
  return file
    .getVariableDeclarations()
    .find((declaration) => {
      const value = declaration.getInitializerIfKind(SyntaxKind.NewExpression);
      return value !== undefined && nameOf(value) === 'PolicyApp';
    })
    ?.getName();
}

function nameOf(call: NewExpression): string {
  return call.getExpression().getText();
}

/** The author's habits, as far as the inserted lines can follow them. */
interface Style {
  readonly newline: string;
  readonly semicolon: string;
  /** Of relative imports: `.js`, or nothing; undefined where there are none. */
  readonly extension: string | undefined;
  quote(text: string): string;
}

function styleOf(file: SourceFile, synth: Node): Style {
  const text = file.getFullText();
  const imports = file.getImportDeclarations();
  const mark = imports[0]?.getModuleSpecifier().getText().startsWith('"') ? '"' : "'";
  const last = imports.map((line) => line.getModuleSpecifierValue()).findLast((specifier) => specifier.startsWith('.'));
  return {
    newline: text.includes('\r\n') ? '\r\n' : '\n',
    semicolon: synth.getText().endsWith(';') ? ';' : '',
    extension: last === undefined ? undefined : (/\.[cm]?[jt]s$/.exec(last)?.[0] ?? ''),
    quote: (value) => `${mark}${value}${mark}`,
  };
}

/** A name that nothing in the file has. */
function freeName(file: SourceFile, wanted: string): string {
  const used = new Set(file.getDescendantsOfKind(SyntaxKind.Identifier).map((identifier) => identifier.getText()));
  let name = wanted;
  for (let count = 2; used.has(name); count++) name = `${wanted}${count}`;
  return name;
}

/** The line after the last import; without imports the file's first line after its comments. */
function importPosition(file: SourceFile, source: string): number {
  const last = file.getImportDeclarations().at(-1);
  if (!last) return file.getStatements()[0]?.getStart() ?? 0;
  const lineEnd = source.indexOf('\n', last.getEnd());
  return lineEnd < 0 ? source.length : lineEnd + 1;
}

/** A file that has a PolicyApp and no chart yet imports one name only. */
function importFlowChart(source: string, file: SourceFile, style: Style): string {
  const own = file.getImportDeclarations().find((line) => line.getModuleSpecifierValue() === 'netpact/cdk8s');
  const named = own?.getNamedImports() ?? [];
  if (named.some((name) => name.getName() === 'FlowChart')) return source;
  const first = named[0];
  if (first) return insert(source, first.getStart(), 'FlowChart, ');
  const line = `import { FlowChart } from ${style.quote('netpact/cdk8s')}${style.semicolon}${style.newline}`;
  return insert(source, file.getStatements()[0]?.getStart() ?? 0, line);
}

function insert(text: string, position: number, addition: string): string {
  return text.slice(0, position) + addition + text.slice(position);
}

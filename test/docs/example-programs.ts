import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript-6';

const root = path.resolve(__dirname, '../..');

/** A program that a page of the documentation shows: the ```ts blocks of one section, with what stands in its comments. */
export interface ExampleProgram {
  /** `docs/language.md: Flows`. */
  readonly name: string;
  /** Each line stands where it stands in the page, so that what is said of line 57 is said of line 57 of the page. */
  readonly code: string;
  /** Public values that it uses and does not import, by the module that has them. */
  readonly missing: ReadonlyMap<string, readonly string[]>;
  /** Names that it uses, by the module that it imports them from, or would. */
  readonly used: ReadonlyMap<string, readonly string[]>;
  /** Files beside it, by name. */
  readonly files: Readonly<Record<string, string>>;
  /** The environments in which it is run, one after the other; without any, once. */
  readonly environments: readonly string[];
  /** What netpact says of it, where it is not to be proved. */
  readonly refused: readonly string[];
}

/** The pages that may have examples. */
export const pages: readonly string[] = [
  'README.md',
  ...fs
    .readdirSync(path.join(root, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
];

/**
 * The programs of a page, one for each section that has a block. What a reader need not see stands in HTML comments:
 *
 *     <!-- ts                          code of the program, at this place
 *     <!-- file k8s/web.yaml           a file beside it
 *     <!-- env dev prod -->            the environments in which it is run
 *     <!-- refused the sentence -->    the program is refused, and this is said
 */
export function programsOf(page: string, exported: ReadonlyMap<string, readonly string[]>): readonly ExampleProgram[] {
  const lines = fs.readFileSync(path.join(root, page), 'utf8').split('\n');
  const sections: Section[] = [];
  let section: Section | undefined;
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? '';
    const heading = /^##+ (.*)$/.exec(line)?.[1];
    if (heading !== undefined || !section) {
      section = {
        title: heading ?? '',
        code: lines.map(() => ''),
        hasBlock: false,
        files: {},
        environments: [],
        refused: [],
      };
      sections.push(section);
    }
    const opening = /^(?:```ts$|<!-- (?<what>ts|file|env|refused)(?: (?<rest>.*?))?(?<end> -->)?$)/.exec(line);
    if (!opening) continue;
    const { what, rest = '', end } = opening.groups ?? {};
    if (what === 'refused') section.refused.push(rest);
    if (what === 'env') section.environments.push(...rest.split(' '));
    if (what === 'ts' && rest !== '') section.code[index] = rest;
    if (end !== undefined) continue;
    const last = lines.indexOf(what === undefined ? '```' : '-->', index + 1);
    if (last < 0) throw new Error(`${page}:${index + 1} is not closed`);
    if (what === 'file') section.files[rest] = `${lines.slice(index + 1, last).join('\n')}\n`;
    else for (let each = index + 1; each < last; each++) section.code[each] = lines[each] ?? '';
    section.hasBlock ||= what === undefined;
    index = last;
  }
  return sections.filter(({ hasBlock }) => hasBlock).map((each) => programOf(page, each, exported));
}

interface Section {
  readonly title: string;
  readonly code: string[];
  hasBlock: boolean;
  readonly files: Record<string, string>;
  readonly environments: string[];
  readonly refused: string[];
}

function programOf(
  page: string,
  { title, code, files, environments, refused }: Section,
  exported: ReadonlyMap<string, readonly string[]>,
): ExampleProgram {
  const text = code.join('\n');
  const { imported, free } = namesIn(text);
  const missing = new Map<string, string[]>();
  const used = new Map([...imported].map(([module, names]) => [module, [...names]]));
  for (const name of free) {
    const module = [...exported].find(([, names]) => names.includes(name))?.[0];
    if (module === undefined) continue;
    missing.set(module, [...(missing.get(module) ?? []), name]);
    used.set(module, [...(used.get(module) ?? []), name]);
  }
  const imports = [...missing].map(([module, names]) => `import { ${names.join(', ')} } from '${module}';`);
  return {
    name: title === '' ? page : `${page}: ${title}`,
    // The first line of a page is its title.
    code: [imports.join(' '), ...code.slice(1)].join('\n'),
    missing,
    used,
    files,
    environments,
    refused,
  };
}

/** The names that a program imports and uses, by their modules, and those that it neither imports nor declares. */
function namesIn(text: string): {
  readonly imported: ReadonlyMap<string, readonly string[]>;
  readonly free: ReadonlySet<string>;
} {
  const file = ts.createSourceFile('example.ts', text, ts.ScriptTarget.ES2022, true);
  const imports: { readonly module: string; readonly local: string; readonly name: string }[] = [];
  const [mentioned, declared] = [new Set<string>(), new Set<string>()];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      const bindings = node.importClause?.namedBindings;
      const elements = bindings && ts.isNamedImports(bindings) ? bindings.elements : [];
      const module = node.moduleSpecifier.text;
      const names = elements.map(({ name, propertyName }) => [name.text, (propertyName ?? name).text] as const);
      imports.push(...names.map(([local, name]) => ({ module, local, name })));
      for (const { name } of elements) declared.add(name.text);
      return;
    }
    if (ts.isIdentifier(node)) {
      const { parent } = node;
      const isDeclared =
        (ts.isVariableDeclaration(parent) ||
          ts.isBindingElement(parent) ||
          ts.isParameter(parent) ||
          ts.isFunctionDeclaration(parent)) &&
        parent.name === node;
      const isMember =
        (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
        (ts.isPropertyAssignment(parent) && parent.name === node);
      if (isDeclared) declared.add(node.text);
      else if (!isMember) mentioned.add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  // Only to import a value is not to use it.
  const imported = new Map<string, string[]>();
  for (const { module, local, name } of imports)
    if (mentioned.has(local)) imported.set(module, [...(imported.get(module) ?? []), name]);
  return { imported, free: new Set([...mentioned].filter((name) => !declared.has(name))) };
}

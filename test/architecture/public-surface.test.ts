import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Node, Project, type SourceFile, type Symbol as TypeSymbol, ts } from 'ts-morph';

/**
 * What `npm run build` wrote is what users see: every type of netpact's own that a public declaration names is exported
 * from one of the entry points, so that it can be imported, and so that declaration files of users can name it.
 */
const root = path.resolve(__dirname, '../..');
const built = path.join(root, 'dist/lib');
const entries = ['index', 'platform/index', 'cdk8s/index', 'testing/index'];
const project = new Project({
  compilerOptions: { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, strict: true },
});

const exported = entries.map(entryFile).flatMap((file) => [...file.getExportedDeclarations().values()].flat());
const named = new Set(exported.map(symbolOf));

function entryFile(entry: string): SourceFile {
  const file = path.join(built, `${entry}.d.ts`);
  if (!existsSync(file)) throw new Error(`${file} is missing: npm run build`);
  return project.addSourceFileAtPath(file);
}

it('exports every type that its public declarations name', () => {
  expect(unexported().sort()).toEqual([]);
});

it('is described in the pages, every name of it', () => {
  const pages = ['language', 'projects', 'testing']
    .map((page) => readFileSync(path.join(root, `docs/${page}.md`), 'utf8'))
    .join('\n');
  const prose = pages.replace(/^```[\s\S]*?^```$/gm, '');
  const words = new Set([...prose.matchAll(/`([^`]*)`/g)].flatMap(([, code = '']) => code.match(/\w+/g) ?? []));
  expect([...named].map((each) => each.getName()).filter((name) => !words.has(name))).toEqual([]);
});

it('hides members behind the symbols of the language only', () => {
  const computed = exported
    .flatMap((each) => [...descendants(each)])
    .filter(Node.isComputedPropertyName)
    .map((each) => each.getText());
  expect([...new Set(computed)].sort()).toEqual(['[kind]', '[refused]', '[state]', '[takes]', '[where]']);
});

/** `Name in file, named by Public`, for each own type that no entry point exports. */
function unexported(): string[] {
  const found: string[] = [];
  for (const from of exported)
    for (const node of descendants(from)) {
      const symbol = namedType(node);
      const own = symbol?.getDeclarations().find((each) => each.getSourceFile().getFilePath().startsWith(built));
      if (!symbol || !own || Node.isTypeParameterDeclaration(own) || named.has(symbol)) continue;
      found.push(
        `${symbol.getName()} in ${path.relative(built, own.getSourceFile().getFilePath())}, named by ${symbolOf(from).getName()}`,
      );
    }
  return [...new Set(found)];
}

/**
 * All of a declaration. Not what a conditional type of its own name computes with: TypeScript prints its name or its
 * result. The type of a value (`typeof toAllow`) is the value's declaration.
 */
function* descendants(node: Node): Iterable<Node> {
  if (Node.isConditionalTypeNode(node) && node.getFirstAncestor(Node.isTypeAliasDeclaration)) return;
  yield node;
  for (const child of node.forEachChildAsArray()) yield* descendants(child);
  if (Node.isTypeQuery(node))
    for (const declaration of resolved(node.getExprName().getSymbol())?.getDeclarations() ?? [])
      yield* descendants(declaration);
}

function namedType(node: Node): TypeSymbol | undefined {
  if (Node.isTypeReference(node)) return resolved(node.getTypeName().getSymbol());
  if (Node.isExpressionWithTypeArguments(node)) return resolved(node.getExpression().getSymbol());
  if (Node.isImportTypeNode(node)) return resolved(node.getQualifier()?.getSymbol());
  return undefined;
}

function resolved(symbol: TypeSymbol | undefined): TypeSymbol | undefined {
  return symbol?.getAliasedSymbol() ?? symbol;
}

function symbolOf(declaration: Node): TypeSymbol {
  const symbol = resolved(declaration.getSymbol());
  if (!symbol) throw new Error(`${declaration.getText()} has no symbol`);
  return symbol;
}

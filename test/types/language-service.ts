import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript-6';

const root = path.resolve(__dirname, '../..');

/** What an editor says of a text in which `│` is the cursor. */
export interface Editor {
  /** What is offered, in the editor's order; what it strikes out, because it is there to be refused, is not. */
  offered(text: string): readonly string[];
  /** What is there to be refused with a sentence, and looks like it. */
  struckOut(text: string): readonly string[];
  /** What is offered, each with its documentation. */
  documented(text: string): readonly (readonly [name: string, sentences: string])[];
  /** The sentences that hovering over the word at the cursor shows. */
  hovered(text: string): string;
}

/** TypeScript's language service over one file that imports netpact from its source, as editors run it. */
export function editor(preamble: string): Editor {
  const file = path.join(root, 'test/types/edited.ts');
  let [content, version] = ['', 0];
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
    paths: {
      netpact: [path.join(root, 'lib/index.ts')],
      'netpact/*': [path.join(root, 'lib/*/index.ts')],
    },
  };
  const isEdited = (name: string) => path.resolve(name) === file;
  const host: ts.LanguageServiceHost = {
    getCompilationSettings: () => options,
    getScriptFileNames: () => [file],
    getScriptVersion: (name) => (isEdited(name) ? `${version}` : '0'),
    getScriptSnapshot: (name) => {
      const text = isEdited(name) ? content : fs.existsSync(name) ? fs.readFileSync(name, 'utf8') : undefined;
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => root,
    getDefaultLibFileName: (settings) => ts.getDefaultLibFilePath(settings),
    fileExists: (name) => isEdited(name) || ts.sys.fileExists(name),
    readFile: (name) => ts.sys.readFile(name),
    readDirectory: ts.sys.readDirectory,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  };
  const service = ts.createLanguageService(host);
  const open = (text: string): number => {
    const whole = `${preamble}\n${text}`;
    content = whole.replace('│', '');
    version++;
    return whole.indexOf('│');
  };
  const isStruckOut = ({ kindModifiers }: ts.CompletionEntry) => kindModifiers?.includes('deprecated') === true;
  const entriesAt = (position: number, areStruckOut = false) =>
    (service.getCompletionsAtPosition(file, position, {})?.entries ?? [])
      .filter((entry) => isStruckOut(entry) === areStruckOut)
      // A stable sort: entries that rank alike stay in TypeScript's order.
      .sort((a, b) => (a.sortText === b.sortText ? 0 : a.sortText < b.sortText ? -1 : 1));
  return {
    offered: (text) => entriesAt(open(text)).map(({ name }) => name),
    struckOut: (text) => entriesAt(open(text), true).map(({ name }) => name),
    documented(text) {
      const position = open(text);
      return entriesAt(position).map(({ name }) => {
        const details = service.getCompletionEntryDetails(
          file,
          position,
          name,
          undefined,
          undefined,
          undefined,
          undefined,
        );
        return [name, ts.displayPartsToString(details?.documentation)] as const;
      });
    },
    hovered(text) {
      const info = service.getQuickInfoAtPosition(file, open(text) - 1);
      return ts.displayPartsToString(info?.documentation);
    },
  };
}

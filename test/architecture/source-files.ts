import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');

/** A file of lib/, by its path inside of it (`compile/halves.ts`). */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

interface Import {
  /** As written for packages; for own files their path inside lib/. */
  readonly target: string;
  readonly isOwn: boolean;
  readonly typesOnly: boolean;
}

const ownFiles: ReadonlySet<string> = new Set(filesBelow('lib').map((file) => path.posix.relative('lib', file)));

export const sourceFiles: readonly SourceFile[] = filesBelow('lib').map((file) => {
  const text = readFileSync(path.join(root, file), 'utf8');
  const own = path.posix.relative('lib', file);
  return { path: own, text, imports: importsOf(own, text) };
});

/** Paths of our TypeScript files, `/` separated, relative to the repository. The browser's tools stand below test/browser. */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.includes('node_modules'))
    .map((file) => path.posix.join(folder, file.split(path.sep).join('/')))
    .sort();
}

export const lineCount = (file: string): number =>
  readFileSync(path.join(root, file), 'utf8').trimEnd().split('\n').length;

function importsOf(file: string, text: string): readonly Import[] {
  // At the start of a line only: the starter of `netpact init` holds imports in a template.
  const statements = text.matchAll(/^(import|export) (type )?(?:[^;'`]*? from )?'([^'$]+)'/gm);
  const dynamic = text.matchAll(/\b(import|require)()\('([^'$]+)'\)/g);
  return [...statements, ...dynamic].map(([, , typeWord, specifier = '']) => {
    const isOwn = specifier.startsWith('.');
    const target = isOwn ? resolveOwn(path.posix.join(path.posix.dirname(file), specifier)) : specifier;
    return { target, isOwn, typesOnly: typeWord === 'type ' };
  });
}

/** Imports at run time are written with `.js`, as Node wants them. */
function resolveOwn(written: string): string {
  const target = written.replace(/\.js$/, '');
  const isFolder = ownFiles.has(`${target}/index.ts`) && !ownFiles.has(`${target}.ts`);
  return isFolder ? `${target}/index.ts` : `${target}.ts`;
}

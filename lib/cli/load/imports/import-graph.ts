import path from 'node:path';
import type { Metafile } from 'esbuild';

/** What the files of an app import of each other, in the order in which they do. Paths are absolute. */
export interface ImportGraph {
  readonly entry: string;
  readonly imports: ReadonlyMap<string, readonly Import[]>;
}

interface Import {
  /** As the file says it: `../shop/flows`. */
  readonly specifier: string;
  readonly file: string;
}

/** The graph of a bundle; what is outside of the bundle, and what is imported while the app runs, is left out. */
export function importGraph({ inputs }: Metafile, entry: string, cwd: string): ImportGraph {
  const absolute = (file: string) => path.resolve(cwd, file);
  const imports = Object.entries(inputs).map(([file, input]) => {
    const own = input.imports.filter(({ external, kind }) => !external && kind !== 'dynamic-import');
    return [
      absolute(file),
      own.map((each) => ({ specifier: each.original ?? each.path, file: absolute(each.path) })),
    ] as const;
  });
  return { entry, imports: new Map(imports) };
}

/** When each file has run to its end: a file runs after all that it imports, but for those that wait for it themselves. */
export function runningOrder({ entry, imports }: ImportGraph): ReadonlyMap<string, number> {
  const order = new Map<string, number>();
  const seen = new Set<string>();
  const stack: { readonly file: string; next: number }[] = [];
  const enter = (file: string) => {
    if (seen.has(file)) return;
    seen.add(file);
    stack.push({ file, next: 0 });
  };
  enter(entry);
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const target = imports.get(top.file)?.[top.next++];
    if (target) enter(target.file);
    else {
      order.set(top.file, order.size);
      stack.pop();
    }
  }
  return order;
}

/** The shortest way of imports from one file to another, both ends included; undefined where there is none. */
export function wayBetween({ imports }: ImportGraph, from: string, to: string): readonly string[] | undefined {
  const before = new Map<string, string | undefined>([[from, undefined]]);
  for (const file of before.keys()) {
    if (file === to) return wayTo(file, before);
    for (const next of imports.get(file) ?? []) if (!before.has(next.file)) before.set(next.file, file);
  }
  return undefined;
}

function wayTo(end: string, before: ReadonlyMap<string, string | undefined>): readonly string[] {
  const way: string[] = [];
  for (let file: string | undefined = end; file !== undefined; file = before.get(file)) way.unshift(file);
  return way;
}

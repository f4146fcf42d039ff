import { filesBelow, lineCount, type SourceFile, sourceFiles } from './source-files';

/**
 * What every layer stands on, each on those before it: sets and selectors, words, clusters as they are usually installed,
 * and what is said of somebody's input.
 */
const ground = ['algebra', 'wording', 'cluster', 'diagnostics'];

/** Who may import whom besides (ARCHITECTURE.md). A layer may always import itself. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  decide: [],
  k8s: [],
  dsl: ['k8s'],
  platform: ['dsl'],
  // What is declared, in Kubernetes' terms: compile says it, and the proof compares it with the manifests.
  intent: ['k8s'],
  compile: ['dsl', 'intent', 'k8s'],
  analyze: ['intent', 'k8s', 'decide'],
  audit: ['analyze', 'k8s', 'decide'],
  // What other repositories need, judged by what this one says.
  contract: ['intent', 'analyze', 'k8s', 'decide'],
  report: ['analyze', 'audit', 'contract', 'intent', 'k8s'],
  cdk8s: ['compile', 'dsl', 'analyze', 'k8s'],
  testing: ['analyze', 'k8s', 'report', 'dsl'],
  cli: ['cdk8s', 'compile', 'dsl', 'intent', 'analyze', 'audit', 'contract', 'report', 'k8s', 'platform'],
};

const layerOf = (file: string): string => file.split('/')[0] ?? '';
const isIn = (file: string, folders: readonly string[]): boolean => folders.some((folder) => file.startsWith(folder));

/** `file → target` for each import that a rule forbids. */
function offences(isForbidden: (file: SourceFile, each: SourceFile['imports'][number]) => boolean): readonly string[] {
  return sourceFiles.flatMap((file) =>
    file.imports.filter((each) => isForbidden(file, each)).map((each) => `${file.path} → ${each.target}`),
  );
}

describe('the import law', () => {
  it('knows every folder of lib, and no other', () => {
    const layers = new Set(
      sourceFiles
        .map(({ path }) => path)
        .filter((path) => path !== 'index.ts')
        .map(layerOf),
    );
    expect([...layers].sort()).toEqual([...ground, ...Object.keys(mayImport)].sort());
  });

  it('lets data go one way: each layer imports only those before it', () => {
    const found = offences(({ path }, { isOwn, target }) => {
      const [from, to] = [layerOf(path), layerOf(target)];
      const allowed = ground.includes(from)
        ? ground.slice(0, ground.indexOf(from))
        : [...ground, ...(mayImport[from] ?? [])];
      return isOwn && path !== 'index.ts' && from !== to && !allowed.includes(to);
    });
    expect(found).toEqual([]);
  });

  it('resolves every import of lib', () => {
    const known = new Set(sourceFiles.map(({ path }) => path));
    expect(offences((_, { isOwn, target }) => isOwn && !known.has(target))).toEqual([]);
  });

  it('keeps the algebra free of packages and of Node', () => {
    expect(offences(({ path }, { isOwn }) => isIn(path, ['algebra/']) && !isOwn)).toEqual([]);
  });

  it('gives the language nothing of Kubernetes but types, save for what reads manifests', () => {
    const found = offences(
      ({ path }, { target, typesOnly }) =>
        layerOf(path) === 'dsl' && layerOf(target) === 'k8s' && !typesOnly && path !== 'dsl/workloads-from.ts',
    );
    expect(found).toEqual([]);
  });

  it('touches files in k8s/load, k8s/emit and cli only', () => {
    const found = offences(
      ({ path }, { target }) => /^(node:)?fs(\/|$)/.test(target) && !isIn(path, ['k8s/load/', 'k8s/emit/', 'cli/']),
    );
    expect(found).toEqual([]);
  });

  it('gives reports nothing of Kubernetes but types', () => {
    const found = offences(
      ({ path }, { target, typesOnly }) => layerOf(path) === 'report' && layerOf(target) === 'k8s' && !typesOnly,
    );
    expect(found).toEqual([]);
  });

  it('lets cdk8s and constructs into lib/cdk8s only', () => {
    expect(
      offences(
        ({ path }, { target, isOwn }) => !isOwn && /^(cdk8s|constructs)/.test(target) && !isIn(path, ['cdk8s/']),
      ),
    ).toEqual([]);
  });

  it('has no cycles', () => {
    expect(
      firstCycle(
        new Map(
          sourceFiles.map(({ path, imports }) => [
            path,
            imports.filter(({ isOwn }) => isOwn).map(({ target }) => target),
          ]),
        ),
      ),
    ).toEqual([]);
  });

  it('lets rooms of one folder lead one way: no two of them import each other, not even by a third', () => {
    const graph = new Map<string, Set<string>>();
    for (const { path, imports } of sourceFiles)
      for (const { target, isOwn } of imports) {
        const rooms = isOwn ? siblings(path, target) : undefined;
        if (rooms) graph.set(rooms[0], (graph.get(rooms[0]) ?? new Set()).add(rooms[1]));
      }
    expect(firstCycle(new Map([...graph].map(([room, others]) => [room, [...others]])))).toEqual([]);
  });

  it('reads the machine clock in one place, and in the command line', () => {
    const readsClock = /\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(/;
    const found = sourceFiles.filter(
      ({ path, text }) => readsClock.test(text) && !isIn(path, ['cli/', 'cdk8s/clock.ts']),
    );
    expect(found.map(({ path }) => path)).toEqual([]);
  });

  it('lists public names one by one, and exports nothing by default', () => {
    const found = sourceFiles.filter(({ text }) => /^export (default|\*)/m.test(text));
    expect(found.map(({ path }) => path)).toEqual([]);
  });
});

describe('the files', () => {
  const own = [...filesBelow('lib'), ...filesBelow('test').filter((file) => !file.includes('/fixtures/'))];

  it('have at most 300 lines, tests at most 500', () => {
    const limit = (file: string) => (file.startsWith('lib/') ? 300 : 500);
    expect(own.filter((file) => lineCount(file) > limit(file))).toEqual([]);
  });

  it('are named after one concept, in kebab case', () => {
    const isBad = (file: string) => {
      const name = file.split('/').at(-1) ?? '';
      return (
        !/^[a-z0-9]+(-[a-z0-9]+)*(\.test|\.d)?\.ts$/.test(name) ||
        /^(utils?|helpers?|common|shared|misc)\.ts$/.test(name)
      );
    };
    expect(own.filter(isBad)).toEqual([]);
  });
});

/** The rooms of the last folder that two files share, where each lies in a room of it: `analyze/engine` and `analyze/judge`. */
function siblings(a: string, b: string): readonly [string, string] | undefined {
  const [as, bs] = [a.split('/'), b.split('/')];
  const common = as.findIndex((part, index) => part !== bs[index]);
  if (common < 0 || common >= as.length - 1 || common >= bs.length - 1) return undefined;
  return [as.slice(0, common + 1).join('/'), bs.slice(0, common + 1).join('/')];
}

/** The files of a cycle, the first of them twice; empty if there is none. */
function firstCycle(graph: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]): readonly string[] => {
    if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file];
    if (done.has(file)) return [];
    done.add(file);
    for (const target of graph.get(file) ?? []) {
      const cycle = visit(target, [...trail, file]);
      if (cycle.length > 0) return cycle;
    }
    return [];
  };
  for (const file of graph.keys()) {
    const cycle = visit(file, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}

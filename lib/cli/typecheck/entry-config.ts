import fs from 'node:fs';
import path from 'node:path';
import { ownTypes, resolveFrom, resolveOwn } from '../load/own-modules';
import { parentFolders } from '../project/find-upwards';
import type { Compiler } from './compiler';
import { isJavaScript, type ProjectSettings } from './project-settings';
import { placeOfOption } from './settings-place';

/**
 * A tsconfig that checks one app, wherever it lies: the user's own settings where there is a tsconfig.json, else what the bundler
 * accepts, strictly. What a project declares for all of its files (`declare module '*.yaml'`) counts, its other files do not.
 */
export function entryConfig(entry: string, settings: ProjectSettings | undefined, compiler: Compiler): object {
  const folder = path.dirname(entry);
  const declarations = settings?.files.filter((file) => /\.d\.[cm]?ts$/.test(file)) ?? [];
  return {
    ...(settings && { extends: settings.tsconfig }),
    compilerOptions: {
      ...(settings ? kept(entry, settings, compiler) : defaults(folder, compiler)),
      ...(isJavaScript(entry) && asJavaScript(settings)),
      noEmit: true,
      // Of one app without the rest of its project; what they imply stays.
      composite: false,
      incremental: false,
      tsBuildInfoFile: null,
      emitDeclarationOnly: false,
      ...(!canResolve('netpact', folder) && { paths: { ...userPaths(settings), ...pathsWithout(folder) } }),
    },
    files: [...new Set([entry, ...declarations])],
    include: [],
    references: [],
  };
}

/** What depends on where a tsconfig.json lies, as it is for the user's. */
function kept(entry: string, { tsconfig, options, files }: ProjectSettings, { major }: Compiler): object {
  const home = path.dirname(tsconfig);
  const isOfProject = files.includes(entry);
  const declares = options.declaration ?? options.composite;
  const modules = parentFolders(home).map((parent) => path.join(parent, 'node_modules'));
  const everywhere = path.parse(entry).root;
  // From 6 on nothing may lie outside of the folder of the tsconfig.json unless it says so.
  const ofHome = options.composite || major >= 6 ? home : everywhere;
  return {
    ...(declares !== undefined && { declaration: declares }),
    rootDir: isOfProject ? (options.rootDir ?? ofHome) : everywhere,
    ...(options.typeRoots === undefined && {
      typeRoots: [
        ...modules.map((folder) => path.join(folder, '@types')),
        // `vitest/globals`: packages are looked for where the settings lie, unless they are all of them.
        ...(options.types?.includes('*') === false ? modules : []),
      ],
    }),
  };
}

/** An entry file in JavaScript is read for the files that it imports, and checked where the project says so. */
function asJavaScript(settings: ProjectSettings | undefined): object {
  if (settings?.options.allowJs || settings?.options.checkJs) return {};
  return { allowJs: true, declaration: false, isolatedDeclarations: false };
}

function defaults(folder: string, { major, minor }: Compiler): object {
  const hasNodeTypes = parentFolders(folder).some((parent) =>
    fs.existsSync(path.join(parent, 'node_modules/@types/node')),
  );
  const knowsPreserve = major > 5 || minor >= 4;
  return {
    target: 'es2022',
    ...(knowsPreserve ? { module: 'preserve' } : { module: 'esnext', moduleResolution: 'bundler' }),
    strict: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    rootDir: path.parse(folder).root,
    typeRoots: parentFolders(folder).map((parent) => path.join(parent, 'node_modules/@types')),
    // Without Node's own types, those of the browser at least know the console.
    lib: hasNodeTypes ? ['es2023'] : ['es2023', 'dom'],
    types: hasNodeTypes ? ['node'] : [],
  };
}

/** The project's own `paths`, which those of netpact would replace; they count from the file that says them. */
function userPaths(settings: ProjectSettings | undefined): Record<string, string[]> {
  if (settings?.options.paths === undefined) return {};
  const { tsconfig, options } = settings;
  const home = options.baseUrl ?? path.dirname(placeOfOption('paths', tsconfig)?.file ?? tsconfig);
  return Object.fromEntries(
    Object.entries(settings.options.paths).map(([name, targets]) => [
      name,
      targets.map((target) => path.resolve(home, target)),
    ]),
  );
}

/** An app whose folder has no netpact installed (`npx netpact` elsewhere) is checked against the running command's types. */
function pathsWithout(folder: string): Record<string, string[]> {
  const peers = ['cdk8s', 'constructs'].filter((name) => !canResolve(name, folder));
  return { ...ownTypes(), ...Object.fromEntries(peers.flatMap((name) => ownPeerTypes(name))) };
}

function ownPeerTypes(name: string): [string, string[]][] {
  const found = resolveOwn(`${name}/package.json`);
  return found ? [[name, [path.dirname(found)]]] : [];
}

function canResolve(name: string, folder: string): boolean {
  return resolveFrom(path.join(folder, 'main.ts'), `${name}/package.json`) !== undefined;
}

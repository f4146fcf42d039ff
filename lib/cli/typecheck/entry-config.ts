import fs from 'node:fs';
import path from 'node:path';
import { ownTypes, resolveFrom, resolveOwn } from '../load/own-modules';
import { findUpwards, parentFolders } from '../project/find-upwards';

/** A tsconfig that checks one app: the user's own settings where there is a tsconfig.json, else what the bundler accepts, strictly. */
export function entryConfig(entry: string): object {
  const folder = path.dirname(entry);
  const tsconfig = findUpwards('tsconfig.json', folder);
  return {
    ...(tsconfig && { extends: tsconfig }),
    compilerOptions: {
      ...(!tsconfig && defaults(folder)),
      noEmit: true,
      skipLibCheck: true,
      composite: false,
      incremental: false,
      declaration: false,
      declarationMap: false,
      emitDeclarationOnly: false,
      rootDir: path.parse(entry).root,
      // The configuration lies in a temporary folder, from where no @types would be found.
      typeRoots: parentFolders(folder).map((parent) => path.join(parent, 'node_modules/@types')),
      ...(!canResolve('netpact', folder) && { paths: pathsWithout(folder) }),
    },
    files: [entry],
    include: [],
  };
}

function defaults(folder: string): object {
  const hasNodeTypes = parentFolders(folder).some((parent) =>
    fs.existsSync(path.join(parent, 'node_modules/@types/node')),
  );
  return {
    target: 'es2022',
    module: 'preserve',
    strict: true,
    allowImportingTsExtensions: true,
    // Without Node's own types, those of the browser at least know the console.
    lib: hasNodeTypes ? ['es2023'] : ['es2023', 'dom'],
    types: hasNodeTypes ? ['node'] : [],
  };
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

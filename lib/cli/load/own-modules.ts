import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** The folder of netpact's own compiled files: the one that holds `index.js`. */
const ownRoot = path.resolve(__dirname, '../..');

/** What an app may import from netpact; the same list as `exports` in package.json. */
export const ownSpecifiers = ['netpact', 'netpact/platform', 'netpact/cdk8s', 'netpact/testing'] as const;

/** The running command's own file for `netpact` or a subpath of it; undefined for any other specifier and for an unknown subpath. */
export function ownModule(specifier: string): string | undefined {
  if (!ownSpecifiers.some((known) => known === specifier)) return undefined;
  return path.join(ownRoot, specifier.slice('netpact'.length), 'index.js');
}

/** The running command's own type declarations, by specifier. */
export function ownTypes(): Record<string, string[]> {
  return Object.fromEntries(
    ownSpecifiers.map((specifier) => [
      specifier,
      [path.join(ownRoot, specifier.slice('netpact'.length), 'index.d.ts')],
    ]),
  );
}

/** The running command's package.json, as far as the command line needs it. */
export interface OwnPackage {
  readonly version: string;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly engines: { readonly node: string };
}

/** Reads package.json of the running netpact. */
export function ownPackage(): OwnPackage {
  return JSON.parse(fs.readFileSync(path.resolve(ownRoot, '../../package.json'), 'utf8'));
}

/** The file that a module means to a file that imports it; undefined where it is not installed. */
export function resolveFrom(file: string, specifier: string): string | undefined {
  try {
    return createRequire(file).resolve(specifier);
  } catch {
    return undefined;
  }
}

/** The running command's own copy of a package. */
export const resolveOwn = (specifier: string): string | undefined => resolveFrom(__filename, specifier);

import { realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { isWithin } from '../../k8s/load/files/file-paths';
import { followBelow } from '../../k8s/load/roots/local-path';
import { refusal } from '../refusal';

/** Where a side of the comparison, or the only input, lies. */
export interface Checkout {
  /** The working directory, and the work tree around it. */
  readonly cwd: string;
  readonly top: string;
  /** The same of a revision that was written to a folder of this process: its own files of values are the ones that count. */
  readonly written?: { readonly top: string; readonly name: string };
}

/** Where a file of values is. Throws a NetpactError for one that is no file, or that a link leads out of the repository. */
export function valuesFile(named: string, { cwd, top, written }: Checkout): string {
  const at = path.resolve(realpathSync.native(cwd), named);
  if (!isWithin(at, top)) return regularFile(named, at);
  const place = written ? path.join(written.top, path.relative(top, at)) : at;
  const found = followBelow(place, written?.top ?? top);
  if ('refused' in found) throw unusable(named, `${found.refused}${written ? ` at ${written.name}` : ''}`);
  if (found.kind === 'folder') throw unusable(named, 'is a folder');
  return found.real;
}

function regularFile(named: string, at: string): string {
  try {
    if (statSync(at).isFile()) return at;
  } catch {
    throw unusable(named, 'does not exist');
  }
  throw unusable(named, 'is no file');
}

const unusable = (named: string, why: string) =>
  refusal(
    'values-unreadable',
    `--values ${named} ${why}`,
    'name a file of values, relative to the working directory; nothing is fetched',
  );

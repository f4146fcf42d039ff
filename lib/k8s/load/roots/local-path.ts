import { realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { isWithin, workTreeAround } from '../files/file-paths';

/** What a path of a kustomization or a chart leads to, or why it is not followed. */
export type LocalPath =
  | { readonly kind: 'file' | 'folder'; readonly at: string; readonly real: string }
  | { readonly refused: string };

/**
 * Follows a path that somebody's file names. Only what lies below `top`, links included, is followed, and nothing of Git's own
 * (it may hold a token). Whatever kustomize takes for an address is one, even where a folder has that name.
 */
export function followPath(from: string, named: string, top: string): LocalPath {
  if (isAddress(named)) return { refused: 'would have to be fetched' };
  if (path.isAbsolute(named) || named.includes('\0')) return { refused: 'must be relative to the file' };
  const at = path.resolve(from, named);
  return isWithin(at, top) ? followBelow(at, top) : { refused: 'would lead out of the repository' };
}

/** The same for a path that is absolute already. */
export function followBelow(at: string, top: string): LocalPath {
  try {
    const real = realpathSync.native(at);
    if (!isWithin(real, top)) return { refused: 'would lead through a link out of the repository' };
    if (path.relative(top, real).split(path.sep).includes('.git')) return { refused: "must not be Git's own data" };
    const status = statSync(real);
    if (status.isDirectory()) return { kind: 'folder', at, real };
    return status.isFile() ? { kind: 'file', at, real } : { refused: 'must be a regular file or a folder' };
  } catch {
    return { refused: 'cannot be found in the repository' };
  }
}

/** A scheme, `git::`, `gh:`, `user@host:`, a query, or GitHub without any of these: what kustomize clones or downloads. */
function isAddress(named: string): boolean {
  return (
    /^[a-z][a-z0-9+.-]+:/i.test(named) ||
    /^[^/]*@/.test(named) ||
    /^github\.com[:/]/i.test(named) ||
    named.includes('?')
  );
}

/** The folder that everything must lie in: the work tree around a folder, else the working directory, else what was given. */
export function repositoryOf(folder: string, cwd: string, given: readonly string[] = []): string {
  const tree = workTreeAround(folder);
  if (tree !== undefined) return tree;
  const working = realpathSync.native(cwd);
  return [working, ...given].find((each) => isWithin(folder, each)) ?? folder;
}

import { existsSync } from 'node:fs';
import path from 'node:path';
import type { NetpactError } from '../../diagnostics/netpact-error';
import { refusal } from '../refusal';
import { isRevision, mergeBase, type Revision, resolveRevision } from './resolve-revision';

/** What OLD or NEW is. */
export type Side =
  | { readonly kind: 'stdin' }
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'revision'; readonly revision: Revision };

/** Both sides, and the paths inside them that are compared; without any, all of both. */
export interface NamedSides {
  readonly before: Side;
  readonly after: Side;
  readonly paths: readonly string[];
  /** Whether one word named both. */
  readonly isRange: boolean;
}

/** The words of a command that compares: `old new [paths]`, or one range of revisions in place of both. */
export interface SideWords {
  readonly old: string;
  readonly now: string | undefined;
  readonly paths: readonly string[];
}

/** Finds what the words mean. Throws a NetpactError where one means nothing, or may mean two things. */
export async function nameSides({ old, now, paths }: SideWords, cwd: string): Promise<NamedSides> {
  if (old.trim() === '') throw emptyWord('OLD');
  const range = await rangeOf(old, cwd);
  const inside = range && now !== undefined ? [now, ...paths] : paths;
  if (inside.some((each) => each.trim() === '')) throw emptyWord('a PATH');
  if (range) return { ...range, paths: inside, isRange: true };
  if (now === undefined)
    throw refusal(
      'diff-side-missing',
      'NEW is missing',
      existsSync(path.resolve(cwd, old))
        ? `name both: netpact diff HEAD ${old} compares it with what is committed`
        : `name both: netpact diff ${old} . compares the work tree, netpact diff origin/main...HEAD what a branch changes`,
    );
  if (now.trim() === '') throw emptyWord('NEW');
  if (old === '-' && now === '-')
    throw refusal('diff-side-twice', 'OLD and NEW are both the standard input', 'write one of them to a file');
  return { before: await sideOf(old, paths, cwd), after: await sideOf(now, paths, cwd), paths, isRange: false };
}

/** With paths inside, which a file cannot have, a word is the revision; without, one that is a path as well is refused. */
async function sideOf(word: string, paths: readonly string[], cwd: string): Promise<Side> {
  if (word === '-') return { kind: 'stdin' };
  if (existsSync(path.resolve(cwd, word))) {
    if (!(await isRevision(word, cwd))) return { kind: 'path', path: word };
    if (paths.length === 0) throw ambiguous(word);
  }
  return { kind: 'revision', revision: await resolveRevision(word, cwd) };
}

/**
 * `A..B` is from A to B, `A...B` from where they parted to B. Git takes HEAD for an end that is not there; a variable that
 * is not set would compare HEAD with itself.
 */
async function rangeOf(word: string, cwd: string): Promise<Pick<NamedSides, 'before' | 'after'> | undefined> {
  const [, from = '', dots, to = ''] = /^(.*?)(\.{2,3})(.*)$/s.exec(word) ?? [];
  // `../old` is a path, also where nothing is there.
  if (!dots || word.split('/').includes('..') || (await isRevision(word, cwd))) return undefined;
  const isPath = existsSync(path.resolve(cwd, word));
  if (isPath && !((await isRevision(from, cwd)) && (await isRevision(to, cwd)))) return undefined;
  if (isPath) throw ambiguous(word);
  if (from === '' || to === '')
    throw refusal(
      'diff-side-missing',
      `${word} is a range of revisions of which ${from === '' ? 'the first' : 'the second'} is missing`,
      'write both: netpact diff origin/main...HEAD; a variable that is not set is empty',
    );
  const after = await resolveRevision(to, cwd);
  const before = await resolveRevision(from, cwd);
  return {
    before: { kind: 'revision', revision: dots === '...' ? await mergeBase(before, after, cwd) : before },
    after: { kind: 'revision', revision: after },
  };
}

function emptyWord(which: string): NetpactError {
  return refusal(
    'diff-side-missing',
    `${which} is empty`,
    'a variable that is not set is empty: say what to compare, netpact diff origin/main HEAD -- dist/k8s',
  );
}

function ambiguous(word: string): NetpactError {
  return refusal(
    'diff-side-ambiguous',
    `${word} is a path and a revision`,
    `write ./${word} for the path; for the revision its full name (refs/heads/${word}) or its commit`,
  );
}

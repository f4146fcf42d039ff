import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Finding } from '../../diagnostics/finding';
import { type LoadPathsOptions, type LoadResult, loadBytes, loadPaths, partsOf } from '../../k8s/load';
import { realOrSame, slashed } from '../../k8s/load/files/file-paths';
import { type RootRenderer, rootCodes, rootNotes } from '../../k8s/load/roots/root';
import { listed } from '../../wording/words';
import { refusal } from '../refusal';
import type { Side } from './name-sides';
import { type Revision, repositoryPath } from './resolve-revision';
import { revisionFiles } from './revision-files';
import { type WrittenRevision, writeRevision } from './write-revision';

/** What a side has where it was asked to look. */
export interface Place {
  /** As messages name it: `old/k8s`, `origin/main:dist/k8s`. */
  readonly name: string;
  readonly holds: 'nothing' | 'no manifest' | 'a file' | 'manifests';
}

/** How sides are read, and who renders what has to be rendered. */
export interface Reading {
  readonly options: LoadPathsOptions;
  /** Whether rendering asks for files that no root names: those of values. */
  readonly usesFiles: boolean;
  rendererFor(place: SidePlace): RootRenderer;
}

/** Where the paths of a side start: a folder, or the top of a revision that was written to one. */
export interface SidePlace {
  /** What the paths of a command line start from: of a revision, from the top of the repository. */
  readonly folder: string;
  readonly written?: { readonly top: string; readonly name: string };
}

/** Paths of a revision, from the top of the repository; those of the command line start from `from`. */
interface RevisionPaths {
  readonly from: string;
  readonly paths: readonly string[];
}

/** One side as it was read, and the places that it was read from, in the order of the paths that were asked for. */
export interface PlacedSide {
  readonly loaded: LoadResult;
  readonly places: readonly Place[];
}

/** Reads one side; `other` says where in a revision: the place of a folder is the same in it. */
export async function readSide(
  side: Side,
  other: Side,
  paths: readonly string[],
  reading: Reading,
  cwd: string,
): Promise<PlacedSide> {
  switch (side.kind) {
    case 'stdin':
      return {
        loaded: await loadPaths(['-'], reading.options),
        places: insideOf(paths).map(() => ({ name: 'the standard input', holds: 'a file' })),
      };
    case 'path':
      return readFromDisk(
        paths.length > 0 ? paths.map((each) => path.join(side.path, each)) : [side.path],
        side.path,
        reading,
        cwd,
      );
    case 'revision':
      return readFromRevision(side.revision, await pathsIn(side.revision, other, paths, cwd), reading, cwd);
  }
}

/** Without any path, all of a side. */
const insideOf = (paths: readonly string[]): readonly string[] => (paths.length > 0 ? paths : ['.']);

async function readFromDisk(
  paths: readonly string[],
  folder: string,
  reading: Reading,
  cwd: string,
): Promise<PlacedSide> {
  const there = paths.filter((each) => existsSync(path.resolve(cwd, each)));
  const renderer = reading.rendererFor({ folder });
  const loaded = await loadPaths(there, { ...reading.options, renderer });
  const files = [...loaded.texts.keys()].map((file) => realOrSame(path.resolve(cwd, file)));
  const holds = (name: string): Place['holds'] => {
    if (!there.includes(name)) return 'nothing';
    if (hasRoot(loaded)) return 'manifests';
    if (!statSync(path.resolve(cwd, name)).isDirectory()) return 'a file';
    const real = realOrSame(path.resolve(cwd, name));
    const below = real.endsWith(path.sep) ? real : `${real}${path.sep}`;
    if (files.some((file) => file === real || file.startsWith(below))) return 'manifests';
    // A kustomization may list nothing but what lies elsewhere.
    return partsOf([name], { ...reading.options, cwd }).parts.some(({ isRoot }) => isRoot)
      ? 'manifests'
      : 'no manifest';
  };
  return { loaded, places: paths.map((name) => ({ name, holds: holds(name) })) };
}

async function readFromRevision(
  revision: Revision,
  { from, paths }: RevisionPaths,
  reading: Reading,
  cwd: string,
): Promise<PlacedSide> {
  const { files, places, notes, hasRoots, leftOut } = await revisionFiles(
    revision,
    paths,
    cwd,
    reading.options.exclude,
  );
  const there = paths.filter((_, index) => places[index]?.isThere);
  const loaded = hasRoots
    ? await loadWritten(revision, there, { from, reading, cwd })
    : loadBytes(files, { ...reading.options, leftOut });
  return {
    loaded: { ...loaded, notes: [...notes, ...loaded.notes] },
    places: places.map(({ isThere, isFile, count }, index) => ({
      name: paths[index] ? `${revision.name}:${paths[index]}` : revision.name,
      holds: !isThere ? 'nothing' : isFile ? 'a file' : count > 0 ? 'manifests' : 'no manifest',
    })),
  };
}

/** The paths as the revision names them. */
export async function pathsIn(
  { name, prefix }: Revision,
  other: Side,
  paths: readonly string[],
  cwd: string,
): Promise<RevisionPaths> {
  const from = other.kind === 'path' ? await repositoryPath(other.path, cwd) : prefix;
  if (other.kind === 'path' && from === undefined)
    throw refusal(
      'revision-path-missing',
      `${other.path} is outside the repository of ${name}, so that it has no place in it`,
      'check the revision out into a folder, and compare folders: git worktree add ../old main',
    );
  const full = insideOf(paths).map((given) => {
    const each = path.posix.normalize(path.posix.join(from ?? '', slashed(given)));
    if (each === '..' || each.startsWith('../') || path.isAbsolute(given))
      throw refusal(
        'revision-path-missing',
        `${given} is outside the repository`,
        'paths after -- are relative to the working directory, or to the folder that is compared',
      );
    return each === '.' || each === './' ? '' : each.replace(/\/$/, '');
  });
  return { from: from ?? '', paths: full };
}

/**
 * Kustomizations and charts are made of many files, which lie side by side for the programs that render them. Most use nothing
 * beside the paths; all of the revision is written only where one does.
 */
async function loadWritten(revision: Revision, paths: readonly string[], place: RevisionPlace): Promise<LoadResult> {
  if (!place.reading.usesFiles) {
    const near = await writeRevision(revision, place.cwd, paths);
    const loaded = await loadFrom(near, revision, paths, place);
    if (!lacksFiles(loaded)) return loaded;
  }
  const whole = await writeRevision(revision, place.cwd);
  const again = await loadFrom(whole, revision, paths, place);
  if (whole.unwritten.length === 0 || !lacksFiles(again)) return again;
  const message = `links, submodules and files of Git LFS are not followed in a revision; ${revision.name} holds ${listed(whole.unwritten)}`;
  return { ...again, notes: [...again.notes, { code: 'folder-skipped', severity: 'info', message }] };
}

const lacksFiles = ({ findings }: LoadResult): boolean => findings.some(({ code }) => code === 'root-not-local');

interface RevisionPlace {
  readonly from: string;
  readonly reading: Reading;
  readonly cwd: string;
}

function loadFrom(
  { top }: WrittenRevision,
  { name }: Revision,
  paths: readonly string[],
  { from, reading }: RevisionPlace,
): Promise<LoadResult> {
  return loadPaths(
    paths.map((each) => each || '.'),
    {
      ...reading.options,
      cwd: top,
      top,
      nameOf: (file) => (file === '.' ? `${name}:` : `${name}:${file}`),
      renderer: reading.rendererFor({ folder: from, written: { top, name } }),
    },
  );
}

/** Whether a root was read, or was to be: a folder of it is not empty, whatever its files are called. */
const hasRoot = ({ findings, notes }: LoadResult): boolean =>
  [...findings, ...notes].some(({ code }) => rootCodes.has(code) || rootNotes.has(code));

/**
 * What is empty on one side only, one sentence each; the side is compared as what else it holds. Throws where a place is
 * empty on both: there is nothing to compare, and equal would be the answer.
 */
export function emptyPlaces(before: readonly Place[], after: readonly Place[]): readonly string[] {
  return before.flatMap((old, index) => {
    const now = after[index];
    if (!now) return [];
    const empty = [old, now].filter(isEmpty);
    if (empty.length === 2)
      throw refusal(
        'revision-path-missing',
        old.name === now.name ? stateOf(old) : `${stateOf(old)}, and ${stateOf(now)}`,
        'name a path that at least one side holds; what is compared must be there',
      );
    return empty.map((each) => `${stateOf(each)}: it is compared as empty`);
  });
}

const isEmpty = ({ holds }: Place): boolean => holds === 'nothing' || holds === 'no manifest';

function stateOf({ name, holds }: Place): string {
  return holds === 'nothing' ? `${name} does not exist` : `${name} holds no manifest`;
}

/** Whether a side without any object is a side all the same: its folders are empty, or not there. A file or a stream is not. */
export function mayBeEmpty({ places }: PlacedSide): boolean {
  return places.every(({ holds }) => holds !== 'a file');
}

/** Whether nothing was found, and nothing else is wrong. */
export function isBare({ findings }: LoadResult): boolean {
  return findings.some(isNothingFound);
}

export const isNothingFound = ({ code }: Finding): boolean => code === 'no-kubernetes-object';

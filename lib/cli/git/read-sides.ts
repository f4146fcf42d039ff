import { existsSync } from 'node:fs';
import path from 'node:path';
import { resolveFinding } from '../../diagnostics/resolved-finding';
import { type LoadOptions, type LoadResult, loadBytes, loadPaths } from '../../k8s/load';
import { showFindings, sourceReader } from '../console/show-findings';
import { refusal } from '../refusal';
import { isRevision, resolveRevision } from './resolve-revision';
import { revisionFiles } from './revision-files';

/** Both sides, read whole. */
export interface ReadSides {
  readonly before: LoadResult;
  readonly after: LoadResult;
}

/**
 * Reads OLD and NEW: a path, `-`, or a Git revision, with `paths` inside each. Prints what there is to say about them;
 * undefined where one of them cannot be computed with.
 */
export async function readSides(
  names: { readonly before: string; readonly after: string },
  paths: readonly string[],
  options: LoadOptions,
): Promise<ReadSides | undefined> {
  if (names.before === '-' && names.after === '-')
    throw refusal('diff-side-twice', 'OLD and NEW are both the standard input', 'write one of them to a file');
  const cwd = process.cwd();
  const before = await readSide(names.before, paths, options, cwd);
  const after = await readSide(names.after, paths, options, cwd);
  const files = sourceReader();
  const shown = [before, after].flatMap(({ findings, notes }) => [...findings, ...notes]).map(resolveFinding);
  showFindings(distinct(shown), cwd, (file) => before.texts.get(file) ?? after.texts.get(file) ?? files(file));
  const isBroken = [before, after].some(({ findings }) => findings.some(({ severity }) => severity === 'error'));
  return isBroken ? undefined : { before, after };
}

/** A path wins over a revision of the same name; with paths inside, which a file cannot have, it is the other way round. */
async function readSide(
  name: string,
  paths: readonly string[],
  options: LoadOptions,
  cwd: string,
): Promise<LoadResult> {
  const isPath = name === '-' || existsSync(path.resolve(cwd, name));
  if (isPath && (paths.length === 0 || name === '-' || !(await isRevision(name, cwd)))) {
    const inside = name === '-' || paths.length === 0 ? [name] : paths.map((each) => path.join(name, each));
    return loadPaths(inside, options);
  }
  const revision = await resolveRevision(name, cwd);
  const { files, notes } = await revisionFiles(revision, paths.length > 0 ? paths : ['.'], cwd);
  const loaded = loadBytes(files, options);
  return { ...loaded, notes: [...notes, ...loaded.notes] };
}

/** What both sides say about a file that is the same on both is said once. */
function distinct<Shown extends { readonly code: string; readonly message: string }>(
  all: readonly Shown[],
): readonly Shown[] {
  return [...new Map(all.map((each) => [`${each.code} ${each.message}`, each])).values()];
}

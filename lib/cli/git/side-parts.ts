import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Assumption } from '../../diagnostics/assumption';
import type { Finding } from '../../diagnostics/finding';
import { NetpactError } from '../../diagnostics/netpact-error';
import { resolveFinding } from '../../diagnostics/resolved-finding';
import { type Parts, partsOf } from '../../k8s/load';
import { slashed } from '../../k8s/load/files/file-paths';
import { showManifestFindings, sourceReader } from '../console/show-findings';
import type { ReadingOptions } from '../input/analysis-options';
import { refusal } from '../refusal';
import { nameSides, type Side, type SideWords } from './name-sides';
import type { Revision } from './resolve-revision';
import { revisionFiles } from './revision-files';
import { pathsIn } from './side-places';
import { writeRevision } from './write-revision';

/** A root of one or both sides, or the files of no root; paths start where those of the command line do. */
export interface SidePart {
  readonly root: string;
  readonly paths: readonly string[];
}

/** Every root of either side, and last what belongs to none. */
export async function sideParts(
  words: SideWords,
  { exclude = [], verbose }: ReadingOptions,
): Promise<{
  readonly isRange: boolean;
  readonly parts: readonly SidePart[];
  /** What is taken for granted of files that are in no part. */
  readonly assumptions: readonly Assumption[];
}> {
  const cwd = process.cwd();
  const { before, after, paths, isRange } = await nameSides(words, cwd);
  const sides = [
    await partsOfSide(before, after, { paths, exclude, cwd }),
    await partsOfSide(after, before, { paths, exclude, cwd }),
  ];
  const findings = sides.flatMap((side) => side.findings);
  // What cannot be looked into may hold anything: to compare the rest would pass over it.
  if (findings.some(({ severity }) => severity === 'error')) throw new NetpactError(findings);
  showManifestFindings(findings.map(resolveFinding), sourceReader(), verbose);
  const roots = new Map<string, string>();
  for (const { root, file } of sides.flatMap(({ roots: found }) => found)) {
    const known = roots.get(root);
    // Another file of the same folder makes the root on the other side.
    roots.set(root, known === undefined || known === file ? file : root);
  }
  const loose = [...new Set(sides.flatMap(({ loose: files }) => files))].sort();
  const parts = [
    ...[...roots].map(([root, file]) => ({ root, paths: [file] })),
    ...(loose.length > 0 ? [{ root: 'files of no root', paths: loose }] : []),
  ];
  return { isRange, parts, assumptions: sides.flatMap((side) => side.assumptions) };
}

interface FoundParts {
  readonly roots: readonly { readonly root: string; readonly file: string }[];
  readonly loose: readonly string[];
  readonly findings: readonly Finding[];
  readonly assumptions: readonly Assumption[];
}

async function partsOfSide(
  side: Side,
  other: Side,
  {
    paths,
    exclude,
    cwd,
  }: { readonly paths: readonly string[]; readonly exclude: readonly string[]; readonly cwd: string },
): Promise<FoundParts> {
  if (side.kind === 'stdin')
    throw refusal(
      'option-invalid',
      '--each compares folders and revisions, not the standard input',
      'leave --each out',
    );
  const { from, inside } = await placesOf(side, other, paths, cwd);
  const there = (top: string) => inside.filter((each) => existsSync(path.resolve(top, each)));
  const { parts, findings, assumptions } =
    side.kind === 'path'
      ? partsOf(there(cwd), { cwd, exclude })
      : await partsOfRevision(side.revision, there, { inside, exclude, cwd });
  const fromStart = (file: string) => slashed(path.relative(from, file)) || '.';
  return {
    roots: parts
      .filter(({ isRoot }) => isRoot)
      .map(({ root, paths: [file = root] }) => ({ root: fromStart(root), file: fromStart(file) })),
    loose: parts.filter(({ isRoot }) => !isRoot).flatMap(({ paths: files }) => files.map(fromStart)),
    findings,
    assumptions,
  };
}

/** The parts of a revision; throws for what is not written with it, as a link or a submodule. */
async function partsOfRevision(
  revision: Revision,
  there: (top: string) => readonly string[],
  {
    inside,
    exclude,
    cwd,
  }: { readonly inside: readonly string[]; readonly exclude: readonly string[]; readonly cwd: string },
): Promise<Parts> {
  const full = inside.map((each) => (each === '.' ? '' : each));
  const { notes } = await revisionFiles(revision, full, cwd, exclude);
  const { top } = await writeRevision(revision, cwd);
  const nameOf = (file: string) => (file === '.' ? `${revision.name}:` : `${revision.name}:${file}`);
  const found = partsOf(there(top), { cwd: top, top, exclude, nameOf });
  return { ...found, findings: [...notes, ...found.findings] };
}

/** Where the paths of a side start, and the paths that are looked at. */
async function placesOf(
  side: Exclude<Side, { readonly kind: 'stdin' }>,
  other: Side,
  paths: readonly string[],
  cwd: string,
): Promise<{ readonly from: string; readonly inside: readonly string[] }> {
  if (side.kind === 'path')
    return {
      from: side.path,
      inside: paths.length > 0 ? paths.map((each) => path.join(side.path, each)) : [side.path],
    };
  const found = await pathsIn(side.revision, other, paths, cwd);
  return { from: found.from, inside: found.paths.map((each) => each || '.') };
}

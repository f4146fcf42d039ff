import type { Finding } from '../../diagnostics/finding';
import { resolveFinding } from '../../diagnostics/resolved-finding';
import type { LoadResult } from '../../k8s/load';
import { showManifestFindings, sourceReader } from '../console/show-findings';
import type { ReadingOptions } from '../input/analysis-options';
import { nothingToJudge } from '../input/nothing-to-judge';
import { nameSides, type SideWords } from './name-sides';
import { emptyPlaces, isBare, isNothingFound, mayBeEmpty, type PlacedSide, readSide } from './side-places';
import { SideRenderers } from './side-renderers';

/** Both sides, read whole. */
export interface ReadSides {
  readonly before: LoadResult;
  readonly after: LoadResult;
  /** What one side does not have, so that it was compared as empty; one sentence each, for every output. */
  readonly empty: readonly string[];
  /** What is known to differ and cannot be compared, one sentence each. @default nothing */
  readonly undecided?: readonly string[];
}

/**
 * Reads OLD and NEW: a path, `-`, or a Git revision, with `paths` inside each. Prints what there is to say about them;
 * undefined where one of them cannot be computed with.
 */
export async function readSides(words: SideWords, options: ReadingOptions): Promise<ReadSides | undefined> {
  const cwd = process.cwd();
  const named = await nameSides(words, cwd);
  const renderers = new SideRenderers(options, cwd);
  const old = await readSide(named.before, named.after, named.paths, renderers, cwd);
  const now = await readSide(named.after, named.before, named.paths, renderers, cwd);
  renderers.checkUse([old.loaded, now.loaded]);
  const [before, after] = [orEmpty(old, now), orEmpty(now, old)];
  const empty = [...emptyPlaces(old.places, now.places), ...bareFolders(old, before), ...bareFolders(now, after)];
  const files = sourceReader();
  const readSource = (file: string) => before.texts.get(file) ?? after.texts.get(file) ?? files(file);
  const sides = [before, after];
  const findings = [...nothingToJudge(sides), ...sides.flatMap((side) => side.findings)];
  const notes = [...sides.flatMap((side) => side.notes), ...empty.map(noteOf)];
  showManifestFindings(distinct([...findings, ...notes].map(resolveFinding)), readSource, options.verbose);
  return findings.some(({ severity }) => severity === 'error') ? undefined : { before, after, empty };
}

/** A side without any object beside one with some is empty, where folders were asked for. */
function orEmpty(side: PlacedSide, other: PlacedSide): LoadResult {
  const { loaded } = side;
  if (!isBare(loaded) || isBare(other.loaded) || !mayBeEmpty(side)) return loaded;
  return { ...loaded, findings: loaded.findings.filter((finding) => !isNothingFound(finding)) };
}

/** Folders whose files hold no object, where that leaves the side empty. */
function bareFolders({ loaded, places }: PlacedSide, used: LoadResult): readonly string[] {
  if (loaded === used) return [];
  return places
    .filter(({ holds }) => holds === 'manifests')
    .map(({ name }) => `the files in ${name} hold no Kubernetes object: it is compared as empty`);
}

const noteOf = (message: string): Finding => ({ code: 'side-empty', severity: 'info', message });

/** What both sides say about a file that is the same on both is said once. */
function distinct<Shown extends { readonly code: string; readonly message: string }>(
  all: readonly Shown[],
): readonly Shown[] {
  return [...new Map(all.map((each) => [`${each.code} ${each.message}`, each])).values()];
}

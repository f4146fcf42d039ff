import { analyze } from '../../analyze/analysis';
import { type ClusterDiff, diffClusters } from '../../analyze/diff/cluster-diff';
import { assumedLine } from '../../diagnostics/assumption';
import { type DiffNotes, limitsOf } from '../../report/diff/diff-lists';
import { paletteFor } from '../console/colours';
import { sayAssumptions, sayOfOneCause } from '../console/say';
import { writeAll } from '../console/write-all';
import { eachPart } from '../each/each-root';
import { type ExitCode, exitCode } from '../exit-code';
import type { SideWords } from '../git/name-sides';
import { readSides } from '../git/read-sides';
import { type InputOptions, readAnalysisOptions } from '../input/analysis-options';
import { underRenderings } from '../input/load-input';
import { assumptionsMade } from '../input/shown-analysis';
import { yamlReader } from '../input/yaml-reader';
import { invalidOption, refusal } from '../refusal';
import { renderings } from '../render/root-renderer';
import { type FailOn, failsOn } from './fail-on';

/** The options of `netpact diff` as commander hands them over. */
export interface DiffOptions extends InputOptions {
  readonly format: DiffFormat;
  readonly failOn?: readonly FailOn[];
  readonly app?: string | true;
  readonly env?: readonly string[];
}

export type DiffFormat = 'text' | 'json' | 'md' | 'csv' | 'dot' | 'mermaid' | 'svg' | 'html';

/**
 * `netpact diff OLD NEW [-- PATH…]`, or one range of revisions (`A...B`) for both, or two environments of an app: what opened, what
 * closed, who became isolated.
 */
export async function diffCommand(
  old: string | undefined,
  now: string | undefined,
  paths: readonly string[],
  options: DiffOptions,
): Promise<ExitCode> {
  const words = checkWords(old, now, paths, options);
  if (words && options.each) return diffEach(words, options);
  const settings = await readAnalysisOptions(options);
  const sides = words ? await readSides(words, options) : await readApp(options);
  if (sides === undefined) return exitCode.refused;
  if (typeof sides === 'number') return sides;

  const compared = diffClusters(sides.before.resources, sides.after.resources, settings.analyze);
  const diff = withUndecided(compared, sides.undecided);
  const analyses = diff.sides ? [diff.sides.before, diff.sides.after] : [];
  const assumptions = assumptionsMade([sides.before, sides.after], analyses);
  const assumed = assumptions.map(assumedLine);
  const notes = [...sides.empty, ...assumed];
  switch (options.format) {
    case 'html': {
      const { reportHtml } = await import('../picture/report-html.js');
      const analysis = diff.sides?.after ?? analyze(sides.after.resources, settings.analyze);
      const yamlOf = yamlReader([sides.before, sides.after]);
      await writeAll(process.stdout, [await reportHtml({ analysis, diff, notes, yamlOf })]);
      break;
    }
    case 'svg':
    case 'dot':
    case 'mermaid': {
      const { diffPicture } = await import('../../report/diff/diff-picture.js');
      const { writePicture } = await import('../picture/write-picture.js');
      await writePicture(diffPicture(diff, notes), options.format);
      break;
    }
    default: {
      const inputs = [sides.before, sides.after];
      const rendered = renderings(inputs.flatMap((side) => side.notes));
      const text = await render(diff, options.format, { assumptions, empty: sides.empty, rendered });
      // Of Markdown the first line is the verdict: people and pipelines look for it there.
      await writeAll(process.stdout, options.format === 'md' ? text : underRenderings(inputs, options.format, text));
    }
  }

  sayAssumptions(assumptions, options.verbose, options.format);
  sayOfOneCause(limitsOf(diff), options.verbose);
  const takeovers = diff.takeovers.map(
    ({ policy, owner }) =>
      `warning: ${policy} would be taken over: OLD holds it ${owner ? `as managed by ${owner}` : 'and not as managed by netpact'}`,
  );
  sayOfOneCause(takeovers, options.verbose);
  const isStrictFailure = options.strict === true && assumed.length > 0;
  return isStrictFailure || failsOn(diff, options.failOn ?? []) ? exitCode.findings : exitCode.done;
}

/** What differs besides and cannot be compared: then nothing is equal, and no gate passes. */
function withUndecided(diff: ClusterDiff, reasons: readonly string[] = []): ClusterDiff {
  if (reasons.length === 0) return diff;
  return { ...diff, verdict: 'undecided', undecided: [...diff.undecided, ...reasons] };
}

/** What is compared by its words; undefined where it is an app in two environments. */
function checkWords(
  old: string | undefined,
  now: string | undefined,
  paths: readonly string[],
  { app, env, each }: DiffOptions,
): SideWords | undefined {
  if (app === undefined) {
    if (env !== undefined)
      throw refusal(
        'environment-misplaced',
        `--env ${env.join(' --env ')} names environments of an app, and there is no --app`,
        'netpact diff --app --env dev --env prod compares two; folders are named: netpact diff dist/k8s/dev dist/k8s/prod',
      );
    if (old !== undefined) return { old, now, paths };
    throw refusal(
      'diff-side-missing',
      'OLD is missing',
      'name both: netpact diff origin/main HEAD; netpact diff --app --env dev --env prod compares environments of an app',
    );
  }
  if (old !== undefined)
    throw invalidOption(
      `diff --app compares two environments of an app, and ${old} is something else`,
      env?.length === 1
        ? `--env takes one name each time: --env ${env[0]} --env ${old}`
        : 'leave it out, or leave out --app; the entry file of the app stands after --app: --app apps/main.ts',
    );
  if (each) throw invalidOption('--each does not go with --app', 'leave one of them out');
  return undefined;
}

async function readApp({ app = true, env }: DiffOptions) {
  return (await import('./read-environments.js')).readEnvironments({ app, env });
}

/** A word that is a range stands for both sides, also where each root is compared on its own. */
async function diffEach(words: SideWords, options: DiffOptions): Promise<ExitCode> {
  const { sideParts } = await import('../git/side-parts.js');
  const { isRange, ...found } = await sideParts(words, options);
  const now = isRange ? undefined : words.now;
  return eachPart(found, options, (part) => diffCommand(words.old, now, part.paths, { ...options, each: false }));
}

/** Only the format that is asked for is loaded. */
async function render(
  diff: ClusterDiff,
  format: 'text' | 'json' | 'md' | 'csv',
  said: DiffNotes,
): Promise<Iterable<string>> {
  switch (format) {
    case 'text': {
      const palette = paletteFor(process.stdout);
      return (await import('../../report/diff/diff-text.js')).diffText(diff, { ...said, palette });
    }
    case 'json':
      return (await import('../../report/diff/diff-json.js')).diffJson(diff, said);
    case 'md':
      return [(await import('../../report/diff/diff-md.js')).diffMd(diff, said)];
    case 'csv':
      return (await import('../../report/diff/diff-csv.js')).diffCsv(diff);
  }
}

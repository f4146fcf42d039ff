import { writeFile } from 'node:fs/promises';
import type { Analysis } from '../../analyze/analysis';
import type { ClusterDiff } from '../../analyze/diff/cluster-diff';
import type { Outside } from '../../audit/outside/outside-way';
import { type Assumption, assumedLine } from '../../diagnostics/assumption';
import { printableLines } from '../../diagnostics/printable';
import { isSystemError } from '../../k8s/emit/system-error';
import type { LoadResult } from '../../k8s/load';
import type { PolicyResource } from '../../k8s/resources';
import { say, sayAssumptions } from '../console/say';
import { captureOutput, writeAll } from '../console/write-all';
import { eachRoot } from '../each/each-root';
import { type ExitCode, exitCode } from '../exit-code';
import { type InputOptions, readAnalysisOptions } from '../input/analysis-options';
import { loadInput, underRenderings } from '../input/load-input';
import { assumptionsMade, noteOfRepresentatives, shownAnalysis } from '../input/shown-analysis';
import { yamlReader } from '../input/yaml-reader';
import { reportHtml } from '../picture/report-html';
import { invalidOption, refusal } from '../refusal';

/** The options of `netpact report` as commander hands them over. */
export interface ReportOptions extends InputOptions {
  readonly out?: string;
  readonly format: 'html' | 'text' | 'md' | 'json';
  readonly exposure?: boolean;
}

/** What a report is about: a cluster, or with `diff` what changed in it. */
export interface ReportSubject {
  readonly inputs: readonly LoadResult[];
  readonly analysis: Analysis;
  /** The same without pods that could exist: what is reached from outside is asked of workloads. */
  readonly base: Analysis;
  readonly diff?: ClusterDiff;
  readonly assumptions: readonly Assumption[];
  /** What one side of a diff does not have. */
  readonly empty?: readonly string[];
  readonly yamlOf: (policy: PolicyResource) => string;
}

/** `netpact report PATH [PATH2]`: a page to look at, or the statements alone. */
export async function reportCommand(paths: readonly string[], options: ReportOptions): Promise<ExitCode> {
  if (paths.length > 2)
    throw invalidOption(
      `netpact report takes one PATH, or two for a report about their difference; there are ${paths.length}`,
      'put the manifests into one folder, or pass them as one: cat a.yaml b.yaml | netpact report -',
    );
  if (options.each) return reportEach(paths, options);
  const [old, now] = paths;
  return reportOf(
    old === undefined || now === undefined ? await clusterOf(paths, options) : await changeOf(old, now, options),
    options,
  );
}

async function reportOf(subject: ReportSubject | undefined, options: ReportOptions): Promise<ExitCode> {
  if (!subject) return exitCode.refused;
  if (subject.diff && options.format !== 'html')
    say('note: the statements are about the second PATH alone; netpact diff writes what changed');
  const text = underRenderings(subject.inputs, options.format, await render(subject, options.format));
  if (options.out === undefined) await writeAll(process.stdout, text);
  else await writeReport(options.out, text);
  sayAssumptions(subject.assumptions, options.verbose, options.out === undefined ? options.format : undefined);
  return options.strict === true && subject.assumptions.length > 0 ? exitCode.findings : exitCode.done;
}

async function reportEach(paths: readonly string[], options: ReportOptions): Promise<ExitCode> {
  const { out, ...rest } = options;
  if (paths.length > 1)
    throw invalidOption('netpact report --each takes one PATH', 'netpact diff --each compares every root');
  const run = () =>
    eachRoot(paths, options, async (own) => reportOf(await clusterOf(own, { ...rest, asked: paths }), rest));
  if (out === undefined) return run();
  const { result, text } = await captureOutput(run);
  await writeReport(out, [text]);
  return result;
}

/** What all paths hold together. */
async function clusterOf(paths: readonly string[], options: ReportOptions): Promise<ReportSubject | undefined> {
  const settings = await readAnalysisOptions(options);
  const loaded = await loadInput(paths, options);
  if (!loaded) return undefined;
  const { base, shown, isUnasked } = shownAnalysis(loaded.resources, settings.analyze, options.exposure);
  if (isUnasked) say(noteOfRepresentatives);
  return {
    inputs: [loaded],
    analysis: shown,
    base,
    assumptions: assumptionsMade([loaded], [shown]),
    yamlOf: yamlReader([loaded]),
  };
}

async function changeOf(old: string, now: string, options: ReportOptions): Promise<ReportSubject | undefined> {
  const settings = await readAnalysisOptions(options);
  const { readSides } = await import('../git/read-sides.js');
  const { diffClusters } = await import('../../analyze/diff/cluster-diff.js');
  const sides = await readSides({ old, now, paths: [] }, options);
  if (!sides) return undefined;
  const diff = diffClusters(sides.before.resources, sides.after.resources, settings.analyze);
  const { base, shown } = shownAnalysis(sides.after.resources, settings.analyze, options.exposure);
  const analyses = diff.sides ? [diff.sides.before, diff.sides.after] : [shown];
  const inputs = [sides.before, sides.after];
  const assumptions = assumptionsMade(inputs, analyses);
  return { inputs, analysis: shown, base, diff, assumptions, empty: sides.empty, yamlOf: yamlReader(inputs) };
}

/** Only what is asked for is loaded. */
async function render(subject: ReportSubject, format: ReportOptions['format']): Promise<Iterable<string>> {
  if (format === 'html') {
    const notes = [...(subject.empty ?? []), ...subject.assumptions.map(assumedLine)];
    const outside = await outsideOfAnalysis(subject.base);
    return [await reportHtml({ ...subject, outside, notes })];
  }
  const { statementsOf } = await import('../../report/connectivity/statements.js');
  const statements = statementsOf(subject.analysis);
  if (!statements) return summaryOf(subject, format);
  const { statementsJson, statementsMd, statementsText } = await import('../../report/connectivity/statements-text.js');
  return { json: statementsJson, md: statementsMd, text: statementsText }[format](statements, subject.assumptions);
}

async function outsideOfAnalysis(analysis: Analysis): Promise<Outside> {
  const { outsideOf } = await import('../../audit/outside/outside-ways.js');
  const { auditFacts } = await import('../../audit/facts.js');
  return outsideOf({ analysis, facts: auditFacts(analysis) });
}

/** Where statements would name more than anyone can read: a summary for people; a program is told to ask otherwise. */
async function summaryOf({ analysis, assumptions }: ReportSubject, format: 'text' | 'md' | 'json') {
  if (format === 'json')
    throw refusal(
      'report-too-large',
      'the statements would name more pods than a report can hold',
      'netpact connectivity --format json lists every connection; netpact report --format text sums them up by namespace',
    );
  const { summaryMd, summaryNote, summaryText } = await import('../../report/connectivity/namespace-summary.js');
  const { connectivityByNamespace } = await import('../../analyze/connectivity/by-namespace.js');
  say(summaryNote);
  const reaches = connectivityByNamespace(analysis, { families: [4, 6] });
  return { text: summaryText, md: summaryMd }[format](reaches, assumptions);
}

/** Writes a report to a file, whole; says where it is. */
export async function writeReport(file: string, text: Iterable<string>): Promise<void> {
  try {
    await writeFile(file, printableLines([...text].join('')));
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw refusal(
      'report-not-writable',
      `${file} cannot be written: ${error.message}`,
      'name a file in a folder that exists: -o report.html',
    );
  }
  say(`wrote ${file}`);
}

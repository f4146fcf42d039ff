import { groupBy } from '../../algebra/keyed';
import type { AuditReport } from '../../audit/audit-finding';
import { type Audit, type PlacedFinding, runAudit } from '../../audit/run-audit';
import type { SourceSpan } from '../../diagnostics/finding';
import { type ResolvedFinding, resolveFinding } from '../../diagnostics/resolved-finding';
import type { AuditView } from '../../report/audit/audit-json';
import { openQuestions } from '../../report/audit/open-questions';
import { counted } from '../../wording/words';
import { say, sayAssumptions, sayOfOneCause } from '../console/say';
import { showFindings } from '../console/show-findings';
import { writeAll } from '../console/write-all';
import { eachRoot } from '../each/each-root';
import { type ExitCode, exitCode } from '../exit-code';
import { underRenderings } from '../input/load-input';
import { assumptionsMade } from '../input/shown-analysis';
import { siteAt } from '../load/app-source';
import { environmentOfApp } from '../load/environment-option';
import { invalidOption } from '../refusal';
import { type AuditInput, isEmptyInput, lacksRoot, readManifests } from './audit-input';
import { type AuditOptions, type AuditRequest, failsOn, readRequest, shownReport } from './audit-options';
import { printAudit, printOutside, printSummary } from './print-audit';

/** `netpact audit PATH…`: rules over validity, effective reach and hygiene. */
export async function auditCommand(paths: readonly string[], options: AuditOptions): Promise<ExitCode> {
  if (paths.length === 0 && options.app === undefined)
    throw invalidOption('there is nothing to audit', 'name files, folders or -; --app audits the app of a project');
  if (options.each) return auditEach(paths, options);
  const request = await readRequest(options);
  const input = await readInput(paths, options, request);
  if (typeof input === 'number') return input;
  if (isEmptyInput(input) || lacksRoot(input)) return exitCode.refused;

  const audit = runAudit(input.loaded, {
    ...request.run,
    placeOf: (finding) => siteOf(finding, input),
    ...(input.source && { source: input.source }),
  });
  const problems = [...input.unreadable, ...audit.refusals.map(resolveFinding)];
  showFindings(audit.refusals.map(resolveFinding), process.cwd(), input.readSource);
  const report = shownReport(audit.report, request.minimum);
  const assumptions = assumptionsMade([input.loaded], [audit.context.analysis]);
  let unknown = 0;
  if (options.fromOutside) unknown = await printWays(audit, { assumptions, unreadable: problems }, input, options);
  else if (options.summary)
    await writeText(await printSummary(audit.context, assumptions, options.format), input, options);
  else if (options.writeBaseline !== undefined) return saveBaseline(options.writeBaseline, audit, request, problems);
  else await printReport(audit, { report, assumptions, unreadable: problems }, input, options);

  sayAssumptions(assumptions, options.verbose, options.format);
  if (report.failures.length > 0) return reportFailures(report);
  if (problems.length > 0) return exitCode.refused;
  const fails = failsOn(options.failOn);
  // What a rule of this severity did not find out might be a finding.
  const mayFail = report.undetermined.some(fails);
  for (const [rules, open] of groupBy(openQuestions(report.undetermined), (each) => each.rules))
    sayOfOneCause(
      open.map(({ what }) => `undetermined[${rules}]: ${what}`),
      options.verbose,
    );
  const isFailed = options.summary !== true && (mayFail || report.findings.some(fails));
  return isFailed || (options.strict && assumptions.length + unknown > 0) ? exitCode.findings : exitCode.done;
}

function auditEach(paths: readonly string[], options: AuditOptions): Promise<ExitCode> {
  if (options.app !== undefined || options.writeBaseline !== undefined)
    throw invalidOption(
      '--each goes neither with --app nor with --write-baseline',
      'leave one of them out, or name one root',
    );
  return eachRoot(paths, options, (own) => auditCommand(own, { ...options, each: false, asked: paths }));
}

/** Where an app declares what a finding is about, or what would be changed; undefined where somebody wrote the manifest. */
function siteOf(
  { subject, field, at, changedIn }: PlacedFinding,
  { sites, compiled }: AuditInput,
): SourceSpan | undefined {
  const { kind, namespace, name } = subject;
  if (kind === 'Namespace') return sites.get(name);
  if (kind === 'NetworkPolicy') return siteAt(sites, `${namespace}/${name}`, field);
  if (!at || !compiled?.has(at.file)) return undefined;
  const changed = [
    changedIn?.namespace,
    ...(changedIn?.policies ?? []).map((each) => `${each.namespace}/${each.name}`),
  ];
  return changed.flatMap((each) => (each === undefined ? [] : (sites.get(each) ?? [])))[0];
}

async function readInput(
  paths: readonly string[],
  options: AuditOptions,
  { run }: AuditRequest,
): Promise<AuditInput | ExitCode> {
  const { app } = options;
  const env = environmentOfApp(app, options.env);
  if (app === undefined) return readManifests(paths, options);
  const { readApp } = await import('./app-input.js');
  return readApp({ app, env, paths, options, now: run.now });
}

async function printReport(
  { report: whole }: Audit,
  shown: Omit<AuditView, 'cwd'>,
  input: AuditInput,
  options: AuditOptions,
): Promise<void> {
  const hidden = whole.findings.length - shown.report.findings.length;
  const view = { ...shown, cwd: process.cwd(), hidden };
  const { text, narration } = await printAudit(view, options.format, input.readSource, failsOn(options.failOn));
  await writeText(text, input, options);
  say(...narration);
}

/**
 * The ways from outside, in place of findings; what could not be told of them is said on stderr in every format. Answers how
 * much that is.
 */
async function printWays(
  { context, report: { notes } }: Audit,
  read: Pick<AuditView, 'assumptions' | 'unreadable'>,
  input: AuditInput,
  options: AuditOptions,
): Promise<number> {
  const { text, unknown } = await printOutside(context, { ...read, notes }, options.format);
  await writeText(text, input, options);
  if (options.format !== 'text') say(...notes);
  sayOfOneCause(
    unknown.map((each) => `undetermined[from-outside]: ${each}`),
    options.verbose,
  );
  return unknown.length;
}

async function writeText(text: string, { loaded }: AuditInput, { format }: AuditOptions): Promise<void> {
  await writeAll(process.stdout, underRenderings([loaded], format, [text]));
}

/** A baseline of half an input would call the other half new. */
async function saveBaseline(
  file: string,
  { report }: Audit,
  { baseline }: AuditRequest,
  problems: readonly ResolvedFinding[],
): Promise<ExitCode> {
  if (report.failures.length > 0) return reportFailures(report);
  if (problems.length > 0) {
    say(`${file} is not written: the input could not be read whole`);
    return exitCode.refused;
  }
  const { writeBaseline } = await import('./baseline-file.js');
  const accepted = report.suppressed.filter(({ suppression }) => suppression.kind === 'baseline');
  const written = await writeBaseline(file, [...report.findings, ...accepted], baseline);
  const beside = written.consequences > 0 ? ` and ${counted(written.consequences, 'consequence')}` : '';
  say(
    `${file}: ${counted(written.findings, 'finding')}${beside}; give each a reason, and where it ends, until: YYYY-MM-DD`,
  );
  return exitCode.done;
}

function reportFailures({ failures }: AuditReport): ExitCode {
  for (const { rule, detail } of failures)
    process.stderr.write(`internal error: the rule ${rule.name} failed; the other rules ran\n${detail}\n`);
  process.stderr.write('\nThis is a mistake of netpact, not of your input. Please report it with the lines above.\n');
  return exitCode.bug;
}

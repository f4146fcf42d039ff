import { groupBy } from '../../algebra/keyed';
import type { AuditFinding } from '../../audit/audit-finding';
import { compareRank } from '../../audit/ranking';
import { assumedLine } from '../../diagnostics/assumption';
import { type FrameOptions, formatFrame } from '../../diagnostics/frame';
import { plainPalette } from '../../diagnostics/palette';
import { printable } from '../../diagnostics/printable';
import { summarize } from '../../diagnostics/report-findings';
import type { ResolvedFinding } from '../../diagnostics/resolved-finding';
import { displayPath } from '../../diagnostics/source-text';
import { resourceTitle } from '../../wording/names';
import { counted, listed } from '../../wording/words';
import { type AuditView, resourceOf, severityCounts } from './audit-json';
import { openQuestions } from './open-questions';
import { relatedNotes } from './related-notes';

/**
 * Frames, grouped by namespace, the worst first; where a rule first speaks it says what it is about. The end is three lines: how
 * many findings there are, of what weight, and what to do first.
 */
export function auditText(view: AuditView, options: FrameOptions): string {
  const { report, assumptions = [] } = view;
  const palette = options.palette ?? plainPalette;
  const { undetermined, notes } = report;
  const groups = byNamespace(report.findings);
  const titled = new Set(groups.flatMap(({ findings }) => findings).filter(isFirstOfRule()));
  const frames = framesOf(report.findings, titled, options);
  const sections = groups.map(({ name, findings }) => {
    const head = `${palette.strong(printable(titleOf(name)))} ${palette.faint(`(${summarize(findings)})`)}`;
    return [head, ...findings.map((finding) => frames.get(finding) ?? '')].join('\n\n');
  });
  const open = openQuestions(undetermined).map(({ rules, what }) => `could not tell: ${rules}, ${what}`);
  const beside = [...notes.map((note) => `note: ${note}`), ...open, ...assumptions.map(assumedLine)];
  const closing = [...beside, ...closingLines(view, groups)].map(printable).join('\n');
  return `${[...sections, closing].join('\n\n')}\n`;
}

/** The findings of a namespace, of which there is at least one. */
interface NamespaceFindings {
  /** Empty for objects that are in none. */
  readonly name: string;
  readonly findings: readonly [AuditFinding, ...AuditFinding[]];
}

/** Namespaces by their worst findings: the worst first, then the more of them. */
function byNamespace(findings: readonly AuditFinding[]): readonly NamespaceFindings[] {
  const groups = groupBy(findings, ({ subject }) => resourceOf(subject).namespace);
  return [...groups]
    .map(([name, own]) => ({
      name,
      findings: own,
      counts: severityCounts(own),
    }))
    .sort(
      (a, b) =>
        b.counts.error - a.counts.error ||
        b.counts.warning - a.counts.warning ||
        compareRank(a.findings[0], b.findings[0]),
    );
}

/** Frames are written file by file, because the lines of a file are looked up once. */
function framesOf(
  findings: readonly AuditFinding[],
  titled: ReadonlySet<AuditFinding>,
  options: FrameOptions,
): ReadonlyMap<AuditFinding, string> {
  const byFile = groupBy(findings, ({ at }) => at?.file);
  return new Map(
    [...byFile.values()].flat().map((finding) => {
      const about = titled.has(finding) ? [`${finding.rule.title}; netpact help ${finding.rule.name}`] : [];
      return [finding, formatFrame(asFinding(finding, about), options)];
    }),
  );
}

/** Answers for each finding, in the order in which they are asked about, whether it is the first of its rule. */
function isFirstOfRule(): (finding: AuditFinding) => boolean {
  const seen = new Set<string>();
  return ({ rule }) => {
    const isFirst = !seen.has(rule.name);
    seen.add(rule.name);
    return isFirst;
  };
}

/** How many, of what weight, and what to do first; one line where nothing was found. */
function closingLines(
  { report, unreadable, cwd, hidden = 0 }: AuditView,
  groups: readonly NamespaceFindings[],
): readonly string[] {
  const { findings, suppressed, undetermined, rules, notApplicable } = report;
  const questions = openQuestions(undetermined).length;
  const untold = new Set(notApplicable.map(({ rule }) => rule.name));
  const beside = [
    ...(hidden > 0 ? [`${hidden} less severe not shown`] : []),
    ...(suppressed.length > 0 ? [`${suppressed.length} suppressed`] : []),
    ...(questions > 0 ? [`${counted(questions, 'question')} left open`] : []),
    `${counted(rules.length, 'rule')}${untold.size > 0 ? `, ${untold.size} of them not applicable to some objects` : ''}`,
    ...(unreadable.length > 0 ? ['incomplete: a part of the input could not be read'] : []),
  ].join(', ');
  const [worst] = groups;
  if (!worst) return [`no findings, ${beside}`];
  return [
    `${counted(findings.length, 'finding')} in ${placesText(groups)}, ${beside}`,
    weights(findings),
    `first: ${firstStep(worst, findings, cwd)}`,
  ];
}

/** `namespace shop`, `3 namespaces`, `3 namespaces and the cluster`. */
function placesText(groups: readonly NamespaceFindings[]): string {
  const namespaces = groups.filter(({ name }) => name !== '');
  const texts = [
    ...(namespaces.length === 1 ? [titleOf(namespaces[0]?.name ?? '')] : []),
    ...(namespaces.length > 1 ? [counted(namespaces.length, 'namespace')] : []),
    ...(namespaces.length < groups.length ? [titleOf('')] : []),
  ];
  return listed(texts);
}

/** `namespace shop`; `the cluster` for objects that are in none. */
const titleOf = (name: string): string => (name === '' ? 'the cluster' : `namespace ${name}`);

/** How many of each severity; of the worst that there is, of which rules: `2 errors (2 dns-blocked), 1 warning`. */
function weights(findings: readonly AuditFinding[]): string {
  const [worst] = findings;
  const ofWorst = findings.filter(({ severity }) => severity === worst?.severity);
  const others = findings.filter(({ severity }) => severity !== worst?.severity);
  const byRule = [...groupBy(ofWorst, ({ rule }) => rule.name)].sort(([, a], [, b]) => b.length - a.length);
  const rules = listed(byRule.map(([rule, all]) => `${all.length} ${rule}`));
  return [`${summarize(ofWorst)} (${rules})`, ...(others.length > 0 ? [summarize(others)] : [])].join(', ');
}

/** The worst finding of the worst namespace, its place and its remedy. */
function firstStep({ findings: [first] }: NamespaceFindings, all: readonly AuditFinding[], cwd: string): string {
  const { rule, subject, at, help } = first;
  const alike = all.filter((each) => each.rule.name === rule.name).length - 1;
  const place = at ? ` at ${displayPath(at.file, cwd)}:${at.line}` : '';
  const others = alike > 0 ? ` (and ${alike} alike)` : '';
  const [remedy = rule.title] = help;
  return `${rule.name}, ${resourceTitle(subject)}${place}${others}: ${remedy}`;
}

function asFinding(finding: AuditFinding, about: readonly string[]): ResolvedFinding {
  const { rule, severity, message, at, notes, help, subject, field } = finding;
  return {
    code: rule.name,
    severity,
    message,
    ...(at && { at }),
    notes: [...notes, ...relatedNotes(finding), ...about].map(printable),
    help: help.map(printable),
    subject,
    ...(field !== undefined && { field }),
  };
}

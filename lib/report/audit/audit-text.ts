import { groupBy } from '../../algebra/keyed';
import type { AuditFinding } from '../../audit/audit-finding';
import { assumedLine } from '../../diagnostics/assumption';
import { type FrameOptions, formatFrame } from '../../diagnostics/frame';
import { plainPalette } from '../../diagnostics/palette';
import { printable } from '../../diagnostics/printable';
import { summarize } from '../../diagnostics/report-findings';
import type { ResolvedFinding } from '../../diagnostics/resolved-finding';
import { counted } from '../../wording/words';
import type { AuditView } from './audit-json';
import { openQuestions } from './open-questions';
import { relatedNotes } from './related-notes';

/** Frames, grouped by rule, the worst first; each group says once what its rule is about. The sums are the last line. */
export function auditText(view: AuditView, options: FrameOptions): string {
  const { report, unreadable, assumptions = [], hidden = 0 } = view;
  const { strong, faint } = options.palette ?? plainPalette;
  const { findings, suppressed, rules, notApplicable, undetermined, notes } = report;
  const groups = [...groupBy(findings, ({ rule }) => rule.name).values()].map(([first, ...others]) => {
    const { rule } = first;
    const count = others.length + 1;
    const title = `${strong(`${rule.name}: ${rule.title}`)} ${faint(`(${count}; netpact help ${rule.name})`)}`;
    return [title, ...[first, ...others].map((finding) => formatFrame(asFinding(finding), options))].join('\n\n');
  });
  const untold = new Set(notApplicable.map(({ rule }) => rule.name));
  const details = [
    summarize(findings) || 'no findings',
    ...(hidden > 0 ? [`${hidden} less severe not shown`] : []),
    ...(suppressed.length > 0 ? [`${suppressed.length} suppressed`] : []),
    counted(rules.length, 'rule'),
    ...(untold.size > 0 ? [`${untold.size} could not tell everywhere`] : []),
    ...(unreadable.length > 0 ? ['incomplete: a part of the input could not be read'] : []),
  ];
  const open = openQuestions(undetermined).map(
    ({ rules: named, what }) => `could not tell: ${named}, ${printable(what)}`,
  );
  const beside = [...notes.map((note) => `note: ${note}`), ...open, ...assumptions.map(assumedLine)];
  const closing = [...beside.map(printable), details.join(', ')].join('\n');
  return `${[...groups, closing].join('\n\n')}\n`;
}

function asFinding(finding: AuditFinding): ResolvedFinding {
  const { rule, severity, message, at, notes, help, subject, field } = finding;
  return {
    code: rule.name,
    severity,
    message,
    ...(at && { at }),
    notes: [...notes, ...relatedNotes(finding)].map(printable),
    help: help.map(printable),
    subject,
    ...(field !== undefined && { field }),
  };
}

import type { AuditFinding } from '../../audit/audit-finding';
import { type FrameOptions, formatFrame } from '../../diagnostics/frame';
import { plainPalette } from '../../diagnostics/palette';
import { summarize } from '../../diagnostics/report-findings';
import type { ResolvedFinding } from '../../diagnostics/resolved-finding';
import { resourceTitle } from '../resource-title';
import type { AuditView } from './audit-json';

/** Frames, grouped by rule, the worst first; each group says once what its rule is about. The sums are the last line. */
export function auditText({ report, unreadable, hidden = 0 }: AuditView, options: FrameOptions): string {
  const { strong, faint } = options.palette ?? plainPalette;
  const { findings, suppressed, rules, notApplicable, undetermined, notes } = report;
  const groups = groupByRule(findings).map(([first, ...others]) => {
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
    `${rules.length} ${rules.length === 1 ? 'rule' : 'rules'}`,
    ...(untold.size > 0 ? [`${untold.size} could not tell everywhere`] : []),
    ...(unreadable.length > 0 ? ['incomplete: a part of the input could not be read'] : []),
  ];
  const open = undetermined.map(
    ({ rule, subject, reason }) => `could not tell: ${rule.name}, ${resourceTitle(subject)}: ${reason}`,
  );
  const closing = [...notes.map((note) => `note: ${note}`), ...open, details.join(', ')].join('\n');
  return `${[...groups, closing].join('\n\n')}\n`;
}

/** In the order of the findings; the findings of one rule may differ in severity and stay together. */
function groupByRule(findings: readonly AuditFinding[]): readonly (readonly [AuditFinding, ...AuditFinding[]])[] {
  const groups = new Map<string, [AuditFinding, ...AuditFinding[]]>();
  for (const finding of findings) {
    const group = groups.get(finding.rule.name);
    if (group) group.push(finding);
    else groups.set(finding.rule.name, [finding]);
  }
  return [...groups.values()];
}

function asFinding({ rule, severity, message, at, notes, help, subject, field }: AuditFinding): ResolvedFinding {
  return {
    code: rule.name,
    severity,
    message,
    ...(at && { at }),
    notes,
    help,
    subject,
    ...(field !== undefined && { field }),
  };
}

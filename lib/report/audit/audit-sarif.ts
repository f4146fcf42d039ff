import type { AuditFinding, SuppressedFinding } from '../../audit/audit-finding';
import type { Rule } from '../../audit/rule';
import { plainSentence } from '../../diagnostics/netpact-error';
import { resourceTitle } from '../resource-title';
import type { AuditView } from './audit-json';
import { sarifLocation } from './sarif-location';
import { sarifLevel, sarifRule } from './sarif-rule';

/** GitHub shows this many results of a run, and refuses a run of five times as many. */
const mostResults = 5000;
/** More text than this is no message any more. */
const longestMessage = 4000;

/** The log, and what of the report it could not hold (narration for the command). */
export interface SarifLog {
  readonly text: string;
  readonly cut: readonly string[];
}

/** SARIF 2.1.0 as GitHub code scanning takes it whole: within its limits, relative URIs, full regions. */
export function auditSarif(view: AuditView, version: string): SarifLog {
  const { report, unreadable } = view;
  const all = [...report.findings, ...report.suppressed];
  const kept = all.slice(0, mostResults);
  const left = all.length - kept.length;
  const cut =
    left > 0
      ? [`${left} of ${all.length} results are left out: GitHub takes ${mostResults}, and these are the least severe`]
      : [];
  const indexes = new Map(report.rules.map((rule, index) => [rule.name, index]));
  const notifications = [
    ...unreadable.map((finding) => notification('error', plainSentence(finding))),
    ...report.failures.map(({ rule }) => notification('error', `the rule ${rule.name} failed: a mistake of netpact`)),
    ...report.undetermined.map(({ rule, subject, reason }) =>
      notification('warning', `${rule.name}, ${resourceTitle(subject)}: ${reason}`),
    ),
    ...[...report.notes, ...cut].map((text) => notification('warning', text)),
  ];
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'netpact',
            version,
            semanticVersion: version,
            rules: report.rules.map(sarifRule),
          },
        },
        automationDetails: { id: 'netpact-audit/' },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: unreadable.length + report.failures.length === 0,
            ...(notifications.length > 0 && { toolExecutionNotifications: notifications }),
          },
        ],
        results: kept.map((finding) => resultOf(finding, indexes, view.cwd)),
      },
    ],
  };
  return { text: `${JSON.stringify(log, undefined, 2)}\n`, cut };
}

function resultOf(finding: AuditFinding | SuppressedFinding, indexes: ReadonlyMap<Rule['name'], number>, cwd: string) {
  const { rule, severity, message, subject, at, notes, help, fingerprint } = finding;
  const text = [message, ...notes, ...help.map((each) => `Fix: ${each}`)].join('\n');
  const suppression = 'suppression' in finding ? finding.suppression : undefined;
  const until = suppression?.until === undefined ? '' : ` (until ${suppression.until})`;
  return {
    ruleId: rule.name,
    ruleIndex: indexes.get(rule.name) ?? -1,
    level: sarifLevel[severity],
    message: { text: text.length <= longestMessage ? text : `${text.slice(0, longestMessage - 1)}…` },
    locations: at ? [sarifLocation(at, resourceTitle(subject), cwd)] : [],
    partialFingerprints: { primaryLocationLineHash: `${fingerprint}:1` },
    ...(suppression && {
      suppressions: [
        {
          kind: suppression.kind === 'annotation' ? 'inSource' : 'external',
          status: 'accepted',
          justification: `${suppression.reason}${until}`,
        },
      ],
    }),
  };
}

function notification(level: 'error' | 'warning', text: string) {
  return { level, message: { text } };
}

import type { AuditFinding, SuppressedFinding } from '../../audit/audit-finding';
import { precisionOf, securitySeverityOf } from '../../audit/ranking';
import type { Rule } from '../../audit/rule';
import { assumedLine } from '../../diagnostics/assumption';
import type { Severity, SourceSpan } from '../../diagnostics/finding';
import { plainSentence } from '../../diagnostics/netpact-error';
import { displayPath } from '../../diagnostics/source-text';
import { resourceTitle } from '../../wording/names';
import { ruleMarkdown, ruleText } from '../rules/rule-page';
import type { AuditView } from './audit-json';
import { relatedNotes } from './related-notes';

/** GitHub shows this many results of a run, and refuses a run of five times as many. */
const mostResults = 5000;
/** Places beside the one of the result; more than this nobody follows. */
const mostRelated = 100;
/** More text than this is no message any more. */
const longestMessage = 4000;

/** The log, and what of the report it could not hold (narration for the command). */
export interface SarifLog {
  readonly text: string;
  readonly cut: readonly string[];
}

/** SARIF 2.1.0 as GitHub code scanning takes it whole: within its limits, relative URIs, full regions. */
export function auditSarif(view: AuditView, version: string): SarifLog {
  const { report, unreadable, assumptions = [] } = view;
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
    ...[...assumptions.map(assumedLine), ...report.notes, ...cut].map((text) => notification('warning', text)),
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
  const text = [message, ...notes, ...relatedNotes(finding), ...help.map((each) => `Fix: ${each}`)].join('\n');
  const suppression = 'suppression' in finding ? finding.suppression : undefined;
  const until = suppression?.until === undefined ? '' : ` (until ${suppression.until})`;
  return {
    ruleId: rule.name,
    ruleIndex: indexes.get(rule.name) ?? -1,
    level: sarifLevel[severity],
    message: { text: text.length <= longestMessage ? text : `${text.slice(0, longestMessage - 1)}…` },
    locations: at ? [sarifLocation(at, resourceTitle(subject), cwd)] : [],
    ...relatedLocations(finding, cwd),
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

/** The places of consequences elsewhere, for those who follow them. */
function relatedLocations({ at, related }: AuditFinding, cwd: string) {
  const elsewhere = related.filter((each) => each.at && !(each.at.file === at?.file && each.at.line === at.line));
  const locations = elsewhere
    .slice(0, mostRelated)
    .flatMap((each) =>
      each.at ? [{ ...sarifLocation(each.at, resourceTitle(each.subject), cwd), message: { text: each.message } }] : [],
    );
  return locations.length > 0 && { relatedLocations: locations };
}

function notification(level: 'error' | 'warning', text: string) {
  return { level, message: { text } };
}

/** The levels of SARIF. */
export const sarifLevel: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
};

/** GitHub refuses longer descriptions, and shows ten tags of a rule. */
const longestDescription = 1024;
const mostTags = 10;

/** A rule as a `reportingDescriptor`, with what GitHub code scanning shows of it. */
export function sarifRule(rule: Rule) {
  return {
    id: rule.name,
    name: rule.name,
    shortDescription: { text: cut(sentence(rule.title)) },
    fullDescription: { text: cut(oneLine(rule.what)) },
    help: { text: ruleText(rule), markdown: ruleMarkdown(rule) },
    defaultConfiguration: { level: sarifLevel[rule.severity] },
    properties: {
      'security-severity': securitySeverityOf(rule).toFixed(1),
      precision: precisionOf(rule),
      tags: ['security', 'kubernetes', rule.category, ...(rule.controls ?? [])].slice(0, mostTags),
    },
  };
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

function sentence(title: string): string {
  return `${title.charAt(0).toUpperCase()}${title.slice(1)}${/[.!?]$/.test(title) ? '' : '.'}`;
}

function cut(text: string): string {
  return text.length <= longestDescription ? text : `${text.slice(0, longestDescription - 1)}…`;
}

/** A place as SARIF writes it: a relative URI and a region with both ends, lines and columns from 1, the end exclusive. */
export function sarifLocation(at: SourceSpan, resource: string, cwd: string) {
  const endLine = Math.max(at.line, at.endLine ?? at.line);
  const endColumn = at.endColumn ?? (endLine === at.line ? at.column + 1 : 1);
  return {
    physicalLocation: {
      artifactLocation: artifactOf(at.file, cwd),
      region: {
        startLine: at.line,
        startColumn: at.column,
        endLine,
        // An empty region is no place that anybody can look at.
        endColumn: endLine === at.line ? Math.max(at.column + 1, endColumn) : endColumn,
      },
    },
    logicalLocations: [{ fullyQualifiedName: resource, kind: 'resource' }],
  };
}

/** Relative to the root of the sources wherever it can be; a path elsewhere stays what it is. */
function artifactOf(file: string, cwd: string): { readonly uri: string; readonly uriBaseId?: string } {
  const path = displayPath(file, cwd).replace(/^(?:\.\/)+/, '');
  if (path.startsWith('/')) return { uri: `file://${encoded(path)}` };
  if (/^[A-Za-z]:\//.test(path)) return { uri: `file:///${encoded(path)}` };
  return { uri: encoded(path), uriBaseId: '%SRCROOT%' };
}

function encoded(path: string): string {
  const wellFormed = path.replace(/\p{Surrogate}/gu, '\uFFFD');
  return wellFormed.split('/').map(encodeURIComponent).join('/');
}

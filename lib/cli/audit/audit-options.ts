import type { AuditFinding, AuditReport } from '../../audit/audit-finding';
import { severityRank } from '../../audit/ranking';
import type { AuditOptions as RunOptions } from '../../audit/run-audit';
import { expectedSuppression } from '../../audit/suppressions/expected-exposure';
import type { Suppression } from '../../audit/suppressions/suppression';
import type { Severity } from '../../diagnostics/finding';
import { type InputOptions, readAnalysisOptions } from '../input/analysis-options';
import { invalidOption } from '../refusal';
import { momentOf } from '../synth/synth-options';
import { emptyConfig, readAuditConfig } from './audit-config';
import { readBaseline } from './baseline-file';
import { readRules, readSeverities } from './severity-options';

export type AuditFormat = 'text' | 'json' | 'sarif' | 'junit' | 'github' | 'md' | 'csv';

/** The options of `netpact audit` as commander hands them over. */
export interface AuditOptions extends InputOptions {
  readonly format: AuditFormat;
  readonly rule?: readonly string[];
  readonly severity: readonly string[];
  readonly failOn: 'error' | 'warning' | 'never';
  readonly config?: string;
  readonly baseline?: string;
  readonly writeBaseline?: string;
  readonly summary?: boolean;
  readonly fromOutside?: boolean;
  readonly now?: string;
  readonly app?: string | true;
  readonly env?: string;
}

/** What the options mean, files read. */
export interface AuditRequest {
  readonly run: RunOptions;
  /** The least severity that is shown and that counts. */
  readonly minimum: Severity;
  readonly baseline: readonly Suppression[];
}

/** Reads the options and the files that they name; throws a NetpactError with what is wrong with them. */
export async function readRequest(options: AuditOptions): Promise<AuditRequest> {
  const rules = readRules(options.rule);
  const { severities, minimum } = readSeverities(options.severity);
  if (options.summary && !['text', 'json', 'md'].includes(options.format))
    throw invalidOption(`--summary is not printed as ${options.format}`, 'use --format text, json or md');
  if (options.fromOutside && !['text', 'json', 'md', 'csv'].includes(options.format))
    throw invalidOption(`--from-outside is not printed as ${options.format}`, 'use --format text, json, md or csv');
  if (options.fromOutside && (options.summary || options.writeBaseline !== undefined))
    throw invalidOption(
      `--from-outside goes neither with --summary nor with --write-baseline`,
      'ask for one of them at a time',
    );
  const [unheard] = options.fromOutside ? judging(options) : [];
  if (unheard !== undefined)
    throw invalidOption(
      `--from-outside judges nothing: ${unheard} has no part in it`,
      'leave it out; node-port-open and external-address-open are the findings on what it shows',
    );
  const now = momentOf(options.now);
  const { analyze } = await readAnalysisOptions(options);
  const config = options.config === undefined ? emptyConfig : await readAuditConfig(options.config);
  const baseline = options.baseline === undefined ? [] : await readBaseline(options.baseline);
  return {
    run: {
      // What is reached from outside is no rule's answer.
      ...(options.fromOutside ? { rules: [] } : rules && { rules }),
      analyze,
      thresholds: config.thresholds,
      severities: new Map([...config.severities, ...severities]),
      suppressions: (context) => [
        ...config.expected.map((exposure) => expectedSuppression(exposure, context)),
        ...baseline,
      ],
      now,
    },
    minimum,
    baseline,
  };
}

/** The options that are about findings: with a table of ways they would look obeyed. */
function judging({ rule, severity, failOn, config, baseline }: AuditOptions): readonly string[] {
  const given = {
    '--rule': rule !== undefined,
    '--severity': severity.length > 0,
    '--fail-on': failOn === 'warning',
    '--config': config !== undefined,
    '--baseline': baseline !== undefined,
  };
  return Object.entries(given).flatMap(([name, isGiven]) => (isGiven ? [name] : []));
}

/** The report without what is below the least severity that is shown. */
export function shownReport(report: AuditReport, minimum: Severity): AuditReport {
  const isShown = ({ severity }: AuditFinding) => severityRank[severity] <= severityRank[minimum];
  return { ...report, findings: report.findings.filter(isShown), suppressed: report.suppressed.filter(isShown) };
}

/** Whether the command fails because of a finding. */
export function failsOn(failOn: AuditOptions['failOn']): (finding: Pick<AuditFinding, 'severity'>) => boolean {
  return ({ severity }) => failOn !== 'never' && severityRank[severity] <= severityRank[failOn];
}

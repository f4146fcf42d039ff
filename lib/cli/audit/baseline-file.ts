import { existsSync } from 'node:fs';
import { isCalendarDay } from '../../algebra/calendar';
import type { AuditFinding } from '../../audit/audit-finding';
import { ruleNamed, unknownRule } from '../../audit/catalogue';
import { compareRank } from '../../audit/ranking';
import { staleSuppression } from '../../audit/rules/hygiene/stale-suppression';
import type { Suppression } from '../../audit/suppressions/suppression';
import type { Subject } from '../../diagnostics/finding';
import { NetpactError } from '../../diagnostics/netpact-error';
import { replaceFile } from '../../k8s/emit/replace-file';
import { isSystemError } from '../../k8s/emit/system-error';
import type { ManifestMap } from '../../k8s/manifest-value';
import { resourceOf } from '../../report/audit/audit-json';
import { readSettings, type SettingsFile } from '../input/settings-file';

const firstReason = 'there when the baseline was written';

/**
 * Reads a baseline: accepted findings by their fingerprints. An exact one has an entry for whatever it accepts, as netpact writes it;
 * in another one an entry accepts what its finding leads to as well. Throws a NetpactError with everything that is wrong
 * with it.
 */
export async function readBaseline(file: string): Promise<readonly Suppression[]> {
  const settings = await readSettings(file, 'baseline-invalid');
  const value = settings.map(settings.value, '', 'the baseline');
  if (value.schemaVersion !== 1)
    settings.refuse('schemaVersion', 'the baseline is not of schemaVersion 1', 'write it again with --write-baseline');
  if (value.exact !== undefined && typeof value.exact !== 'boolean')
    settings.refuse(
      'exact',
      'exact is neither true nor false',
      'write true where each consequence has an entry of its own',
    );
  const entries = Object.entries(settings.map(value.findings, 'findings', 'findings'));
  const suppressions = entries.map(([fingerprint, entry]) =>
    suppressionOf(settings, fingerprint, entry, value.exact === true),
  );
  settings.check();
  return suppressions;
}

function suppressionOf(settings: SettingsFile, fingerprint: string, entry: unknown, isExact: boolean): Suppression {
  const field = `findings[${fingerprint}]`;
  const map = settings.map(entry, field, `the entry ${fingerprint}`);
  const rule = textOf(map.rule);
  if (!ruleNamed(rule)) settings.findings.push(unknownRule(rule, 'the baseline', () => settings.span(`${field}.rule`)));
  const { until } = map;
  if (until !== undefined && !isCalendarDay(until))
    settings.refuse(`${field}.until`, `until is ${JSON.stringify(until)}, which is no day`, 'write YYYY-MM-DD');
  return {
    kind: 'baseline',
    rules: [rule],
    matches: (finding) => finding.fingerprint === fingerprint,
    covers: () => !isExact,
    reason: textOf(map.reason),
    ...(until !== undefined && { until: textOf(until) }),
    subject: subjectOf(settings.map(map.resource, `${field}.resource`, 'resource')),
    field: fingerprint,
    at: () => settings.span(field, 'key'),
    title: 'the baseline entry',
  };
}

function subjectOf({ kind, namespace, name }: ManifestMap): Subject {
  const own = textOf(namespace);
  return { kind: textOf(kind), ...(own !== '' && { namespace: own }), name: textOf(name) };
}

/**
 * Writes the findings and their consequences as a baseline, in the order of their rank: what has no entry is new, and
 * what has one stays accepted where its cause becomes another one. An entry that the file, or `known`, has already keeps its reason
 * and its last day. Answers how many findings and consequences there are.
 */
export async function writeBaseline(
  file: string,
  findings: readonly AuditFinding[],
  known: readonly Suppression[],
): Promise<{ readonly findings: number; readonly consequences: number }> {
  const before = existsSync(file) ? await readBaseline(file) : [];
  const kept = new Map([...before, ...known].map((each) => [each.field, each]));
  const causes = findings.filter(({ rule }) => rule.name !== staleSuppression.name);
  const accepted = causes.flatMap((finding) => [finding, ...finding.related]).sort(compareRank);
  const entries = accepted.map(({ fingerprint, rule, subject, message }) => {
    const { reason = firstReason, until } = kept.get(fingerprint) ?? {};
    const entry = {
      rule: rule.name,
      resource: resourceOf(subject),
      message,
      reason,
      ...(until !== undefined && { until }),
    };
    return [fingerprint, entry] as const;
  });
  const document = { schemaVersion: 1, exact: true, findings: Object.fromEntries(entries) };
  try {
    replaceFile(file, `${JSON.stringify(document, undefined, 2)}\n`);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const help = ['name a file in a folder that exists and is writable'];
    const message = `the baseline cannot be written: ${error.message}`;
    throw new NetpactError([{ code: 'baseline-invalid', severity: 'error', message, help }]);
  }
  return { findings: causes.length, consequences: accepted.length - causes.length };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

import { isCalendarDay } from '../../algebra/calendar';
import { ruleNamed, unknownRule } from '../../audit/catalogue';
import { type AuditThresholds, defaultThresholds } from '../../audit/rule';
import type { ExpectedExposure, ExpectedScope } from '../../audit/suppressions/expected-exposure';
import type { Severity } from '../../diagnostics/finding';
import { nearest } from '../../diagnostics/suggest';
import { isDns1123Label } from '../../k8s/validate/names';
import { readSettings, type SettingsFile } from '../input/settings-file';
import { isLevel, levels } from './severity-options';

/** What a file for `--config` says; every key may be missing. */
export interface AuditConfig {
  readonly severities: ReadonlyMap<string, Severity | 'off'>;
  readonly thresholds: AuditThresholds;
  readonly expected: readonly ExpectedExposure[];
}

export const emptyConfig: AuditConfig = { severities: new Map(), thresholds: defaultThresholds, expected: [] };

const keys = ['severities', 'thresholds', 'expected'] as const;
const expectedKeys = ['workload', 'from', 'to', 'reason', 'until'] as const;
const scopes: readonly ExpectedScope[] = ['anywhere', 'all-namespaces'];

/** Reads and checks the configuration of an audit. Throws a NetpactError with everything that is wrong with it. */
export async function readAuditConfig(file: string): Promise<AuditConfig> {
  const settings = await readSettings(file, 'audit-config-invalid');
  const value = settings.map(settings.value, '', 'the configuration of the audit');
  checkKeys(settings, value, '', keys);
  const config = {
    severities: severitiesOf(settings, value.severities),
    thresholds: thresholdsOf(settings, value.thresholds),
    expected: expectedOf(settings, value.expected),
  };
  settings.check();
  return config;
}

function severitiesOf(settings: SettingsFile, value: unknown): AuditConfig['severities'] {
  const severities = new Map<string, Severity | 'off'>();
  for (const [rule, level] of Object.entries(settings.map(value, 'severities', 'severities'))) {
    const field = `severities[${rule}]`;
    if (!ruleNamed(rule)) settings.findings.push(unknownRule(rule, 'severities', () => settings.span(field, 'key')));
    // YAML 1.1 reads a bare off as false.
    const name = level === false ? 'off' : level;
    if (isLevel(name)) severities.set(rule, name);
    else settings.refuse(field, `the severity of ${rule} is ${written(level)}`, `it is one of ${levels.join(', ')}`);
  }
  return severities;
}

/** Beyond these every block is wide, or no range of ports. */
const largest: Partial<AuditThresholds> = { wideIpv4Prefix: 32, wideIpv6Prefix: 128, widePortRange: 65536 };

function thresholdsOf(settings: SettingsFile, value: unknown): AuditThresholds {
  const given = settings.map(value, 'thresholds', 'thresholds');
  checkKeys(settings, given, 'thresholds', Object.keys(defaultThresholds));
  const numberOf = (key: keyof AuditThresholds): number => {
    const number = given[key];
    if (number === undefined) return defaultThresholds[key];
    const most = largest[key];
    if (typeof number === 'number' && Number.isInteger(number) && number >= 0 && number <= (most ?? number))
      return number;
    const range = most === undefined ? 'from 0' : `from 0 to ${most}`;
    settings.refuse(`thresholds.${key}`, `${key} is ${written(number)}`, `write a whole number ${range}`);
    return defaultThresholds[key];
  };
  return {
    wideIpv4Prefix: numberOf('wideIpv4Prefix'),
    wideIpv6Prefix: numberOf('wideIpv6Prefix'),
    widePortRange: numberOf('widePortRange'),
    expiringDays: numberOf('expiringDays'),
  };
}

function expectedOf(settings: SettingsFile, value: unknown): readonly ExpectedExposure[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    settings.refuse('expected', 'expected is no list', 'write - workload: ingress-nginx, from: anywhere, reason: …');
    return [];
  }
  return value.flatMap((entry: unknown, index) => {
    const field = `expected[${index}]`;
    const map = settings.map(entry, field, field);
    checkKeys(settings, map, field, expectedKeys);
    const { workload, from, to, reason, until } = map;
    const [namespace = '', name] = typeof workload === 'string' ? workload.split('/') : [];
    if (!isDns1123Label(namespace)) {
      settings.refuse(
        field,
        `${field} names no workload`,
        'write workload: ingress-nginx, or ingress-nginx/controller',
      );
      return [];
    }
    const scope = scopeOf(settings, field, from ?? to);
    if ((from === undefined) === (to === undefined))
      settings.refuse(field, `${field} needs either from or to`, 'write from: anywhere, or to: anywhere');
    if (typeof reason !== 'string' || reason.trim() === '')
      settings.refuse(field, `${field} gives no reason`, 'add reason: why this exposure is meant');
    if (until !== undefined && !isCalendarDay(until))
      settings.refuse(`${field}.until`, `until is ${written(until)}, which is no day`, 'write YYYY-MM-DD');
    return [
      {
        namespace,
        ...(name !== undefined && { workload: name }),
        direction: from !== undefined ? ('ingress' as const) : ('egress' as const),
        scope,
        reason: String(reason),
        ...(typeof until === 'string' && { until }),
        at: () => settings.span(field),
      },
    ];
  });
}

function scopeOf(settings: SettingsFile, field: string, value: unknown): ExpectedScope {
  const found = scopes.find((scope) => scope === value);
  if (found === undefined && value !== undefined)
    settings.refuse(field, `${field} says ${written(value)}`, `what is expected is ${scopes.join(' or ')}`);
  return found ?? 'anywhere';
}

function checkKeys(settings: SettingsFile, map: object, parent: string, known: readonly string[]): void {
  for (const key of Object.keys(map)) {
    if (known.includes(key)) continue;
    const near = nearest(key, known);
    const help = near === undefined ? `there are ${known.join(', ')}` : `did you mean "${near}"?`;
    settings.refuse(`${parent}[${key}]`, `"${key}" is no key of ${parent || 'the configuration'}`, help, 'key');
  }
}

const written = (value: unknown): string =>
  typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? 'missing');

import { byCodeUnits } from '../algebra/text-order';
import type { Severity } from '../diagnostics/finding';
import type { AuditFinding } from './audit-finding';
import { catalogue } from './catalogue';
import type { Precision, Rule } from './rule';

/** 0 for errors, which come first. */
export const severityRank: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** The most severe of some. */
export function worstOf(first: Severity, ...others: readonly Severity[]): Severity {
  return others.reduce((worst, each) => (severityRank[each] < severityRank[worst] ? each : worst), first);
}

/** The least severe of some. */
export function mildestOf(first: Severity, ...others: readonly Severity[]): Severity {
  return others.reduce((mildest, each) => (severityRank[each] > severityRank[mildest] ? each : mildest), first);
}

const usualScore: Readonly<Record<Severity, number>> = { error: 7, warning: 4.5, info: 2 };

/** How dangerous a rule's findings are, from 0.0 to 10.0; what a rule does not say follows from its severity. */
export function securitySeverityOf({ securitySeverity, severity }: Rule): number {
  return securitySeverity ?? usualScore[severity];
}

/** How often a rule's findings are worth acting on; a rule that does not say is mostly right. */
export function precisionOf({ precision = 'high' }: Rule): Precision {
  return precision;
}

const position = new Map(catalogue.map((rule, index) => [rule.name, index]));

/** The worst first; inside of a rule by namespace, name and field. Depends on nothing but what was found. */
export function compareRank(a: AuditFinding, b: AuditFinding): number {
  return (
    severityRank[a.severity] - severityRank[b.severity] ||
    securitySeverityOf(b.rule) - securitySeverityOf(a.rule) ||
    (position.get(a.rule.name) ?? 0) - (position.get(b.rule.name) ?? 0) ||
    compareText(a.rule.name, b.rule.name) ||
    compareText(a.subject.namespace ?? '', b.subject.namespace ?? '') ||
    compareText(a.subject.name, b.subject.name) ||
    compareText(a.field ?? '', b.field ?? '') ||
    compareText(a.message, b.message)
  );
}

function compareText(a: string, b: string): number {
  const [left, right] = [a.split(/(\d+)/), b.split(/(\d+)/)];
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const [x = '', y = ''] = [left[index], right[index]];
    if (x === y) continue;
    // Odd parts are digits: rule 10 comes after rule 9.
    if (index % 2 === 1 && Number(x) !== Number(y)) return Number(x) - Number(y);
    return byCodeUnits(x, y);
  }
  return left.length - right.length;
}

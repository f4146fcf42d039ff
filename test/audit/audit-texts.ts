import type { AuditFinding } from '../../lib/audit/audit-finding';
import type { Rule, RuleResult } from '../../lib/audit/rule';
import { type Audit, type AuditOptions, runAudit } from '../../lib/audit/run-audit';
import { loadTexts } from '../../lib/k8s/load';

const now = new Date('2026-11-21T10:00:00Z');

/** Audits files that are texts. */
export function auditTexts(files: Readonly<Record<string, string>>, options: Partial<AuditOptions> = {}): Audit {
  const sources = Object.entries(files).map(([file, text]) => ({ file, text }));
  return runAudit(loadTexts(sources), { now, ...options });
}

/** Findings with those that are folded into them. */
export function withRelated(findings: readonly AuditFinding[]): readonly AuditFinding[] {
  return findings.flatMap((finding) => [finding, ...finding.related]);
}

/** A rule that finds what a test wants it to find. */
export function fakeRule(name: string, check: Rule['check'], more: Partial<Rule> = {}): Rule {
  return {
    name,
    severity: 'warning',
    category: 'trap',
    title: `what ${name} is about`,
    what: 'What.',
    why: 'Why.',
    fix: 'Fix.',
    examples: { bad: 'a: 1\n', good: 'b: 1\n' },
    check,
    ...more,
  };
}

/** Finds every policy of the input, at its name. */
export const everyPolicy: Rule['check'] = ({ analysis }) =>
  analysis.resources.policies.map(({ namespace, name, origin }): RuleResult => {
    const subject = { kind: 'NetworkPolicy', namespace, name };
    const at = () => origin.span('metadata.name');
    return { kind: 'finding', message: `${namespace}/${name} is a policy`, subject, field: 'metadata.name', at };
  });

/** A policy that denies all ingress of its namespace; `annotations` are lines of YAML. */
export function denyPolicy(name: string, annotations: readonly string[] = []): string {
  const lines = annotations.length > 0 ? ['  annotations:', ...annotations.map((line) => `    ${line}`)] : [];
  return `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: ${name}
  namespace: shop
${lines.map((line) => `${line}\n`).join('')}spec:
  podSelector: {}
  policyTypes: [Ingress]
---
`;
}

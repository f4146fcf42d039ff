import { analyze } from '../../lib/analyze/analysis';
import type { AnalyzeOptions } from '../../lib/analyze/model/options';
import { withRepresentatives } from '../../lib/analyze/possible/representatives';
import { auditFacts } from '../../lib/audit/facts';
import { type AuditContext, type AuditThresholds, defaultThresholds, type Rule } from '../../lib/audit/rule';
import { resolveLocation } from '../../lib/diagnostics/finding';
import { type LoadResult, loadTexts } from '../../lib/k8s/load';
import type { ClusterResources } from '../../lib/k8s/resources';

export interface AuditInput extends AnalyzeOptions {
  readonly thresholds?: Partial<AuditThresholds>;
  readonly now?: string;
}

/** A finding as far as tests speak of it; `at` is `line:column`, and `text` what the span covers of its first line. */
export interface FoundFinding {
  readonly at: string;
  readonly text: string;
  readonly subject: string;
  readonly severity: string;
  readonly message: string;
  readonly notes: readonly string[];
  readonly help: readonly string[];
}

export function contextOf(loaded: LoadResult, input: AuditInput = {}): AuditContext {
  const { thresholds, now = '2026-11-21', ...options } = input;
  const analysis = analyze(loaded.resources, options);
  let exposed: ReturnType<typeof analyze> | undefined;
  return {
    loaded,
    analysis,
    exposed() {
      exposed ??= withRepresentatives(analysis);
      return exposed;
    },
    facts: auditFacts(analysis),
    thresholds: { ...defaultThresholds, ...thresholds },
    now: new Date(now),
  };
}

/** The context of a cluster that was made without text. */
export function contextOfResources(resources: ClusterResources, input: AuditInput = {}): AuditContext {
  return contextOf({ ...loadTexts([{ file: 'a.yaml', text: '' }]), resources, findings: [] }, input);
}

/** What a rule finds in one file. */
export function findingsOf(rule: Rule, text: string, input: AuditInput = {}): readonly FoundFinding[] {
  const loaded = loadTexts([{ file: 'a.yaml', text }]);
  const broken = loaded.findings.filter(({ severity }) => severity === 'error');
  if (broken.length > 0) throw new Error(broken.map(({ message }) => message).join('\n'));
  return [...rule.check(contextOf(loaded, input))].flatMap((result) => {
    if (result.kind !== 'finding') return [];
    const span = resolveLocation(result.at);
    const line = text.split('\n')[(span?.line ?? 0) - 1] ?? '';
    const end = span?.endLine === span?.line ? span?.endColumn : undefined;
    return [
      {
        at: `${span?.line}:${span?.column}`,
        text: line.slice((span?.column ?? 1) - 1, end === undefined ? undefined : end - 1),
        subject: [result.subject.kind, result.subject.namespace, result.subject.name].filter(Boolean).join(' '),
        severity: result.severity ?? rule.severity,
        message: result.message,
        notes: result.notes ?? [],
        help: result.help ?? [],
      },
    ];
  });
}

/** Why a rule says that it cannot tell. */
export function reasonsOf(rule: Rule, text: string, input: AuditInput = {}): readonly string[] {
  const results = [...rule.check(contextOf(loadTexts([{ file: 'a.yaml', text }]), input))];
  return results.flatMap((result) => (result.kind === 'not-applicable' ? [result.reason] : []));
}

/** A pod with the label `app` as its name, on one line; `more` is the rest of its spec. */
export function pod(name: string, ports: readonly string[] = [], more = ''): string {
  const [namespace, short] = name.split('/');
  const list = ports.map((port) => {
    const [, portName, number, protocol = 'TCP'] = /^(?:([a-z-]+):)?(\d+)(?:\/(\w+))?$/.exec(port) ?? [];
    return `{${portName ? `name: ${portName}, ` : ''}containerPort: ${number}, protocol: ${protocol}}`;
  });
  return `apiVersion: v1
kind: Pod
metadata: {name: ${short}, namespace: ${namespace}, labels: {app: ${short}}}
spec: {${more}containers: [{name: main, ports: [${list.join(', ')}]}]}
---
`;
}

/** A policy whose spec is the given lines of YAML, indented by two. */
export function policy(name: string, spec: string, metadata = ''): string {
  const [namespace, short] = name.split('/');
  const lines = spec.trim().split('\n');
  return `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: ${short}, namespace: ${namespace}${metadata === '' ? '' : `, ${metadata}`}}
spec:
${lines.map((line) => `  ${line}`).join('\n')}
---
`;
}

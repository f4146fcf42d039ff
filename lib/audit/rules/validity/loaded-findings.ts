import type { Finding } from '../../../diagnostics/finding';
import type { LoadResult } from '../../../k8s/load';
import { fieldOf } from '../../../k8s/manifest-value';
import { readTexts } from '../../../k8s/validate/read-spec';
import type { AuditContext, RuleFinding, RuleResult } from '../../rule';

/** What reading the input found under a code, as results of the rule of that name. */
export function* loadedFindings({ loaded }: AuditContext, code: string): Generator<RuleResult> {
  for (const finding of [...loaded.findings, ...loaded.notes])
    if (finding.code === code) yield { ...resultOf(finding), ...declaredIn(loaded, finding) };
}

function resultOf(finding: Finding): RuleFinding {
  const { severity, message, at, field, related = [], notes = [], help } = finding;
  return {
    kind: 'finding',
    severity,
    message,
    subject: finding.subject ?? { kind: 'NetworkPolicy', name: '' },
    at: at ?? (() => undefined),
    ...(field === undefined ? {} : { field }),
    notes: [...notes, ...related.flatMap(noteOf)],
    help: help ?? ['keep one of them'],
  };
}

/** What netpact wrote is valid: of it, what the API server refuses was changed by hand. */
function declaredIn({ refusedPolicies }: LoadResult, { subject }: Finding): Pick<RuleFinding, 'declared'> {
  const policies = refusedPolicies.filter(
    ({ namespace, name }) => subject?.name === name && subject.namespace === namespace,
  );
  if (policies.length === 0) return {};
  const marked = policies.map(({ namespace, name, manifest }) => ({
    namespace,
    name,
    labels: readTexts(fieldOf(manifest, 'metadata', 'labels')) ?? {},
    annotations: readTexts(fieldOf(manifest, 'metadata', 'annotations')) ?? {},
  }));
  return { declared: { policies: marked, changes: ['somebody changed it by hand: netpact synth writes it again'] } };
}

function noteOf({ at, message }: NonNullable<Finding['related']>[number]): readonly string[] {
  const place = typeof at === 'function' ? at() : at;
  return place ? [`${message}: ${place.file}:${place.line}:${place.column}`] : [];
}

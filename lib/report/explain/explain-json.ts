import { formatPorts, intersectPorts, noPorts, type PortSet, unionPorts } from '../../algebra/port-set';
import type { Change, ExplainedDirection, ExplainedPolicy, Explanation } from '../../analyze/explain/explanation';
import type { Direction } from '../../analyze/model/policy-rules';
import { type Assumption, assumptionJson } from '../../diagnostics/assumption';
import type { SourceSpan } from '../../diagnostics/finding';
import { dnsSentence } from './explain-text';

/** The JSON contract that other programs rely on, on several lines. What would allow it, and the way to DNS, are among the reasons. */
export function explainJson(explanation: Explanation, assumptions: readonly Assumption[] = []): string {
  const { verdict, conn, egress, ingress, reasons, changes, dns } = explanation;
  const document = {
    schemaVersion: 1,
    verdict,
    conn: formatPorts(conn),
    egress: directionJson('egress', egress, explanation),
    ingress: directionJson('ingress', ingress, explanation),
    reasons: [
      ...reasons.map(({ kind, message, direction, policy, rule, location }) => ({
        kind,
        message,
        ...(direction && { direction }),
        ...(policy !== undefined && { policy }),
        ...(rule !== undefined && { rule }),
        ...(location && { location: locationJson(location) }),
      })),
      ...(dns && dns.udp !== 'open'
        ? [{ kind: 'dns', message: dnsSentence(explanation.src, dns), direction: 'egress' }]
        : []),
      ...changes.map(changeJson),
    ],
    assumptions: assumptions.map(assumptionJson),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function directionJson(direction: Direction, { isolated, policies }: ExplainedDirection, { asked }: Explanation) {
  return { isolated, policies: policies.flatMap((policy) => policyJson(direction, policy, asked)) };
}

/** One entry for each rule that allows something of what was asked; a policy without such a rule has one entry all the same. */
function policyJson(
  direction: Direction,
  { name, namespace, location, rules }: ExplainedPolicy,
  asked: Explanation['asked'],
) {
  const entry = (allows: PortSet, rule: string, at: SourceSpan) => ({
    name,
    namespace,
    allows: formatPorts(allows),
    rule,
    location: locationJson(at),
  });
  const giving = rules.filter(({ allows }) => intersectPorts(allows, asked) !== noPorts);
  if (giving.length > 0) return giving.map((each) => entry(each.allows, each.rule, each.location));
  const only = rules.length === 1 ? rules[0] : undefined;
  const allows = rules.map((rule) => rule.allows).reduce(unionPorts, noPorts);
  return [entry(allows, only?.rule ?? `spec.${direction}`, only?.location ?? location)];
}

function changeJson(change: Change) {
  const { kind, direction, message } = change;
  if (kind === 'add-policy')
    return { kind: 'change', message, direction, change: { kind, namespace: change.namespace, spec: change.spec } };
  if (change.kind === 'declare-flow') {
    const { app, chart, instead, place, line, narrower } = change;
    return {
      kind: 'change',
      message,
      direction,
      change: {
        kind,
        app,
        chart,
        ...(instead !== undefined && { instead }),
        ...(place !== undefined && { place }),
        line: line.code,
        where: line.where,
        ...(line.first !== undefined && { first: line.first }),
        ...(narrower && { narrower: narrower.code }),
      },
    };
  }
  const { policy, field, location, add } = change;
  return {
    kind: 'change',
    message,
    direction,
    policy: `${policy.namespace}/${policy.name}`,
    location: locationJson(location),
    change: { kind, field, add },
  };
}

/** The keys in the order of the contract. */
function locationJson({ file, line, column, endLine, endColumn }: SourceSpan): SourceSpan {
  return {
    file,
    line,
    column,
    ...(endLine !== undefined && { endLine }),
    ...(endColumn !== undefined && { endColumn }),
  };
}

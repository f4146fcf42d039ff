import { formatPorts } from '../../../algebra/port-set';
import { namespaceNameLabel } from '../../../algebra/selector';
import { flowEndOfPods } from '../../../analyze/model/flow-end';
import { type Direction, opposite } from '../../../analyze/model/policy-rules';
import type { PodSet } from '../../../analyze/model/universe';
import { isWrittenByNetpact } from '../../../k8s/policy-declaration';
import type { PolicyResource } from '../../../k8s/resources';
import { type FlowSentence, flowLine } from '../../../wording/flow-line';
import { listed, oneOrMany } from '../../../wording/words';
import { type PolicyRemarks, policyResult, withoutWorkloads } from '../../policy-result';
import { type DeniedHalf, deniedHalves } from '../../reach/denied-halves';
import type { AuditContext, Rule, RuleResult } from '../../rule';
import { baselineLine } from '../../wording/advice';
import { flowYaml } from '../../wording/flow-yaml';

export const oneSideDenied: Rule = {
  name: 'one-side-denied',
  severity: 'warning',
  category: 'trap',
  title: 'a rule that the other end denies altogether',
  what: `A rule allows connections between workloads of the input, and none of them passes, because the other end is
isolated in its direction and no policy lets them through there. An end that is not isolated denies nothing. Rules for
everyone or for addresses are not judged.`,
  why: `A connection needs the egress of its source and the ingress of its destination. The flow that the rule was
written for is down, and the rule waits to open it as soon as the other end is loosened.`,
  fix: 'Allow the flow at the other end too, or remove the rule. In netpact one flow() writes both halves.',
  examples: {
    bad: `apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop, labels: { app: web } }
---
apiVersion: v1
kind: Pod
metadata: { name: db, namespace: shop, labels: { app: db } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: allow-web-to-db, namespace: shop }
spec:
  podSelector: { matchLabels: { app: db } }
  policyTypes: [Ingress]
  ingress:
    - from: [{ podSelector: { matchLabels: { app: web } } }]
      ports: [{ port: 5432 }]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: default-deny-egress, namespace: shop }
spec:
  podSelector: {}
  policyTypes: [Egress]
`,
    good: `apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop, labels: { app: web } }
---
apiVersion: v1
kind: Pod
metadata: { name: db, namespace: shop, labels: { app: db } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: allow-web-to-db, namespace: shop }
spec:
  podSelector: { matchLabels: { app: db } }
  policyTypes: [Ingress]
  ingress:
    - from: [{ podSelector: { matchLabels: { app: web } } }]
      ports: [{ port: 5432 }]
`,
  },
  securitySeverity: 3,
  controls: ['NIST SC-7'],
  *check(context) {
    yield* withoutWorkloads(context);
    for (const half of deniedHalves(context)) yield finding(context, half);
  },
};

function finding(
  { facts }: AuditContext,
  { owner, direction, rule, source, destination, ports }: DeniedHalf,
): RuleResult {
  const back = opposite[direction];
  const other = direction === 'ingress' ? source : destination;
  const subject = direction === 'ingress' ? destination : source;
  const closing = facts.selecting(back, other).map((each) => each.policy);
  const isolating = closing.map((each) => `${each.namespace}/${each.name}`);
  const flow = {
    from: [flowEndOfPods(source)],
    to: [flowEndOfPods(destination)],
    on: { ports, declared: destination.ports },
  };
  return policyResult(
    owner.policy,
    rule.path,
    `${rule.path} allows ${source.name} to ${destination.name} on ${formatPorts(ports)}, but ${back} of ${other.name} denies it`,
    {
      notes: [
        `${listed(isolating)} ${oneOrMany(isolating.length, 'isolates', 'isolate')} ${other.name} for ${back}, and no policy there allows it`,
        'no other pair of workloads that the rule allows gets through either',
      ],
      help: [
        `add an ${back} rule for ${other.name}: ${entryFor(back, other, subject)}`,
        `or write the flow in netpact, which makes both halves: ${flowLine(flow).code}`,
      ],
      ...declaredFix(owner.policy, closing, { flow, other, subject, back }),
    },
  );
}

function entryFor(direction: Direction, subject: PodSet, peer: PodSet): string {
  const podSelector = { matchLabels: peer.labels };
  const namespaceSelector =
    peer.namespace === subject.namespace ? undefined : { matchLabels: { [namespaceNameLabel]: peer.namespace } };
  return `${direction === 'ingress' ? 'from' : 'to'}: ${flowYaml([{ namespaceSelector, podSelector }])}`;
}

/** Both halves are of one flow where netpact wrote what denies; else the other end is somebody else's, who has to let it in. */
function declaredFix(
  own: PolicyResource,
  closing: readonly PolicyResource[],
  { flow, other, subject, back }: { flow: FlowSentence; other: PodSet; subject: PodSet; back: Direction },
): Pick<PolicyRemarks, 'changedIn' | 'declared'> {
  if (closing.some(isWrittenByNetpact))
    return { changedIn: closing, declared: [{ flow, because: 'one flow makes both halves' }] };
  const names = listed(closing.map(({ namespace, name }) => `${namespace}/${name}`));
  return {
    changedIn: [own],
    declared: [
      `let a chart own the namespace, and the flow makes both halves: ${baselineLine(other.namespace, [back])}`,
      `or ask whoever wrote ${names} to let ${back === 'ingress' ? `${subject.name} in` : `${other.name} out to ${subject.name}`}`,
    ],
  };
}

import { isDnsOnly } from '../../../analyze/judge/dns-access';
import { flowEndOfPods } from '../../../analyze/model/flow-end';
import type { PodSet } from '../../../analyze/model/universe';
import { listed } from '../../../wording/words';
import { directedRules } from '../../directed-rules';
import { grantResult } from '../../reach/grant-result';
import { fieldOfWidePeers, undecidedWidth, type WidePeers, widePeersOf } from '../../reach/wide-peers';
import { type AuditContext, leastAccessControls, type Rule } from '../../rule';
import { otherEnd } from '../../wording/advice';
import { namespacesText } from '../../wording/describe';

export const allowsWholeNamespace: Rule = {
  name: 'allows-whole-namespace',
  severity: 'warning',
  category: 'reach',
  title: 'a rule admits every pod of a namespace',
  what: `The entries of a rule in force mean every pod of one or some namespaces: a namespaceSelector alone, podSelector: {},
or selectors that together leave no pod out. Rules that only let pods ask for names (egress, port 53) are left out.
Info where netpact wrote the policy: there the width was declared with a word for it.`,
  why: `Every workload that runs there, the next one included, has the access that one of them needed.`,
  fix: `Select the pods beside the namespace, in one entry:
  - from:
      - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}
        podSelector: {matchLabels: {app.kubernetes.io/name: prometheus}}
With netpact: flow(prometheus).to(web).port('metrics')`,
  examples: {
    bad: `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, ports: [{containerPort: 8080}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress:
    - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}}]
      ports: [{port: 8080}]
`,
    good: `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, ports: [{containerPort: 8080}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress:
    - from:
        - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}
          podSelector: {matchLabels: {app: prometheus}}
      ports: [{port: 8080}]
`,
  },
  securitySeverity: 4,
  precision: 'medium',
  controls: leastAccessControls,
  reach: { of: 'policies', directions: ['ingress', 'egress'] },
  *check(context) {
    for (const directed of directedRules(context.analysis.engine.policies)) {
      if (isDnsOnly(directed, context.analysis.settings)) continue;
      const { policy } = directed.owner;
      const { wide: found, isUndecided } = widePeersOf(context, directed);
      yield* undecidedWidth(directed, isUndecided);
      for (const wide of found) {
        if (wide.isEveryNamespace) continue;
        yield grantResult(context, directed, {
          field: fieldOfWidePeers(wide),
          who: `every pod of ${namespacesText(wide.entries[0], policy.namespace)}`,
          notes: pods(context, wide, policy.namespace),
          help: ['select the pods that need it in the same entry: podSelector: {matchLabels: {app: …}}'],
          declared: [
            { flow: otherEnd(directed.direction, meantBy(context, wide, policy.namespace).map(flowEndOfPods)) },
          ],
        });
      }
    }
  },
};

function pods(context: AuditContext, wide: WidePeers, namespace: string): readonly string[] {
  const names = meantBy(context, wide, namespace).map((each) => each.name);
  return names.length > 0 ? [`these are now: ${listed(names)}`] : [];
}

function meantBy({ facts }: AuditContext, { entries }: WidePeers, namespace: string): readonly PodSet[] {
  return [...new Set(entries.flatMap((entry) => facts.podsOfPeer(entry, namespace)))];
}

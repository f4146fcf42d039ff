import { listed } from '../../../wording/words';
import { lossesOf } from '../../outages/isolation-losses';
import type { Rule } from '../../rule';

export const accidentalIsolation: Rule = {
  name: 'accidental-isolation',
  severity: 'warning',
  category: 'outage',
  title: 'an allow policy isolates a workload as a side effect',
  what: `Only policies that allow something isolate a workload in a direction, its namespace has no default deny there, and they
cut what the workload surely does: an egress policy without policyTypes isolates ingress too; ingress rules leave out
every way to a port behind a Service (or, without a Service, to a declared port); egress rules leave out DNS, or let
nothing but DNS out. Policies whose name speaks of denying are left out.`,
  why: `Whoever adds "just one allow" to an open namespace takes the workload down for everybody whom the policy does not name.`,
  fix: `Say what the policy is for, and allow the rest too:
  policyTypes: [Egress]        # an egress policy that leaves ingress alone
or make the isolation deliberate with a default deny and one allow for each client.`,
  examples: {
    bad: `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, ports: [{containerPort: 8080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: allow-metrics, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress:
    - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}}]
      ports: [{port: 9090}]
`,
    good: `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, ports: [{containerPort: 8080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: allow-clients, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress:
    - from: [{podSelector: {matchLabels: {app: api}}}]
      ports: [{port: 8080}]
`,
  },
  controls: ['PCI DSS 1.2'],
  *check(context) {
    const losses = lossesOf(context);
    for (const pods of context.analysis.universe.pods)
      for (const direction of ['ingress', 'egress'] as const) {
        const { workload } = pods;
        if (!workload || pods.hostNetwork || !context.analysis.isIsolated(direction, pods)) continue;
        const loss = losses(pods, direction);
        const policy = loss?.policies[0]?.policy;
        if (!loss || !policy) continue;
        const names = listed(loss.policies.map((each) => each.policy.name));
        const one = loss.policies.length === 1;
        yield {
          kind: 'finding',
          subject: { kind: workload.kind, namespace: workload.namespace, name: workload.name },
          field: direction,
          at: () => policy.origin.span(loss.field, 'key'),
          message: `${names} ${one ? 'is' : 'are'} all that isolates ${workload.kind} ${workload.namespace}/${workload.name} for ${direction}, and ${one ? 'cuts' : 'cut'} ${loss.what}`,
          help: [loss.help, `if the isolation is meant, say so with a default deny for ${direction}`],
        };
      }
  },
};

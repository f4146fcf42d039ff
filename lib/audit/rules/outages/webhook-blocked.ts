import { formatPorts, rangesOfPorts } from '../../../algebra/port-set';
import { listed } from '../../../wording/words';
import { apiServerDoor } from '../../outages/api-server-door';
import { distinctReferences, guardsOf, resolveService } from '../../outages/service-targets';
import type { Rule } from '../../rule';

export const webhookBlocked: Rule = {
  name: 'webhook-blocked',
  severity: 'error',
  category: 'outage',
  title: 'the API server cannot reach an admission webhook',
  what: `The Service of an admission webhook, or of an aggregated API, leads to pods that are isolated for ingress, and what they
let in on that port leaves the API server out: no rule admits everyone, and no block holds its addresses (those of the
cluster profile; without them a rule with any block counts as unclear). Selectors never match the API server: it is no
pod, or one on the host network. A webhook with failurePolicy: Ignore is a warning.`,
  why: `Every create and update that the webhook would see fails after a timeout, in the whole cluster; with failurePolicy:
Ignore its checks are skipped in silence. An aggregated API answers 503.`,
  fix: `Let the API server's addresses in on the pods' own port:
  ingress:
    - from: [{ipBlock: {cidr: 10.0.0.1/32}}]
      ports: [{port: 8080}]
With netpact: flow(kubeApiServer()).to(webhook).port('https')`,
  examples: {
    bad: `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, ports: [{containerPort: 8080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 443, targetPort: 8080}]}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: checks}
webhooks:
  - name: checks.example.com
    clientConfig: {service: {namespace: shop, name: web}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress:
    - from: [{namespaceSelector: {}}]
      ports: [{port: 8080}]
`,
    good: `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, ports: [{containerPort: 8080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 443, targetPort: 8080}]}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: checks}
webhooks:
  - name: checks.example.com
    clientConfig: {service: {namespace: shop, name: web}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress:
    - ports: [{port: 8080}]
`,
  },
  controls: ['PCI DSS 1.2'],
  *check(context) {
    for (const caller of context.loaded.resources.serviceCallers) {
      if (caller.caller !== 'api-server') continue;
      for (const reference of distinctReferences(caller)) {
        const { kind, name } = caller;
        const subject = { kind, name };
        const resolved = resolveService(context, reference);
        if (resolved.kind === 'unknown') {
          yield { kind: 'not-applicable', subject, reason: resolved.reason };
          continue;
        }
        const doors = resolved.targets.map((target) => ({ ...target, door: apiServerDoor(context, target) }));
        const closed = doors.filter(({ door }) => door === 'closed');
        const [first] = closed;
        if (!first) {
          if (doors.some(({ door }) => door === 'unclear'))
            yield {
              kind: 'not-applicable',
              subject,
              reason: `whether the API server reaches ${reference.namespace}/${reference.name} depends on its addresses (apiServerCidrs of the cluster profile)`,
            };
          continue;
        }
        const pods = listed(closed.map((each) => each.pods.name));
        yield {
          kind: 'finding',
          ...(reference.isOptional ? { severity: 'warning' } : {}),
          subject,
          field: reference.field,
          at: () => caller.origin.span(reference.field),
          message: `${kind} ${name}: the API server cannot reach ${pods} on ${formatPorts(first.ports)} through Service ${reference.namespace}/${reference.name}`,
          notes: [`ingress is isolated by ${guardsOf(context, first.pods)}`],
          help: [
            `let the API server's addresses in: {from: [{ipBlock: {cidr: …}}], ports: [{port: ${rangesOfPorts(first.ports)[0]?.first}}]}`,
            "with netpact: flow(kubeApiServer()).to(webhook).port('https')",
          ],
        };
      }
    }
  },
};

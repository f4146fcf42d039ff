import { formatPorts } from '../../../algebra/port-set';
import type { Subject } from '../../../diagnostics/finding';
import type { Origin } from '../../../k8s/resources';
import { listed } from '../../../wording/words';
import { controllerDoor } from '../../outages/controller-door';
import {
  distinctReferences,
  guardsOf,
  isGuarded,
  resolveService,
  rulesLettingIn,
  type ServiceTarget,
  targetsOf,
} from '../../outages/service-targets';
import type { AuditContext, Rule, RuleResult } from '../../rule';

export const ingressBackendBlocked: Rule = {
  name: 'ingress-backend-blocked',
  severity: 'error',
  category: 'outage',
  title: 'what comes from outside cannot reach its backend',
  what: `An Ingress or HTTPRoute leads to pods that are isolated for ingress and let no ingress controller in on that port; or a
Service of type LoadBalancer leads to pods that let no address in. Controllers are those of the input, else
ingress-nginx, Traefik, HAProxy, Contour, Envoy Gateway, Istio's gateway and Kong as their projects install them. A rule
that may mean a controller which is not known, or that admits addresses, counts as unclear.`,
  why: `Users see 502, 503 or 504, while everything inside the cluster looks well.`,
  fix: `Let the controller in on the pods' own port:
  ingress:
    - from:
        - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress-nginx}}
          podSelector: {matchLabels: {app.kubernetes.io/name: ingress-nginx}}
      ports: [{port: 8080}]
With netpact: flow(ingressNginx).to(web).port(8080)`,
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
kind: Ingress
metadata: {name: site, namespace: shop}
spec:
  defaultBackend: {service: {name: web, port: {number: 80}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress:
    - from: [{podSelector: {}}]
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
kind: Ingress
metadata: {name: site, namespace: shop}
spec:
  defaultBackend: {service: {name: web, port: {number: 80}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress:
    - from:
        - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress-nginx}}
          podSelector: {matchLabels: {app.kubernetes.io/name: ingress-nginx}}
      ports: [{port: 8080}]
`,
  },
  controls: ['PCI DSS 1.2'],
  *check(context) {
    for (const caller of context.loaded.resources.serviceCallers) {
      if (caller.caller !== 'ingress-controller') continue;
      const { kind, namespace, name, origin } = caller;
      const subject = { kind, namespace, name };
      for (const reference of distinctReferences(caller)) {
        const resolved = resolveService(context, reference);
        if (resolved.kind === 'unknown') {
          yield { kind: 'not-applicable', subject, reason: resolved.reason };
          continue;
        }
        const doors = resolved.targets.map((target) => ({ ...target, door: controllerDoor(context, target) }));
        const closed = doors.filter(({ door }) => door === 'closed');
        if (closed.length > 0)
          yield blocked(context, subject, { origin, field: reference.field }, 'no ingress controller', closed);
        else if (doors.some(({ door }) => door === 'unclear'))
          yield {
            kind: 'not-applicable',
            subject,
            reason: `${reference.namespace}/${reference.name} lets addresses or pods in of which is not known whether they are the controller`,
          };
      }
    }
    for (const service of context.loaded.resources.services) {
      if (service.type !== 'LoadBalancer') continue;
      const { namespace, name, origin } = service;
      const closed = targetsOf(context, service).filter(
        (target) => isGuarded(context, target.pods) && !admitsAddresses(context, target),
      );
      if (closed.length > 0)
        yield blocked(
          context,
          { kind: 'Service', namespace, name },
          { origin, field: 'spec.type' },
          'no address outside the cluster',
          closed,
        );
    }
  },
};

function admitsAddresses(context: AuditContext, target: ServiceTarget): boolean {
  return rulesLettingIn(context, target).some(({ rule }) => !rule.peers || rule.peers.some((peer) => 'block' in peer));
}

function blocked(
  context: AuditContext,
  subject: Subject,
  place: { readonly origin: Origin; readonly field: string },
  who: string,
  closed: readonly ServiceTarget[],
): RuleResult {
  const [first] = closed;
  const port = first ? formatPorts(first.ports) : '';
  return {
    kind: 'finding',
    subject,
    field: place.field,
    at: () => place.origin.span(place.field),
    message: `${subject.kind} ${subject.namespace}/${subject.name} leads to ${listed(closed.map(({ pods }) => pods.name))}, which ${closed.length === 1 ? 'lets' : 'let'} ${who} in on ${port}`,
    notes: first ? [`ingress is isolated by ${guardsOf(context, first.pods)}`] : [],
    help:
      subject.kind === 'Service'
        ? [
            'let the clients or the nodes in: {from: [{ipBlock: {cidr: …}}], ports: [{port: …}]}',
            'with netpact: flow(nodes()).to(web).port(…), or flow(internet()) with externalTrafficPolicy: Local',
          ]
        : [
            'let the controller in: {from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress-nginx}}, podSelector: {matchLabels: {app.kubernetes.io/name: ingress-nginx}}}]}',
            'with netpact: flow(ingressNginx).to(web).port(…)',
          ],
  };
}

import { formatPorts, type PortSet } from '../../../algebra/port-set';
import type { Subject } from '../../../diagnostics/finding';
import type { Origin } from '../../../k8s/resources';
import type { FlowEnd } from '../../../wording/flow-line';
import { oneOrMany } from '../../../wording/words';
import { blockPeers, selectorPeers } from '../../directed-rules';
import { whyUnknown } from '../../reach/open-answers';
import type { AuditContext, Rule, RuleResult } from '../../rule';
import { asksForHostNetwork } from '../../services/control-plane-tunnels';
import { controllerAdvice } from '../../services/controller-advice';
import { controllerDoor, entranceOf } from '../../services/ingress-controllers';
import { portItems } from '../../services/ingress-purpose';
import {
  blockedCalls,
  flowInto,
  guardsOf,
  isGuarded,
  rulesLettingIn,
  type ServiceTarget,
  targetsOf,
} from '../../services/service-targets';
import { podsText } from '../../wording/describe';

export const ingressBackendBlocked: Rule = {
  name: 'ingress-backend-blocked',
  severity: 'error',
  category: 'outage',
  title: 'what comes from outside cannot reach its backend',
  what: `An Ingress, a route of the Gateway API (HTTPRoute, GRPCRoute, TLSRoute, TCPRoute, UDPRoute) or a Route of OpenShift leads
to pods that are isolated for ingress and let no controller in on that port; or a Service of type LoadBalancer leads to
pods that let no address in. Controllers are those of the input, else ingress-nginx, Traefik, HAProxy, Contour, Envoy
Gateway, Istio's gateway, Kong and OpenShift's router as their projects install them. An Ingress is served by the
controller whose name is in that of its class. A rule that may mean a controller which is not known, or that admits
addresses, counts as unclear, as does one for TCP 15008, by which Istio's ambient mesh comes, and one that asks for labels
of a namespace that is not in the input; so does one that means pods to which clients from outside are led, unless that class is known; the pods of a Gateway may be in any namespace and have any labels. A
controller on the host network comes from the addresses of its node, and no selector means it but OpenShift's for the
network of the nodes. Routes whose parents are Services are the mesh's, and not asked about.`,
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
  securitySeverity: 5,
  controls: ['PCI DSS 1.2'],
  *check(context) {
    yield* blockedCalls(context, {
      isAsked: ({ caller }) => caller === 'ingress-controller',
      doorOf: controllerDoor(context),
      unclear: ({ namespace, name }) =>
        `${namespace}/${name} lets addresses or pods in of which is not known whether they are the controller, or the mesh by which it may come`,
      blocked({ subject, caller, reference: { field } }, closed) {
        const advice = controllerAdvice(context, entranceOf(caller));
        return blocked(context, subject, { origin: caller.origin, field, ...advice }, closed);
      },
    });
    for (const service of context.loaded.resources.services) {
      if (service.type !== 'LoadBalancer') continue;
      const { namespace, name, origin } = service;
      const targets = targetsOf(context, service);
      const unknown = whyUnknown(
        context,
        'ingress',
        targets.map(({ pods }) => pods),
      );
      const [first, ...others] = targets.filter(
        (target) => isGuarded(context, target.pods) && !admitsAddresses(context, target),
      );
      const subject = { kind: 'Service', namespace, name };
      const place = { origin, field: 'spec.type', ...ofBalancer };
      if (unknown !== undefined) yield { kind: 'undetermined', subject, reason: unknown };
      else if (first) yield blocked(context, subject, place, [first, ...others]);
    }
  },
};

function admitsAddresses(context: AuditContext, target: ServiceTarget): boolean {
  return rulesLettingIn(context, target).some(
    ({ rule }) => !rule.peers || blockPeers(rule).length > 0 || selectorPeers(rule).some(asksForHostNetwork),
  );
}

/** What is said beside the pods that are closed, and where. */
interface Blame {
  readonly origin: Origin;
  readonly field: string;
  /** Whom they do not let in. */
  readonly who: string;
  readonly help: readonly string[];
  /** Who is to be let in, as a flow names it, and why. */
  readonly from: FlowEnd;
  readonly because?: string;
}

const ofBalancer: Omit<Blame, 'origin' | 'field'> = {
  who: 'no address outside the cluster',
  help: [
    'let the clients or the nodes in: {from: [{ipBlock: {cidr: …}}], ports: [{port: …}]}',
    'with netpact: flow(nodes()).to(web).port(…), or flow(internet()) with externalTrafficPolicy: Local',
  ],
  from: { kind: 'call', code: 'nodes()' },
  because: "internet() instead where externalTrafficPolicy is 'Local'; nodes and policy are those of cluster({ … })",
};

function blocked(
  context: AuditContext,
  subject: Subject,
  { origin, field, who, help, from, because }: Blame,
  closed: readonly [ServiceTarget, ...ServiceTarget[]],
): RuleResult {
  const [first] = closed;
  return {
    kind: 'finding',
    subject,
    field,
    at: () => origin.span(field),
    message: `${subject.kind} ${subject.namespace}/${subject.name} leads to ${podsText(closed.map(({ pods }) => pods))}, which ${oneOrMany(closed.length, 'lets', 'let')} ${who} in on ${formatPorts(first.ports)}`,
    notes: [`ingress is isolated by ${guardsOf(context, first.pods)}`],
    help: help.map((line) => withPorts(line, first.ports)),
    declared: flowInto(context, first, from, because),
  };
}

/** A line of help with the ports that are meant, as far as YAML and TypeScript say them without more words. */
function withPorts(line: string, ports: PortSet): string {
  const [, numbers] = /^TCP ([\d,]+)$/.exec(formatPorts(ports)) ?? [];
  const named = line.replace('ports: [{port: …}]', `ports: [${portItems(ports)}]`);
  return numbers === undefined ? named : named.replace('.port(…)', `.port(${numbers.replaceAll(',', ', ')})`);
}

import { formatPorts, intersectPorts, noPorts } from '../../../algebra/port-set';
import { matchesSelector } from '../../../algebra/selector';
import { mayHold } from '../../../analyze/judge/doubt';
import { judgePeer } from '../../../analyze/judge/matching';
import { endOf, imaginedPods } from '../../../analyze/model/end';
import { arePodsOfNode, nodeBlocksToWrite } from '../../../analyze/model/pod-addresses';
import type { RulePeer } from '../../../analyze/model/policy-rules';
import type { PodSet } from '../../../analyze/model/universe';
import type { Subject } from '../../../diagnostics/finding';
import type { Origin } from '../../../k8s/resources';
import type { FlowEnd } from '../../../wording/flow-line';
import { oneOrMany } from '../../../wording/words';
import { blockPeers } from '../../directed-rules';
import { whyUnknown } from '../../reach/open-answers';
import type { AuditContext, Rule, RuleResult } from '../../rule';
import {
  blockedCalls,
  type CallerRule,
  flowInto,
  guardsOf,
  isGuarded,
  rulesLettingIn,
  type ServiceTarget,
  targetsOf,
} from '../../services/service-targets';
import { podsText } from '../../wording/describe';
import { flowYaml } from '../../wording/flow-yaml';

export const ingressBackendBlocked: Rule = {
  name: 'ingress-backend-blocked',
  severity: 'error',
  category: 'outage',
  title: 'what comes from outside cannot reach its backend',
  what: `An Ingress or HTTPRoute leads to pods that are isolated for ingress and let no ingress controller in on that port; or a
Service of type LoadBalancer leads to pods that let no address in. Controllers are those of the input, else
ingress-nginx, Traefik, HAProxy, Contour, Envoy Gateway, Istio's gateway and Kong as their projects install them. A rule
that may mean a controller which is not known, or that admits addresses, counts as unclear; a controller on the host network comes from the addresses of
its node, and no selector means it.`,
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
    yield* blockedCalls(context, {
      isAsked: ({ caller }) => caller === 'ingress-controller',
      doorOf: controllerDoor(context),
      unclear: ({ namespace, name }) =>
        `${namespace}/${name} lets addresses or pods in of which is not known whether they are the controller`,
      blocked: ({ subject, caller: { origin }, reference: { field } }, closed) =>
        blocked(context, subject, { origin, field }, 'no ingress controller', closed),
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
      const place = { origin, field: 'spec.type' };
      if (unknown !== undefined) yield { kind: 'undetermined', subject, reason: unknown };
      else if (first) yield blocked(context, subject, place, 'no address outside the cluster', [first, ...others]);
    }
  },
};

function admitsAddresses(context: AuditContext, target: ServiceTarget): boolean {
  return rulesLettingIn(context, target).some(({ rule }) => !rule.peers || blockPeers(rule).length > 0);
}

function blocked(
  context: AuditContext,
  subject: Subject,
  place: { readonly origin: Origin; readonly field: string },
  who: string,
  closed: readonly [ServiceTarget, ...ServiceTarget[]],
): RuleResult {
  const [first] = closed;
  return {
    kind: 'finding',
    subject,
    field: place.field,
    at: () => place.origin.span(place.field),
    message: `${subject.kind} ${subject.namespace}/${subject.name} leads to ${podsText(closed.map(({ pods }) => pods))}, which ${oneOrMany(closed.length, 'lets', 'let')} ${who} in on ${formatPorts(first.ports)}`,
    notes: [`ingress is isolated by ${guardsOf(context, first.pods)}`],
    help:
      subject.kind === 'Service'
        ? [
            'let the clients or the nodes in: {from: [{ipBlock: {cidr: …}}], ports: [{port: …}]}',
            'with netpact: flow(nodes()).to(web).port(…), or flow(internet()) with externalTrafficPolicy: Local',
          ]
        : [controllerHelp(context), 'with netpact: flow(ingressNginx).to(web).port(…)'],
    declared:
      subject.kind === 'Service'
        ? flowInto(
            context,
            first,
            { kind: 'call', code: 'nodes()' },
            'internet() with externalTrafficPolicy: Local, which keeps the addresses of the clients',
          )
        : flowInto(context, first, controllerEnd(context)),
  };
}

/** The controller as a flow names it: where it is on the host network, by its nodes. */
function controllerEnd(context: AuditContext): FlowEnd {
  const present = controllersOf(context);
  if (present.some((pods) => arePodsOfNode(pods, context.analysis.settings))) return { kind: 'call', code: 'nodes()' };
  const known = controllers.find(({ labels }) =>
    present.some((pods) => matchesSelector({ matchLabels: labels }, pods.labels)),
  );
  return { kind: 'value', name: known?.constant ?? 'ingressNginx', what: 'in netpact/platform' };
}

/** The rule that lets in the controllers of the input; where these are on the host network, by the addresses of their nodes. */
function controllerHelp(context: AuditContext): string {
  const { settings } = context.analysis;
  const onNodes = controllersOf(context).filter((pods) => arePodsOfNode(pods, settings));
  const blocks = [...new Set(onNodes.flatMap((pods) => nodeBlocksToWrite(pods, settings).map(flowYaml)))];
  if (blocks.length > 0)
    return `let the nodes of the controller in, which is on the host network: {from: [${blocks.join(', ')}]}`;
  return 'let the controller in: {from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress-nginx}}, podSelector: {matchLabels: {app.kubernetes.io/name: ingress-nginx}}}]}';
}

/** Unclear where a rule may mean a controller that is not known. */
function controllerDoor(context: AuditContext): CallerRule['doorOf'] {
  const { analysis, facts } = context;
  const present = controllersOf(context);
  const isOnNodes = present.length > 0 && present.every((pods) => arePodsOfNode(pods, analysis.settings));
  const mayMean = (peer: RulePeer, namespace: string, pods: PodSet) =>
    mayHold(judgePeer(peer, namespace, endOf(analysis.universe, pods), analysis.settings));
  const imagined = controllers.map(({ namespace, labels }) =>
    endOf(analysis.universe, imaginedPods(namespace, labels)),
  );
  return (target, rules) => {
    if (present.some((pods) => intersectPorts(analysis.between(pods, target.pods), target.ports) !== noPorts))
      return 'open';
    for (const { namespace, rule } of rules)
      for (const peer of rule.peers ?? []) {
        if ('block' in peer) {
          // Load balancers come from addresses that nobody knows; controllers on the host network from those of nodes.
          if (isOnNodes && present.every((pods) => !mayMean(peer, namespace, pods))) continue;
          return 'unclear';
        }
        if (present.length > 0) continue;
        if (imagined.some((end) => judgePeer(peer, namespace, end, analysis.settings).answer)) return 'open';
        const isOwn = !peer.namespaces;
        const others = facts.podsOfPeer(peer, namespace);
        if (!isOwn || others.length === 0) return 'unclear';
      }
    return 'closed';
  };
}

/** The ingress controllers of the input. */
function controllersOf({ analysis }: AuditContext): readonly PodSet[] {
  return analysis.universe.pods.filter((pods) =>
    controllers.some(({ labels }) => matchesSelector({ matchLabels: labels }, pods.labels)),
  );
}

/** As their projects install them. Sources: the manifests and charts of each project. */
const controllers = [
  {
    constant: 'ingressNginx',
    namespace: 'ingress-nginx',
    labels: { 'app.kubernetes.io/name': 'ingress-nginx', 'app.kubernetes.io/component': 'controller' },
  },
  { constant: 'traefik', namespace: 'traefik', labels: { 'app.kubernetes.io/name': 'traefik' } },
  { constant: 'haproxyIngress', namespace: 'haproxy-controller', labels: { run: 'haproxy-ingress' } },
  { constant: 'contour', namespace: 'projectcontour', labels: { app: 'envoy' } },
  {
    constant: 'envoyGateway',
    namespace: 'envoy-gateway-system',
    labels: { 'app.kubernetes.io/name': 'envoy', 'app.kubernetes.io/component': 'proxy' },
  },
  { constant: 'istioIngressGateway', namespace: 'istio-system', labels: { istio: 'ingressgateway' } },
  {
    constant: 'kong',
    namespace: 'kong',
    labels: { 'app.kubernetes.io/name': 'kong', 'app.kubernetes.io/component': 'app' },
  },
] as const;

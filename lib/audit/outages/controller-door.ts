import { intersectPorts, noPorts } from '../../algebra/port-set';
import { matchesSelector } from '../../algebra/selector';
import { judgePeer } from '../../analyze/judge/matching';
import { endOf, imaginedPods } from '../../analyze/model/end';
import type { PodSet } from '../../analyze/model/universe';
import type { AuditContext } from '../rule';
import { isGuarded, rulesLettingIn, type ServiceTarget } from './service-targets';

/** Whether an ingress controller gets through to the pods behind a Service; `unclear` where one might that is not known. */
export function controllerDoor(context: AuditContext, target: ServiceTarget): 'open' | 'closed' | 'unclear' {
  if (!isGuarded(context, target.pods)) return 'open';
  const { analysis, facts } = context;
  const rules = rulesLettingIn(context, target);
  if (rules.some(({ rule }) => !rule.peers)) return 'open';
  const present = controllersOf(context);
  if (present.some((pods) => intersectPorts(analysis.between(pods, target.pods), target.ports) !== noPorts))
    return 'open';
  const imagined = controllers.map(({ namespace, labels }) =>
    endOf(analysis.universe, imaginedPods(namespace, labels)),
  );
  for (const { namespace, rule } of rules)
    for (const peer of rule.peers ?? []) {
      // Load balancers and controllers on the host network come from addresses.
      if ('block' in peer) return 'unclear';
      if (present.length > 0) continue;
      if (imagined.some((end) => judgePeer(peer, namespace, end, analysis.settings).answer)) return 'open';
      const isOwn = !peer.namespaces;
      const others = facts.podsOfPeer(peer, namespace);
      if (!isOwn || others.length === 0) return 'unclear';
    }
  return 'closed';
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
    namespace: 'ingress-nginx',
    labels: { 'app.kubernetes.io/name': 'ingress-nginx', 'app.kubernetes.io/component': 'controller' },
  },
  { namespace: 'traefik', labels: { 'app.kubernetes.io/name': 'traefik' } },
  { namespace: 'haproxy-controller', labels: { run: 'haproxy-ingress' } },
  { namespace: 'projectcontour', labels: { app: 'envoy' } },
  {
    namespace: 'envoy-gateway-system',
    labels: { 'app.kubernetes.io/name': 'envoy', 'app.kubernetes.io/component': 'proxy' },
  },
  { namespace: 'istio-system', labels: { istio: 'ingressgateway' } },
  { namespace: 'kong', labels: { 'app.kubernetes.io/name': 'kong', 'app.kubernetes.io/component': 'app' } },
] as const;

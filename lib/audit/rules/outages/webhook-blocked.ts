import type { AddressPiece } from '../../../algebra/address-map';
import { type AddressSpace, commonRange, ipv4, ipv6, rangeOfCidr } from '../../../algebra/address-space';
import type { Cidr } from '../../../algebra/cidr';
import { formatPorts, isSubsetOfPorts, type PortSet, rangesOfPorts } from '../../../algebra/port-set';
import { judgePeer } from '../../../analyze/judge/matching';
import { readCidrs } from '../../../analyze/model/cluster-profile';
import { endOf, imaginedPods } from '../../../analyze/model/end';
import { blockPeers, selectorPeers } from '../../directed-rules';
import type { AuditContext, Rule } from '../../rule';
import { blockedCalls, type Door, guardsOf, type LettingIn, type ServiceTarget } from '../../services/service-targets';
import { podsText } from '../../wording/describe';

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
  check: (context) =>
    blockedCalls(context, {
      isAsked: ({ caller, kind }) => caller === 'api-server' && kind !== 'CustomResourceDefinition',
      doorOf: (target, rules) => apiServerDoor(context, target, rules),
      unclear: ({ namespace, name }) =>
        `whether the API server reaches ${namespace}/${name} depends on its addresses (apiServerCidrs of the cluster profile)`,
      blocked({ subject, caller, reference }, closed) {
        const [{ pods, ports }] = closed;
        const names = podsText(closed.map((each) => each.pods));
        return {
          kind: 'finding',
          ...(reference.isOptional ? { severity: 'warning' } : {}),
          subject,
          field: reference.field,
          at: () => caller.origin.span(reference.field),
          message: `${caller.kind} ${caller.name}: the API server cannot reach ${names} on ${formatPorts(ports)} through Service ${reference.namespace}/${reference.name}`,
          notes: [`ingress is isolated by ${guardsOf(context, pods)}`],
          help: [
            `let the API server's addresses in: {from: [{ipBlock: {cidr: …}}], ports: [{port: ${rangesOfPorts(ports)[0]?.first}}]}`,
            "with netpact: flow(kubeApiServer()).to(webhook).port('https')",
          ],
        };
      },
    }),
};

/** Unclear where the addresses of the API server decide, and are not known. */
function apiServerDoor({ analysis }: AuditContext, target: ServiceTarget, rules: readonly LettingIn[]): Door {
  const known = readCidrs(analysis.settings.cluster.apiServerCidrs);
  if (known.length > 0) {
    const { ipv4: four, ipv6: six } = analysis.addresses('ingress', target.pods);
    const isIn = known.every((cidr) =>
      cidr.family === 4 ? admits(ipv4, four, cidr, target.ports) : admits(ipv6, six, cidr, target.ports),
    );
    if (isIn) return 'open';
  } else if (rules.some(({ rule }) => blockPeers(rule).length > 0)) return 'unclear';
  // Where the control plane is managed, its requests may come out of these pods.
  const tunnel = endOf(analysis.universe, imaginedPods('kube-system', { 'k8s-app': 'konnectivity-agent' }));
  const isTunnel = rules.some(({ rule, namespace }) =>
    selectorPeers(rule).some(
      (peer) =>
        peer.namespaces &&
        judgePeer(peer, namespace, tunnel, analysis.settings).answer &&
        peer.pods.matchLabels?.['k8s-app'] === 'konnectivity-agent',
    ),
  );
  return isTunnel ? 'unclear' : 'closed';
}

function admits<A extends number | bigint>(
  space: AddressSpace<A>,
  pieces: readonly AddressPiece<A, PortSet>[],
  cidr: Cidr,
  ports: PortSet,
): boolean {
  const range = rangeOfCidr(space, cidr);
  return pieces.every((piece) => !commonRange(piece, range) || isSubsetOfPorts(ports, piece.value));
}

import { portsText } from '../../../wording/ports';
import { openWayResults } from '../../outside/open-ways';
import type { OutsideWay } from '../../outside/outside-way';
import { isInternet, waysByObjects } from '../../outside/outside-ways';
import { type AuditContext, boundaryControls, type Rule } from '../../rule';

const pod = `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, ports: [{containerPort: 8080}]}]}
---
`;

export const nodePortOpen: Rule = {
  name: 'node-port-open',
  severity: 'warning',
  category: 'reach',
  title: 'a port of the nodes lets any address in',
  what: `A Service of type NodePort, or a hostPort of a container, leads to pods that let in a large part of the internet. So does
the port of the nodes that a LoadBalancer brings along: loadBalancerSourceRanges do not narrow it (info for an internal load
balancer; none where the load balancer itself is open, which is external-address-open). With externalTrafficPolicy: Local, and for host ports,
the client's address is judged. With Cluster, the default, the pod sees the client or a node: the finding says
"may" where only one of them is let in, and there is none where neither is. Pods on the host network are not meant:
no policy closes them.`,
  why: `Whoever reaches a node reaches the pods, past the load balancer and past the ingress controller, with what they check.`,
  fix: `Take the port away (type: ClusterIP; allocateLoadBalancerNodePorts: false), or let only the clients in:
  spec:
    type: NodePort
    externalTrafficPolicy: Local
With netpact: flow(cidr('clients', ['203.0.113.0/24'])).to(web).port(8080)`,
  examples: {
    bad: `${pod}apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  type: NodePort
  selector: {app: web}
  ports: [{port: 80, targetPort: 8080}]
`,
    good: `${pod}apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  type: NodePort
  externalTrafficPolicy: Local
  selector: {app: web}
  ports: [{port: 80, targetPort: 8080}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress:
    - from: [{ipBlock: {cidr: 203.0.113.0/24}}]
      ports: [{port: 8080}]
`,
  },
  securitySeverity: 6,
  precision: 'medium',
  controls: boundaryControls,
  reach: { of: 'ways', directions: ['ingress'] },
  *check(context) {
    const balanced = balancersOf(context);
    yield* openWayResults(context, {
      kinds: ['NodePort', 'host port'],
      nameOf: (way) => nameOf(way, balanced.get(way.origin)),
      remedy(way) {
        if (way.kind === 'host port') return 'take the hostPort away, and lead to the pods by a Service';
        return balanced.has(way.origin)
          ? 'it needs no port of the nodes: allocateLoadBalancerNodePorts: false'
          : 'take the port away: type: ClusterIP, behind an ingress controller';
      },
      weigh(way) {
        const balancer = way.kind === 'NodePort' ? balanced.get(way.origin) : undefined;
        if (balancer === undefined) return undefined;
        if (balancer.kind === 'internal LoadBalancer') return 'info';
        return isInternet(balancer.from) ? 'left-out' : undefined;
      },
    });
  },
};

/** The widest way of each Service by its load balancer. */
function balancersOf(context: AuditContext): ReadonlyMap<OutsideWay['origin'], OutsideWay> {
  const { ways } = waysByObjects(context);
  const found = ways.filter(({ kind }) => kind === 'LoadBalancer' || kind === 'internal LoadBalancer');
  return new Map([...found].reverse().map((way) => [way.origin, way]));
}

function nameOf({ kind, port }: OutsideWay, balancer: OutsideWay | undefined): string {
  if (kind === 'host port') return `the host port ${port ? portsText(port) : ''}`;
  const name = port ? `the port ${portsText(port)} of the nodes` : 'a port of the nodes';
  return balancer ? `${name}, which its load balancer does not narrow` : name;
}

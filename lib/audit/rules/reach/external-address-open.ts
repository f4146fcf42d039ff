import { openWayResults } from '../../outside/open-ways';
import { boundaryControls, type Rule } from '../../rule';

const pod = `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, ports: [{containerPort: 8080}]}]}
---
`;

export const externalAddressOpen: Rule = {
  name: 'external-address-open',
  severity: 'warning',
  category: 'reach',
  title: 'a load balancer or an external address lets the internet in',
  what: `A Service of type LoadBalancer, or one with externalIPs, leads to pods that let in a large part of the internet:
loadBalancerSourceRanges and the pods' policies together are asked. With externalTrafficPolicy: Local the client's address
is judged. With Cluster, the default, the pod sees the client or a node: the finding says "may" where only one of them is let
in, and there is none where neither is. Blocks of private addresses may hold the nodes as long as the cluster profile
does not say where those are. No finding for a load balancer whose annotation asks the provider for an internal one; info where only an ingress
controller is reached, which is there for that.`,
  why: `Whoever finds the address may connect. What a firewall or the load balancer itself filters is in no manifest.`,
  fix: `Say who may come, at the load balancer and again at the pods, which see the clients with Local only:
  spec:
    type: LoadBalancer
    externalTrafficPolicy: Local
    loadBalancerSourceRanges: [203.0.113.0/24]
With netpact: flow(cidr('clients', ['203.0.113.0/24'])).to(web).port(8080)
A public entrance that is meant goes to "expected" in the configuration of the audit.`,
  examples: {
    bad: `${pod}apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  type: LoadBalancer
  selector: {app: web}
  ports: [{port: 80, targetPort: 8080}]
`,
    good: `${pod}apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  type: LoadBalancer
  externalTrafficPolicy: Local
  loadBalancerSourceRanges: [203.0.113.0/24]
  selector: {app: web}
  ports: [{port: 80, targetPort: 8080}]
`,
  },
  securitySeverity: 6.5,
  controls: boundaryControls,
  reach: { of: 'ways', directions: ['ingress'] },
  check: (context) =>
    openWayResults(context, {
      kinds: ['LoadBalancer', 'external IP'],
      nameOf: ({ kind, host }) => (kind === 'LoadBalancer' ? 'its load balancer' : `the external address ${host}`),
      remedy: ({ kind }) =>
        kind === 'LoadBalancer' ? 'name the clients: loadBalancerSourceRanges: [203.0.113.0/24]' : undefined,
    }),
};

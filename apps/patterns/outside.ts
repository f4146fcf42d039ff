import { cidr, flow, kubeApiServer, namespace, open } from 'netpact';
import type { FlowChartProps } from 'netpact/cdk8s';

// As in flows.ts, each pattern isolates the one workload that it speaks of.
const elsewhere = open('the pattern speaks of one workload');

/** X1: egress to a block of addresses. */
export function x1(): FlowChartProps {
  const shop = namespace('x1-shop', { baseline: elsewhere });
  const backend = shop.workload('backend', { isolate: 'egress', dns: false });
  const office = cidr('office', ['192.168.1.0/24']);
  return { namespaces: [shop], flows: [flow(backend).to(office).port(443)] };
}

/** X2: egress to a block with a hole. */
export function x2(): FlowChartProps {
  const shop = namespace('x2-shop', { baseline: elsewhere });
  const backend = shop.workload('backend', { isolate: 'egress', dns: false });
  const corp = cidr('corp', ['10.0.0.0/8'], { except: ['10.0.1.0/24'] });
  return { namespaces: [shop], flows: [flow(backend).to(corp).port(443)] };
}

/** X3: ingress from a partner's block with a hole. */
export function x3(): FlowChartProps {
  const edge = namespace('x3-edge', { baseline: elsewhere });
  const web = edge.workload('external-facing', { ports: { https: 443 }, isolate: 'ingress' });
  const partner = cidr('partner', ['198.51.100.0/24'], { except: ['198.51.100.128/25'] });
  return { namespaces: [edge], flows: [flow(partner).to(web).port('https')] };
}

/** X4: the API server may be reached from the cluster's own network, on every port. On the host network, most CNIs ignore it. */
export function x4(): FlowChartProps {
  const system = namespace('kube-system', { baseline: open('only the API server is restricted') });
  const apiServer = system.workload('kube-apiserver', {
    labels: { component: 'kube-apiserver' },
    isolate: 'ingress',
  });
  const vpc = cidr('vpc', ['10.0.0.0/16']);
  return { namespaces: [system], flows: [flow(vpc).to(apiServer).allPorts()] };
}

/** X5: egress to the API server, at the addresses of the cluster profile. */
export function x5(): FlowChartProps {
  const ops = namespace('x5-ops', { baseline: elsewhere });
  const operator = ops.workload('operator', { isolate: 'egress', dns: false });
  return { namespaces: [ops], flows: [flow(operator).to(kubeApiServer()).port(443, 6443)] };
}

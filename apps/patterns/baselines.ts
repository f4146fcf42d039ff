import { cidr, denyAll, denyEgress, denyIngress, flow, internet, namespace, open, sameNamespaceOnly } from 'netpact';
import type { FlowChartProps } from 'netpact/cdk8s';
import { kubeDnsAnywhere } from 'netpact/platform';

// A baseline that denies egress brings DNS; `dns: false` where the pattern has none.

/** B1: no pod may be reached. */
export function b1(): FlowChartProps {
  return { namespaces: [namespace('b1-deny-ingress', { baseline: denyIngress() })] };
}

/** B2: no pod may open connections. */
export function b2(): FlowChartProps {
  return { namespaces: [namespace('b2-deny-egress', { baseline: denyEgress({ dns: false }) })] };
}

/** B3: both. */
export function b3(): FlowChartProps {
  return { namespaces: [namespace('b3-deny-all', { baseline: denyAll({ dns: false }) })] };
}

/** B4: B1, said with `ingress: []`. */
export function b4(): FlowChartProps {
  return { namespaces: [namespace('b4-isolated', { baseline: denyIngress({ explicitEmptyLists: true }) })] };
}

/** B5: pods may be reached from their own namespace only. */
export function b5(): FlowChartProps {
  return { namespaces: [namespace('b5-same-namespace', { baseline: sameNamespaceOnly() })] };
}

/** B6: one workload may be reached from its own namespace only. */
export function b6(): FlowChartProps {
  const shop = namespace('b6-shop', { baseline: open('only web is restricted') });
  const web = shop.workload('web', { isolate: 'ingress' });
  return { namespaces: [shop], flows: [flow(shop.allPods()).to(web).allPorts()] };
}

/** B7: pods may reach their own namespace and 10.0.0.0/16, and nothing else. */
export function b7(): FlowChartProps {
  const internal = namespace('b7-internal', { baseline: denyEgress({ sameNamespace: true, dns: false }) });
  const vpc = cidr('vpc', ['10.0.0.0/16']);
  return { namespaces: [internal], flows: [flow(internal.allPods()).to(vpc).allPorts()] };
}

/** B8: pods may resolve names, and nothing else: with kube-dns in kube-system, or in whichever namespace it is. */
export function b8(): FlowChartProps {
  const usual = namespace('b8-dns', { baseline: denyEgress() });
  const moved = namespace('b8-dns-anywhere', { baseline: denyEgress({ dns: kubeDnsAnywhere() }) });
  return { namespaces: [usual, moved] };
}

/** B9: pods may reach every address but the cloud's metadata service; safer: public addresses only. */
export function b9(): FlowChartProps {
  const broad = namespace('b9-no-metadata', { baseline: denyEgress({ dns: false }) });
  const safe = namespace('b9-internet', { baseline: denyEgress({ dns: false }) });
  const notMetadata = cidr('not-metadata', ['0.0.0.0/0'], { except: ['169.254.169.254/32'] }).includingPods();
  return {
    namespaces: [broad, safe],
    flows: [flow(broad.allPods()).to(notMetadata).allPorts(), flow(safe.allPods()).to(internet()).allPorts()],
  };
}

import {
  allNamespaces,
  cidr,
  denyAll,
  dnsService,
  flow,
  internet,
  kubeApiServer,
  namespace,
  nodes,
  udp,
} from 'netpact';
import { grafana, ingressNginx, prometheus } from 'netpact/platform';

/** The resolvers of the platform team, for every baseline: `denyAll({ dns: sharedDns })`. */
export const sharedDns = dnsService({
  pods: [{ namespace: { 'kubernetes.io/metadata.name': 'resolvers' }, labels: { app: 'coredns' } }],
});

const ingress = namespace('ingress-nginx', { baseline: denyAll({ dns: sharedDns }), owner: 'platform' });
const monitoring = namespace('monitoring', { baseline: denyAll({ dns: sharedDns }), owner: 'platform' });
const resolvers = namespace('resolvers', { baseline: denyAll({ dns: false }), owner: 'platform' });

const coredns = resolvers.workload('coredns', { ports: { dns: udp(53), 'dns-tcp': 53, metrics: 9153 } });
const upstream = cidr('upstream-dns', ['10.0.0.2/32']);

export const namespaces = [ingress, monitoring, resolvers];

export const flows = [
  flow(internet(), nodes()).to(ingressNginx).port('http', 'https').because('users enter through the load balancer'),
  flow(kubeApiServer()).to(ingressNginx).port('webhook').because('Ingress objects are validated'),
  flow(ingressNginx, prometheus).to(kubeApiServer()).port(443, 6443).because('they watch what they serve'),

  flow(ingressNginx).to(grafana).port('http').because('engineers read dashboards'),
  flow(grafana).to(prometheus).port('web').because('dashboards show metrics'),
  flow(prometheus).to(coredns, ingressNginx).port('metrics'),

  flow(allNamespaces()).to(coredns).port('dns', 'dns-tcp').because('everybody resolves names'),
  flow(coredns).to(upstream).port(udp(53), 53).because('names outside the cluster'),
];

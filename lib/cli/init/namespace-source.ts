import type { NamespaceNames } from './namespace-names';

/** `flows.ts` of one namespace: an example of every kind of line that most teams need. */
export function namespaceSource({ namespace, identifier }: NamespaceNames): string {
  return `// Who may talk to whom in ${namespace}. What no flow allows is denied, in both directions; DNS comes with denyAll().
import { cidr, denyAll, flow, namespace } from 'netpact';
import { prometheus } from 'netpact/platform';

export const ${identifier} = namespace('${namespace}', { baseline: denyAll(), owner: 'team-${namespace}' });

// A workload is all pods with these labels (app=<name> unless said otherwise); ports are container ports.
export const web = ${identifier}.workload('web', { ports: { http: 8080, metrics: 9090 } });
export const api = ${identifier}.workload('api', { labels: { app: 'orders-api' }, ports: { http: 8443 } });

// Addresses outside of the cluster.
const payment = cidr('payment', ['198.51.100.0/24']);

export const flows = [
  flow(web).to(api).port('http').because('checkout places orders'),
  flow(prometheus).to(web).port('metrics'),
  // An exception has an owner and an end: after that day synth stops and names the owner.
  // flow(api).to(payment).port(443).exception({ owner: 'team-${namespace}', ticket: 'SEC-1', until: '2027-03-31' }),
  flow(api).to(payment).port(443).because('card payments'),
];
`;
}

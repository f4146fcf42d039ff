import { PolicyApp } from '../../lib/cdk8s';
import { FlowChart } from '../../lib/cdk8s/flow-chart';
import { cluster, type DnsService, denyEgress, namespace } from '../../lib/index';
import { kubeDns, kubeDnsAnywhere, nodeLocalDns, openshiftDns } from '../../lib/platform';
import { factsOf, pod } from '../evaluator/facts';
import { policiesIn } from '../evaluator/policies';

const web = pod('shop', { app: 'web' });
const coreDns = pod('kube-system', { 'k8s-app': 'kube-dns' });

/** What a namespace with denied egress may do in a cluster with this DNS. */
function factsWith(dns: DnsService) {
  const app = new PolicyApp({ cluster: cluster({ dns }) });
  new FlowChart(app, 'shop', { namespaces: [namespace('shop', { baseline: denyEgress() })] });
  const { policies, findings } = app.compile();
  expect(findings).toEqual([]);
  return factsOf(policiesIn(...policies.map(({ manifest }) => JSON.stringify(manifest))));
}

test('kube-dns and CoreDNS answer on 53 over both protocols', () => {
  const { allows, denies } = factsWith(kubeDns());
  allows(web, coreDns, 53, '53/UDP');
  denies(web, coreDns, 5353, '5353/UDP', 9153);
  denies(web, '169.254.20.10', 53, '53/UDP');
});

test('a moved DNS is found by its label in any namespace, the own one included', () => {
  const { allows, denies } = factsWith(kubeDnsAnywhere());
  for (const namespace of ['dns', 'shop']) allows(web, pod(namespace, { 'k8s-app': 'kube-dns' }), 53, '53/UDP');
  denies(web, pod('dns', { app: 'kube-dns' }), 53, '53/UDP');
});

test("OpenShift's DNS answers on 5353", () => {
  const { allows, denies } = factsWith(openshiftDns());
  const dns = pod('openshift-dns', { 'dns.operator.openshift.io/daemonset-dns': 'default' });
  allows(web, dns, 5353, '5353/UDP');
  denies(web, dns, 53, '53/UDP');
  denies(web, coreDns, 53, '53/UDP', 5353, '5353/UDP');
});

test('NodeLocal DNSCache is two addresses: its own and that of kube-dns', () => {
  const { allows, denies } = factsWith(nodeLocalDns({ kubeDns: '10.96.0.10' }));
  for (const address of ['169.254.20.10', '10.96.0.10']) allows(web, address, 53, '53/UDP');
  for (const address of ['169.254.20.11', '10.96.0.11']) denies(web, address, 53, '53/UDP');
  denies(web, '169.254.20.10', 8080);
  const other = factsWith(nodeLocalDns({ kubeDns: 'fd00:10:96::a', address: 'fd00::20:10' }));
  for (const address of ['fd00:10:96::a', 'fd00::20:10']) other.allows(web, address, 53, '53/UDP');
});

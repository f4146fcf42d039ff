import { upstreamCni } from '../../../lib/analyze/model/cni-profiles';
import { ingressBackendBlocked } from '../../../lib/audit/rules/outages/ingress-backend-blocked';
import { webhookBlocked } from '../../../lib/audit/rules/outages/webhook-blocked';
import { dnsBlocked } from '../../../lib/audit/rules/reach/dns-blocked';
import { podNotIsolated } from '../../../lib/audit/rules/reach/pod-not-isolated';
import { hostNetworkTarget } from '../../../lib/audit/rules/traps/host-network-target';
import { oneSideDenied } from '../../../lib/audit/rules/traps/one-side-denied';
import { peerMatchesNothing } from '../../../lib/audit/rules/traps/peer-matches-nothing';
import { selectsNoPods } from '../../../lib/audit/rules/traps/selects-no-pods';
import { type AuditInput, findingsOf, reasonsOf } from '../findings-of';
import { podYaml, policyYaml, serviceYaml } from '../shop-yaml';

const onHost = (name: string, more = '') => podYaml(name, ['9100'], more, 'hostNetwork: true');
const agent = onHost('ops/agent');
const web = podYaml('shop/web', ['8080']);
const nodes: AuditInput = { cluster: { nodeCidrs: ['10.1.0.0/16'] } };
const asPods: AuditInput = { cni: { ...upstreamCni, hostNetworkPodsAreMatched: true } };
const from = (peer: string) =>
  policyYaml('shop/guard', `podSelector: {}\npolicyTypes: [Ingress]\ningress:\n  - from:\n      - ${peer}`);
const ops = 'namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: ops } }';

describe('a policy for pods on the host network', () => {
  const yaml = policyYaml('ops/guard', 'podSelector: { matchLabels: { app: agent } }') + agent;

  test('has no effect on them: it is said once', () => {
    expect(findingsOf(hostNetworkTarget, yaml)).toMatchObject([
      { message: expect.stringContaining('no effect on them') },
    ]);
    expect(findingsOf(selectsNoPods, yaml)).toEqual([]);
    expect([...findingsOf(podNotIsolated, yaml), ...reasonsOf(selectsNoPods, yaml)]).toEqual([]);
    expect(reasonsOf(podNotIsolated, yaml)[0]).toContain('no policy isolates them');
  });

  test('isolates them where they are like other pods', () => {
    expect(findingsOf(hostNetworkTarget, yaml, asPods)).toEqual([]);
    expect(findingsOf(podNotIsolated, yaml, asPods)).toMatchObject([{ field: 'egress' }]);
  });
});

describe('a peer that means only pods on the host network', () => {
  const labelled = `{ ${ops}, podSelector: { matchLabels: { app: agent } } }`;

  test.each([labelled, ops])('matches nothing: %s', (peer) => {
    const [finding, ...others] = findingsOf(peerMatchesNothing, from(peer) + web + agent, nodes);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      severity: 'warning',
      field: 'spec.ingress[0].from[0]',
      message: expect.stringContaining('but ops/agent[Pod] on the host network'),
      help: ['write the addresses of the nodes: from: [{ ipBlock: { cidr: "10.1.0.0/16" } }]'],
    });
  });

  test('is another matter where other pods are meant too, or may be, or where they are like other pods', () => {
    const other = podYaml('ops/other');
    expect(findingsOf(peerMatchesNothing, from(ops) + web + agent + other)).toEqual([]);
    expect(findingsOf(peerMatchesNothing, from('namespaceSelector: {}') + agent)).toEqual([]);
    const system = 'namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } }';
    expect(findingsOf(peerMatchesNothing, from(system) + web + onHost('kube-system/proxy'))).toEqual([]);
    expect(findingsOf(peerMatchesNothing, from(labelled) + web + agent, asPods)).toEqual([]);
  });

  test('denies nobody whom the other end could let in', () => {
    const deny = policyYaml('ops/deny', 'podSelector: {}\npolicyTypes: [Egress]');
    expect(findingsOf(oneSideDenied, from(labelled) + deny + web + agent)).toEqual([]);
    expect(findingsOf(oneSideDenied, from(labelled) + deny + web + agent, asPods)).toHaveLength(1);
  });
});

describe('outages ask for the addresses of nodes', () => {
  const site = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: site, namespace: shop}
spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}
---
`;
  const controller = onHost('edge/gate').replace('{app: gate}', '{app.kubernetes.io/name: traefik}');
  const behind = site + web + serviceYaml('shop/web', ['80:8080']) + controller;
  const edge = 'namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: edge } }';
  const block = (cidr: string) => `ipBlock: { cidr: ${cidr} }`;

  test('of an ingress controller on the host network, whom no selector lets in', () => {
    expect(findingsOf(ingressBackendBlocked, behind + from(edge), nodes)).toMatchObject([
      { help: [expect.stringContaining('{from: [{ ipBlock: { cidr: "10.1.0.0/16" } }]}'), expect.any(String)] },
    ]);
    expect(findingsOf(ingressBackendBlocked, behind + from(edge), asPods)).toEqual([]);
    expect(findingsOf(ingressBackendBlocked, behind + from(block('10.0.0.0/8')), nodes)).toEqual([]);
    expect(findingsOf(ingressBackendBlocked, behind + from(block('192.0.2.0/24')), nodes)).toHaveLength(1);
  });

  test('and does not know it where they are not known', () => {
    const yaml = behind + from(block('10.0.0.0/8'));
    expect(findingsOf(ingressBackendBlocked, yaml)).toEqual([]);
    expect(reasonsOf(ingressBackendBlocked, yaml)).toHaveLength(1);
  });

  test('of DNS on the host network', () => {
    const dns = onHost('kube-system/coredns').replace('{app: coredns}', '{k8s-app: kube-dns}');
    const out = (peer: string) =>
      policyYaml(
        'shop/out',
        `podSelector: {}\npolicyTypes: [Egress]\negress:\n  - to:\n      - ${peer}\n    ports: [{protocol: UDP, port: 53}, {port: 53}]`,
      );
    const system = 'namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } }';
    const known: AuditInput = { cluster: { ...nodes.cluster, dns: 'kube-dns' } };
    expect(findingsOf(dnsBlocked, web + dns + out(system), known)).toMatchObject([
      { help: [expect.stringContaining('{to: [{ ipBlock: { cidr: "10.1.0.0/16" } }]'), expect.any(String)] },
    ]);
    expect(findingsOf(dnsBlocked, web + dns + out(block('10.1.0.0/16')), known)).toEqual([]);
    expect(reasonsOf(dnsBlocked, web + dns + out(block('10.1.0.0/16')), known)).toEqual([]);
  });

  test('and a webhook on the host network is open, whatever policies say', () => {
    const hook = `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: checks}
webhooks: [{name: checks.example.com, clientConfig: {service: {namespace: ops, name: agent}}}]
---
`;
    const deny = policyYaml('ops/deny', 'podSelector: {}\npolicyTypes: [Ingress]');
    const yaml = hook + agent + serviceYaml('ops/agent', ['443:9100']) + deny;
    expect(findingsOf(webhookBlocked, yaml)).toEqual([]);
    expect(findingsOf(webhookBlocked, yaml, asPods)).toHaveLength(1);
  });
});

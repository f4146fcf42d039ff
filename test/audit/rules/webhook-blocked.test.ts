import { upstreamCni } from '../../../lib/analyze/model/cni-profiles';
import { webhookBlocked } from '../../../lib/audit/rules/outages/webhook-blocked';
import { findingsOf, reasonsOf } from '../findings-of';
import { podYaml, policyYaml } from '../shop-yaml';

const rule = webhookBlocked;

const service = (type = 'ClusterIP', target = '8080') => `apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  type: ${type}
  selector: {app: web}
  ports: [{port: 443, targetPort: ${target}}]
---
`;

const ingress = (rules: string, name = 'shop/web') =>
  policyYaml(name, `podSelector: {matchLabels: {app: web}}\npolicyTypes: [Ingress]\ningress:\n${rules}`);

const hook = (more = '') => `apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: {name: checks}
webhooks:
  - name: a.example.com
    clientConfig: {service: {namespace: shop, name: web}}${more}
---
`;
const web = podYaml('shop/web', ['https:8443']) + service('ClusterIP', 'https');
const cluster = { apiServerCidrs: ['10.0.0.1/32'] };

test('selectors never match the API server: at the name of the Service', () => {
  expect(findingsOf(rule, hook() + web + ingress('  - from: [{namespaceSelector: {}}]'))).toMatchObject([
    {
      at: '6:53',
      text: 'web',
      subject: 'MutatingWebhookConfiguration checks',
      severity: 'error',
      message: expect.stringContaining('cannot reach shop/web[Pod] on TCP 8443'),
    },
  ]);
});

test('a webhook that may fail is a warning', () => {
  expect(findingsOf(rule, hook('\n    failurePolicy: Ignore') + web + ingress('  []'))).toMatchObject([
    { severity: 'warning' },
  ]);
});

test('an aggregated API is called by the API server as well', () => {
  const api =
    'apiVersion: apiregistration.k8s.io/v1\nkind: APIService\nmetadata: {name: v1.m}\nspec: {service: {namespace: shop, name: web}}\n---\n';
  expect(findingsOf(rule, api + web + ingress('  []'))).toMatchObject([{ at: '4:41', subject: 'APIService v1.m' }]);
});

test('blocks decide by the addresses of the cluster profile', () => {
  const from = (cidr: string) =>
    hook() + web + ingress(`  - from: [{ipBlock: {cidr: ${cidr}}}]\n    ports: [{port: 8443}]`);
  expect(findingsOf(rule, from('10.0.0.0/24'), { cluster })).toEqual([]);
  expect(findingsOf(rule, from('10.9.0.0/24'), { cluster })).toHaveLength(1);
  expect(findingsOf(rule, from('10.9.0.0/24'))).toEqual([]);
  expect(reasonsOf(rule, from('10.9.0.0/24'))[0]).toMatch(/apiServer of the cluster profile/);
});

describe('ways by which the API server may come', () => {
  const rules = (...peers: string[]) => hook() + web + ingress(`  - from: [${peers.join(', ')}]`);
  const block = (cidr: string, except = '') => `{ipBlock: {cidr: ${cidr}${except && `, except: [${except}]`}}}`;
  const system = 'namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}';

  test.each([
    ['the nodes', block('10.1.0.0/16'), { nodeCidrs: ['10.1.0.0/16'] }],
    ['a part of the nodes', block('10.1.4.0/24'), { nodeCidrs: ['10.1.0.0/16'] }],
    ['the tunnels of nodes among the pods', block('10.244.0.0/16'), { podCidrs: ['10.244.0.0/16'] }],
  ])('addresses that may be those of the API server are unclear: %s', (_, peer, more) => {
    const profile = { cluster: { ...cluster, ...more } };
    expect(findingsOf(rule, rules(peer), profile)).toEqual([]);
    expect(reasonsOf(rule, rules(peer), profile)).toHaveLength(1);
    expect(findingsOf(rule, rules(peer), { cluster })).toHaveLength(1);
  });

  test('nodes that are all excepted are not let in', () => {
    const profile = { cluster: { ...cluster, nodeCidrs: ['10.1.0.0/16'] } };
    expect(findingsOf(rule, rules(block('10.0.0.0/8', '10.0.0.0/15')), profile)).toHaveLength(1);
  });

  test('an address inside of the block where the API server is may be its own', () => {
    const profile = { cluster: { apiServerCidrs: ['172.16.0.0/28'] } };
    expect(findingsOf(rule, rules(block('172.16.0.2/32')), profile)).toEqual([]);
    expect(reasonsOf(rule, rules(block('172.16.0.2/32')), profile)).toHaveLength(1);
    expect(reasonsOf(rule, rules(block('172.16.0.0/24')), profile)).toEqual([]);
  });

  test('one API server that is left out is an outage; one family may be all that is asked', () => {
    const two = { cluster: { apiServerCidrs: ['10.0.0.1/32', '10.0.0.2/32'] } };
    expect(findingsOf(rule, rules(block('10.0.0.1/32')), two)).toHaveLength(1);
    expect(findingsOf(rule, rules(block('10.0.0.1/32'), block('10.0.0.2/32')), two)).toEqual([]);
    const dual = { cluster: { apiServerCidrs: ['10.0.0.1/32', 'fd00::1/128'] } };
    expect(findingsOf(rule, rules(block('10.0.0.1/32')), dual)).toEqual([]);
    expect(findingsOf(rule, rules(block('10.9.0.1/32')), dual)).toHaveLength(1);
  });

  test('all addresses are open without a profile too', () => {
    expect(findingsOf(rule, rules(block('0.0.0.0/0')))).toEqual([]);
    expect(reasonsOf(rule, rules(block('0.0.0.0/0')))).toEqual([]);
    expect(reasonsOf(rule, rules(block('0.0.0.0/0', '10.0.0.0/8')))).toHaveLength(1);
    expect(reasonsOf(rule, rules(block("'::/0'")))).toHaveLength(1);
    expect(reasonsOf(rule, rules(block("'::/0'")), { families: [6] })).toEqual([]);
  });

  test('to Cilium an API server on a node is no address', () => {
    const cilium = { cni: { ...upstreamCni, ipBlockMatchesPods: false }, cluster };
    expect(reasonsOf(rule, rules(block('10.0.0.1/32')), cilium)).toHaveLength(1);
    expect(reasonsOf(rule, rules(block('10.0.0.1/32')), { cluster })).toEqual([]);
    const [finding] = findingsOf(rule, hook() + web + ingress('  []'), cilium);
    expect(finding?.help[0]).toContain('policy-cidr-match-mode: nodes');
  });

  test.each([
    ['the tunnel', `{${system}, podSelector: {matchLabels: {k8s-app: konnectivity-agent}}}`],
    ['the tunnel by its other label', `{${system}, podSelector: {matchLabels: {app: konnectivity-agent}}}`],
    [
      'the network of the nodes on OpenShift',
      "{namespaceSelector: {matchLabels: {policy-group.network.openshift.io/host-network: ''}}}",
    ],
  ])('a managed control plane may come through %s', (_, peer) => {
    expect(findingsOf(rule, rules(peer))).toEqual([]);
    expect(reasonsOf(rule, rules(peer))[0]).toContain('tunnel of a managed control plane');
  });

  test.each([`{${system}}`, '{namespaceSelector: {matchLabels: {name: kube-system}}}'])(
    'kube-system is where some control planes come through, and on other clusters not the API server: %s',
    (peer) => {
      expect(findingsOf(rule, rules(peer))).toMatchObject([
        {
          severity: 'warning',
          message: expect.stringMatching(/cannot reach .*, unless it calls through pods of kube-system$/),
          help: expect.arrayContaining([expect.stringContaining('{k8s-app: konnectivity-agent}')]),
        },
      ]);
      expect(findingsOf(rule, rules(peer, block('0.0.0.0/0')))).toEqual([]);
    },
  );

  test('of several workloads behind the Service, one that lets not even kube-system in is an error', () => {
    const replica = (name: string) => podYaml(`shop/${name}`, ['https:8443'], 'role: hook');
    const hooks = service('ClusterIP', 'https').replace('{app: web}', '{role: hook}');
    const deny = policyYaml('shop/deny', 'podSelector: {}\npolicyTypes: [Ingress]');
    const letIn = ingress(`  - from: [{${system}}]`);
    expect(findingsOf(rule, hook() + replica('web') + hooks + deny + letIn)[0]?.severity).toBe('warning');
    expect(findingsOf(rule, hook() + replica('web') + replica('other') + hooks + deny + letIn)[0]?.severity).toBe(
      'error',
    );
  });

  test.each([
    ['every namespace', '{namespaceSelector: {}}'],
    ['its own namespace', '{podSelector: {}}'],
    ['the API server as a pod', `{${system}, podSelector: {matchLabels: {component: kube-apiserver}}}`],
    ['another namespace', '{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ops}}}'],
    [
      'all but kube-system',
      '{namespaceSelector: {matchExpressions: [{key: name, operator: NotIn, values: [kube-system]}]}}',
    ],
  ])('%s does not mean it', (_, peer) => {
    expect(findingsOf(rule, rules(peer))).toHaveLength(1);
  });

  test('whoever lets every pod in learns what to write for a tunnel', () => {
    const helpOf = (peer: string) => findingsOf(rule, rules(peer))[0]?.help.join('\n');
    expect(helpOf('{namespaceSelector: {}}')).toContain('{k8s-app: konnectivity-agent}');
    expect(helpOf('{podSelector: {}}')).not.toContain('konnectivity');
  });

  test('a tunnel of the input decides by its labels', () => {
    const tunnel = podYaml('kube-system/konnectivity-agent');
    const asked = tunnel.replace('{app: konnectivity-agent}', '{k8s-app: konnectivity-agent}');
    for (const text of [tunnel, asked]) {
      expect(findingsOf(rule, text + rules('{namespaceSelector: {}}'))).toEqual([]);
      expect(reasonsOf(rule, text + rules('{namespaceSelector: {}}'))).toEqual([]);
      expect(findingsOf(rule, text + rules('{podSelector: {}}'))).toHaveLength(1);
    }
  });
});

test('a webhook at a URL, or without pods in the input, is not judged', () => {
  const url = hook().replace('service: {namespace: shop, name: web}', 'url: https://hooks.example.com');
  expect(findingsOf(rule, url + web + ingress('  []'))).toEqual([]);
  expect(findingsOf(rule, hook() + service() + ingress('  []'))).toEqual([]);
  expect(reasonsOf(rule, hook() + service() + ingress('  []'))[0]).toContain('leads to no workload');
});

test('pods on the host network are what no policy isolates', () => {
  const onHost = podYaml('shop/web', ['https:8443'], '', 'hostNetwork: true') + service('ClusterIP', 'https');
  expect(findingsOf(rule, hook() + onHost + ingress('  []'))).toEqual([]);
});

test('the fix names the addresses that the cluster profile knows', () => {
  const both = { cluster: { apiServerCidrs: ['10.0.0.1/32', 'fd00::1/128'] } };
  expect(findingsOf(rule, hook() + web + ingress('  []'), both)[0]?.help[0]).toContain(
    "{from: [{ipBlock: {cidr: 10.0.0.1/32}}, {ipBlock: {cidr: 'fd00::1/128'}}], ports: [{port: 8443}]}",
  );
});

test.each([
  ['the port of the Service is not that of the pods', '  - ports: [{port: 443}]', 1],
  ['the port of the pods', '  - ports: [{port: 8443}]', 0],
  ['its name', '  - ports: [{port: https}]', 0],
])('%s', (_, rules, count) => {
  expect(findingsOf(rule, hook() + web + ingress(rules))).toHaveLength(count);
});

test('pods that nothing isolates are reached; what is not in the input is not known', () => {
  expect(findingsOf(rule, hook() + web)).toEqual([]);
  expect(reasonsOf(rule, hook())).toEqual(['Service shop/web is not in the input']);
});

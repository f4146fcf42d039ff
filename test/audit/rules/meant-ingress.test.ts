import type { Rule } from '../../../lib/audit/rule';
import { allowsAllNamespaces } from '../../../lib/audit/rules/reach/allows-all-namespaces';
import { allowsAnywhereEgress } from '../../../lib/audit/rules/reach/allows-anywhere-egress';
import { allowsAnywhereIngress } from '../../../lib/audit/rules/reach/allows-anywhere-ingress';
import { wideCidr } from '../../../lib/audit/rules/reach/wide-cidr';
import { emptyFromAllowsAll } from '../../../lib/audit/rules/traps/empty-from-allows-all';
import { type AuditInput, findingsOf } from '../findings-of';
import { podYaml, policyYaml, serviceYaml } from '../shop-yaml';

const everyone = (port: number | string) => `  - ports: [{port: ${port}}]`;
const ingress = (rules: string, selector = '{matchLabels: {app: web}}') =>
  policyYaml('shop/web', `podSelector: ${selector}\npolicyTypes: [Ingress]\ningress:\n${rules}`);
const pods = podYaml('shop/web', ['hook:9443', 'http:8080']);
const hook = `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: checks}
webhooks: [{name: a.example.com, clientConfig: {service: {namespace: shop, name: web}}}]
---
`;
const conversion = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: carts.example.com}
spec:
  versions: [{name: v1}, {name: v2}]
  conversion: {strategy: Webhook, webhook: {clientConfig: {service: {namespace: shop, name: web}}}}
---
`;
const aggregated = `apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: v1.example.com}
spec: {service: {namespace: shop, name: web}}
---
`;
const site = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: site, namespace: shop}
spec: {defaultBackend: {service: {name: front, port: {number: 80}}}}
---
`;
const called = pods + serviceYaml('shop/web', ['443:9443']) + hook;
const service = (type: string, more = '', port = '80, targetPort: 8080') => `apiVersion: v1
kind: Service
metadata: {name: front, namespace: shop}
spec: {type: ${type}, selector: {app: web}, ports: [{port: ${port}}]${more}}
---
`;

/** `severity` of the one finding, with what it says. */
function judged(text: string, input?: AuditInput, rule: Rule = allowsAnywhereIngress) {
  const [finding, ...others] = findingsOf(rule, text, input);
  expect(others).toEqual([]);
  return { ...finding, help: finding?.help.join('\n') ?? '', notes: finding?.notes.join('\n') ?? '' };
}

describe('a port that the API server calls', () => {
  test.each([
    ['an admission webhook', hook, 'ValidatingWebhookConfiguration checks'],
    ['a conversion webhook', conversion, 'CustomResourceDefinition carts.example.com'],
    ['an aggregated API', aggregated, 'APIService v1.example.com'],
  ])('is info: %s', (_, caller, title) => {
    const text = pods + serviceYaml('shop/web', ['443:9443']) + caller + ingress(everyone(9443));
    expect(judged(text)).toMatchObject({
      severity: 'info',
      message: `NetworkPolicy shop/web: it lets every pod and every address reach web on TCP 9443, where the API server calls (${title})`,
      help: expect.stringContaining('flow(kubeApiServer()).to(webhook).port(9443)'),
    });
  });

  test.each([
    ['a port name', everyone('hook')],
    ['a block of everything', '  - from: [{ipBlock: {cidr: 0.0.0.0/0}}]\n    ports: [{port: 9443}]'],
    ['both families', "  - from: [{ipBlock: {cidr: 0.0.0.0/0}}, {ipBlock: {cidr: '::/0'}}]\n    ports: [{port: 9443}]"],
  ])('is info in every way of writing it: %s', (_, rules) => {
    expect(judged(called + ingress(rules)).severity).toBe('info');
  });

  test('says how to name the API server: with its addresses where the profile knows them', () => {
    const text = called + ingress(everyone(9443));
    expect(judged(text).help).toMatch(
      /kubectl get endpointslices kubernetes -n default.*\n.*apiServer in the cluster profile/,
    );
    const known = judged(text, { cluster: { apiServerCidrs: ['10.0.0.1/32'] } });
    expect(known.help).toContain('from: [{ipBlock: {cidr: 10.0.0.1/32}}]');
    expect(known.help).not.toContain('kubectl');
  });

  test.each([
    ['another port beside it', everyone(9443).replace('}]', '}, {port: 8080}]'), 'TCP 8080 of web'],
    ['a range that holds it', '  - ports: [{port: 9443, endPort: 9444}]', 'TCP 9444 of web'],
    ['another protocol', '  - ports: [{port: 9443}, {port: 9443, protocol: UDP}]', 'UDP 9443 of web'],
    ['every port', '  - from: [{ipBlock: {cidr: 0.0.0.0/0}}]', 'every other port of web'],
    ['{}', '  - {}', 'every other port of web'],
  ])('excuses nothing else: %s', (_, rules, more) => {
    expect(judged(called + ingress(rules))).toMatchObject({
      severity: 'warning',
      notes: `the API server calls (ValidatingWebhookConfiguration checks) on TCP 9443; the rule opens ${more} too`,
      help: expect.stringContaining('ports: [{ port: 9443 }]'),
    });
  });

  test('excuses no other pods', () => {
    const selector = '{matchExpressions: [{key: app, operator: In, values: [web, api]}]}';
    const text = called + podYaml('shop/api', ['9443']) + ingress(everyone(9443), selector);
    expect(judged(text)).toMatchObject({
      severity: 'warning',
      notes: expect.stringMatching(/the rule opens api too$/),
    });
    expect(judged(called + ingress(everyone(9443), selector)).severity).toBe('info');
  });

  test.each([
    '{}',
    '{matchExpressions: [{key: tier, operator: NotIn, values: [back]}]}',
    '{matchExpressions: [{key: app, operator: Exists}]}',
  ])('does not excuse a rule for whatever will run in the namespace: %s', (selector) => {
    expect(judged(called + ingress(everyone(9443), selector))).toMatchObject({
      severity: 'warning',
      notes: expect.stringMatching(/the rule opens whatever else will run there too$/),
    });
  });

  test.each([
    ['no Service', pods + hook],
    ['a Service that leads elsewhere', pods + serviceYaml('shop/web', ['443:8080']) + hook],
    ['a Service with another port than the webhook asks for', pods + serviceYaml('shop/web', ['8443:9443']) + hook],
    ['a webhook at a URL', called.replace('service: {namespace: shop, name: web}', 'url: https://example.com')],
    ['nobody who calls', pods + serviceYaml('shop/web', ['443:9443'])],
    ['no pods', serviceYaml('shop/web', ['443:9443']) + hook],
  ])('is a port like others with %s', (_, text) => {
    expect(judged(text + ingress(everyone(9443)))).toMatchObject({ severity: 'warning', notes: '' });
  });
});

describe('a port to which a Service leads clients', () => {
  test.each(['LoadBalancer', 'NodePort'])('is info: %s', (type) => {
    expect(judged(pods + service(type) + ingress(everyone(8080)))).toMatchObject({
      severity: 'info',
      message: expect.stringContaining(`where Service shop/front of type ${type} leads clients in`),
      help: expect.stringMatching(/and, as externalTrafficPolicy is Cluster, the nodes.*\n.*flow\(internet\(\)\)/),
    });
  });

  test('of the cluster is a port like others', () => {
    expect(judged(pods + service('ClusterIP') + ingress(everyone(8080))).severity).toBe('warning');
  });

  test('is the port of the pods, and no other', () => {
    expect(judged(pods + service('LoadBalancer') + ingress(everyone(80))).severity).toBe('warning');
    expect(judged(pods + service('LoadBalancer', '', '80, targetPort: http') + ingress(everyone(8080))).severity).toBe(
      'info',
    );
  });

  test('says which blocks its load balancer takes already', () => {
    const ranges = ', externalTrafficPolicy: Local, loadBalancerSourceRanges: [203.0.113.0/24]';
    const { help } = judged(pods + service('LoadBalancer', ranges) + ingress(everyone(8080)));
    expect(help).toContain('where the clients are known, name them: from: [{ ipBlock: { cidr: "203.0.113.0/24" } }]');
  });

  test('and one that the API server calls are excused together, each in its own words', () => {
    const both = judged(called + service('NodePort') + ingress('  - ports: [{port: 9443}, {port: 8080}]'));
    expect(both).toMatchObject({
      severity: 'info',
      message: expect.stringMatching(/the API server calls \(.*\) and Service shop\/front of type NodePort leads/),
    });
    expect(both.help).toMatch(/kubeApiServer[\s\S]*internet/);
  });
});

describe('behind an ingress controller', () => {
  const behind = pods + service('ClusterIP') + site;

  test('it stays a warning, with the peer to write', () => {
    expect(judged(behind + ingress(everyone(8080)))).toMatchObject({
      severity: 'warning',
      help: expect.stringMatching(
        /kubernetes.io\/metadata.name: ingress-nginx.*app.kubernetes.io\/name: ingress-nginx.*\n.*flow\(ingressNginx\)/,
      ),
    });
  });

  test('the peer is the controller of the input', () => {
    const controller = podYaml('edge/gate').replace('{app: gate}', '{app.kubernetes.io/name: traefik}');
    const { help } = judged(controller + behind + ingress(everyone(8080)));
    expect(help).toContain(
      '{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: edge } }, podSelector: { matchLabels: { app.kubernetes.io/name: traefik } } }',
    );
    expect(help).toContain('flow(traefik)');
    const onHost = judged(
      controller.replace('spec: {', 'spec: {hostNetwork: true, ') + behind + ingress(everyone(8080)),
      { cluster: { nodeCidrs: ['10.1.0.0/16'] } },
    );
    expect(onHost.help).toContain('{ ipBlock: { cidr: "10.1.0.0/16" } }');
    expect(onHost.help).toContain('flow(nodes())');
  });

  test('of a route it is the Gateway', () => {
    const route = site
      .replace('networking.k8s.io/v1', 'gateway.networking.k8s.io/v1')
      .replace('kind: Ingress', 'kind: HTTPRoute')
      .replace(/spec: .*/, 'spec: {rules: [{backendRefs: [{name: front, port: 80}]}]}');
    expect(judged(pods + service('ClusterIP') + route + ingress(everyone(8080)))).toMatchObject({
      severity: 'warning',
      help: expect.stringContaining('let the pods of the Gateway in'),
    });
  });

  test('a webhook of the same pods excuses its own port only', () => {
    const text = called + service('ClusterIP') + site;
    expect(judged(text + ingress(everyone(9443))).severity).toBe('info');
    const both = judged(text + ingress('  - ports: [{port: 9443}, {port: 8080}]'));
    expect(both.severity).toBe('warning');
    expect(both.help).toContain('flow(ingressNginx)');
    expect(both.help).toContain('kubeApiServer()');
  });
});

test('a block that is large and not everything is info for the same callers, and no others', () => {
  const block = (port: number) => ingress(`  - from: [{ipBlock: {cidr: 10.0.0.0/8}}]\n    ports: [{port: ${port}}]`);
  expect(judged(called + block(9443), {}, wideCidr)).toMatchObject({
    severity: 'info',
    help: expect.stringContaining('name the API server'),
  });
  expect(judged(called + block(8080), {}, wideCidr)).toMatchObject({
    severity: 'warning',
    help: expect.stringContaining('name the networks'),
  });
});

test('a rule that is empty stays a trap, and does not advise to cut off the API server', () => {
  const empty = judged(called + ingress('  - {}'), {}, emptyFromAllowsAll);
  expect(empty).toMatchObject({ severity: 'warning', notes: expect.stringContaining('the API server calls') });
  expect(empty.help).toContain('name the API server');
  expect(empty.help).not.toContain('podSelector');
  const list = judged(called + ingress('  - from: []\n    ports: [{port: 9443}]'), {}, emptyFromAllowsAll);
  expect(list).toMatchObject({ severity: 'info', message: expect.stringContaining('where the API server calls') });
  expect(judged(called + ingress('  - {}', '{matchLabels: {app: db}}'), {}, emptyFromAllowsAll).help).toContain(
    'podSelector: {matchLabels: {app: …}}',
  );
});

test('every pod beside every address is what no peers would be; alone, no webhook asks for it', () => {
  const peers = (...some: string[]) => ingress(`  - from: [${some.join(', ')}]\n    ports: [{port: 9443}]`);
  const [all, pod] = ['{ipBlock: {cidr: 0.0.0.0/0}}', '{namespaceSelector: {}}'];
  expect(judged(called + peers(all, pod), {}, allowsAllNamespaces).severity).toBe('info');
  expect(judged(called + peers(pod), {}, allowsAllNamespaces).severity).toBe('warning');
  expect(judged(called + peers('{ipBlock: {cidr: 10.0.0.1/32}}', pod), {}, allowsAllNamespaces).severity).toBe(
    'warning',
  );
});

test('egress is never excused', () => {
  const egress = (peer: string) =>
    policyYaml(
      'shop/web',
      `podSelector: {matchLabels: {app: web}}\npolicyTypes: [Egress]\negress:\n  - to: [${peer}]\n    ports: [{port: 9443}]`,
    );
  const all = called + service('LoadBalancer', '', '80, targetPort: 9443');
  const wide = judged(all + egress('{ipBlock: {cidr: 10.0.0.0/8}}'), {}, wideCidr);
  const anywhere = judged(all + egress('{ipBlock: {cidr: 0.0.0.0/0}}'), {}, allowsAnywhereEgress);
  expect([wide.severity, anywhere.severity]).toEqual(['warning', 'warning']);
  expect(wide.help + anywhere.help).not.toContain('kubeApiServer');
});

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { load, loadAll } from 'js-yaml';
import { cluster, denyAll, flow, kubeApiServer, namespace, workloadFrom } from 'netpact';
import { FlowChart, PolicyApp } from 'netpact/cdk8s';
import { netpactMatchers } from 'netpact/testing';
import { deployment, networkPolicy, shopManifests } from '../cli/shop-manifests';

/** The message of a matcher that is expected to fail. */
function failure(assertion: () => void): string {
  try {
    assertion();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('the assertion holds');
}

const webToApi = { from: 'shop/web', to: 'shop/api', port: 8443 };

describe('toAllow and toDeny', () => {
  test('take a connection as words or as objects', () => {
    expect(shopManifests).toAllow('shop/web', 'shop/api', 8443);
    expect(shopManifests).toAllow('shop/web', 'shop/api', 'grpc');
    expect(shopManifests).toAllow(webToApi, { from: 'shop/[app=web]', to: 'shop/api', port: '8443' });
    expect(shopManifests).toDeny('shop/web', 'shop/api', '53/UDP');
    expect(shopManifests).toDeny({ from: 'shop/api', to: 'shop/web' }, { from: '192.0.2.1', to: 'shop/web' });
    expect(shopManifests).not.toAllow('shop/api', 'shop/web');
    expect(shopManifests).not.toDeny('shop/web', 'shop/api', 8443);
  });

  test('without a port mean all ports: what is partly allowed is neither', () => {
    expect(shopManifests).not.toAllow('shop/web', 'shop/api');
    expect(shopManifests).not.toDeny('shop/web', 'shop/api');
  });

  test('what cannot be determined is neither allowed nor denied, and fails with .not as well', () => {
    const unsure = [
      deployment('a/one'),
      deployment('b/two'),
      networkPolicy('b/in', 'podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {env: prod}}}]}]'),
    ].join('---\n');
    const refusals = [
      failure(() => expect(unsure).toAllow('a/one', 'b/two', 80)),
      failure(() => expect(unsure).toDeny('a/one', 'b/two', 80)),
      failure(() => expect(unsure).not.toAllow('a/one', 'b/two', 80)),
      failure(() => expect(unsure).not.toDeny('a/one', 'b/two', 80)),
    ];
    expect(refusals.map((text) => text.split('\n')[0])).toEqual(
      ['allowed', 'denied', 'not allowed', 'not denied'].map((word) => `expected a/one to b/two on 80 to be ${word}`),
    );
    for (const text of refusals) expect(text).toContain('undetermined: by the fixed defaults');
    const listed = [{ from: 'a/one', to: 'b/two' }];
    expect(failure(() => expect(unsure).toAllowOnly(listed))).toContain('undetermined: by the fixed defaults');
    // What surely is not so stays so, whatever else is not known.
    expect(unsure).not.toAllow({ from: 'a/one', to: 'b/two', port: 80 }, { from: '192.0.2.1', to: 'b/two', port: 80 });
  });

  test('what a policy of a kind that is not evaluated may change is neither, and no list is complete beside it', () => {
    const admin =
      'apiVersion: policy.networking.k8s.io/v1alpha1\nkind: AdminNetworkPolicy\nmetadata: {name: rule-all}\nspec: {subject: {pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: api}}}}, ingress: [{action: Deny}]}\n';
    const manifests = `${shopManifests}---\n${admin}`;
    for (const call of [
      () => expect(manifests).toAllow('shop/web', 'shop/api', 8443),
      () => expect(manifests).not.toAllow('shop/web', 'shop/api', 8443),
      () => expect(manifests).toDeny('shop/web', 'shop/api', '53/UDP'),
      () => expect(manifests).not.toDeny('shop/web', 'shop/api', '53/UDP'),
    ])
      expect(failure(call)).toContain('AdminNetworkPolicy rule-all');
    expect(manifests).toDeny('shop/api', 'shop/web');
    const anything = [{ from: '*', to: '*' }];
    expect(shopManifests).toAllowOnly(anything);
    for (const call of [
      () => expect(manifests).toAllowOnly(anything),
      () => expect(manifests).not.toAllowOnly(anything),
    ])
      expect(failure(call)).toContain('not known: AdminNetworkPolicy rule-all');
  });

  test('say why, with file and line', () => {
    const message = failure(() => expect(shopManifests).toAllow('shop/[app=debug]', 'shop/api', 9090));
    expect(message).toContain('expected shop/[app=debug] to shop/api on 9090 to be allowed');
    expect(message).toContain('<manifests>:32');
    expect(message).toContain('the pod has app=debug, not app=web');
    const open = failure(() => expect(shopManifests).toDeny('shop/web', 'shop/api', 8443));
    expect(open).toContain('to be denied');
    expect(open).toContain('spec.ingress[0] (<manifests>:32) allows TCP 8443');
  });

  test('a misspelled name is an error, not a denial', () => {
    expect(failure(() => expect(shopManifests).toDeny('shop/wbe', 'shop/api'))).toContain('did you mean "shop/web"?');
    expect(failure(() => expect(shopManifests).not.toAllow('shop/wbe', 'shop/api'))).toContain('shop/wbe');
  });

  test.each([
    [[], 'a connection is needed'],
    [['shop/web'], 'two ends'],
    [[{ from: 'shop/web' }], '{ from:'],
    [['shop/web', 'shop/api', 70000], '70000 is no port'],
    [['shop/web', 'shop/api', '80/ICMP'], '"80/ICMP" is no port'],
  ])('called with %j say what is wrong', (args, expected) => {
    expect(() => netpactMatchers.toAllow(shopManifests, ...args)).toThrow(expected);
  });
});

describe('what can be tested', () => {
  let folder: string;
  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'netpact-testing-'));
    const documents = shopManifests.split('---\n');
    for (const [index, text] of documents.entries()) fs.writeFileSync(path.join(folder, `${index}.yaml`), text);
  });
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  test('a folder, a file, and lists of them', () => {
    expect(folder).toAllow(webToApi);
    expect(fs.readdirSync(folder).map((file) => path.join(folder, file))).toAllow(webToApi);
    expect(failure(() => expect(folder).toDeny(webToApi))).toContain('4.yaml:7');
    expect(failure(() => expect(path.join(folder, 'gone')).toAllow(webToApi))).toContain('gone does not exist');
  });

  test('a folder of policies alone: names stand for the pods of that name that policies speak of', () => {
    const numbered = shopManifests.replace('port: grpc', 'port: 8443').split('---\n').slice(3);
    const policies = fs.mkdtempSync(path.join(folder, 'dist-'));
    fs.writeFileSync(path.join(policies, 'shop.k8s.yaml'), numbered.join('---\n'));
    expect(policies).toAllow('shop/web', 'shop/api', 8443);
    expect(policies).toDeny('shop/web', 'shop/api', 9090);
    expect(failure(() => expect(policies).toDeny('shop/wbe', 'shop/api', 9090))).toContain('shop/wbe');
  });

  test('objects', () => {
    expect(loadAll(shopManifests)).toAllow(webToApi);
    expect(load(networkPolicy('shop/deny', 'podSelector: {}'))).toDeny('192.0.2.1', 'shop/[*]', 80);
  });

  test('an app, with the workloads that it declares', () => {
    const shop = namespace('shop', { baseline: denyAll() });
    const web = shop.workload('web', { ports: { http: 8080 } });
    const api = shop.workload('api', { labels: { app: 'orders-api' }, ports: { http: 8443 } });
    const app = new PolicyApp({ outdir: os.tmpdir() });
    const flows = [flow(web).to(api).port('http'), flow(api).to(web).namedPort('http')];
    new FlowChart(app, 'shop', { namespaces: [shop], flows });
    expect(app).toAllow('shop/web', 'shop/api', 8443);
    expect(app).toAllow('shop/api', 'shop/web', 8080);
    expect(app.compile()).toDeny('shop/api', 'shop/web', 8443);
    expect(app).not.toAllowOnly([webToApi, { from: 'shop/*', to: 'kube-system/[k8s-app=kube-dns]' }]);
  });

  test('an app, with its API server and its workloads on the host network', () => {
    const shop = namespace('shop', { baseline: denyAll() });
    const operator = shop.workload('operator', { ports: { http: 8080 } });
    shop.workload('agent', { hostNetwork: true });
    const profile = cluster({ apiServer: ['10.0.0.10/32'], nodeCidrs: ['10.2.0.0/16'] });
    const app = new PolicyApp({ outdir: os.tmpdir(), cluster: profile });
    new FlowChart(app, 'shop', { namespaces: [shop], flows: [flow(operator).to(kubeApiServer()).port(6443)] });
    expect(app).toAllow('shop/operator', 'kube-apiserver', 6443);
    expect(app).toDeny('shop/operator', 'kube-apiserver', 443);
    const listed = { from: 'shop/operator', to: 'kube-apiserver', port: 6443 };
    const dns = { from: 'shop/*', to: 'kube-system/[k8s-app=kube-dns]' };
    expect(app).not.toAllowOnly([dns]);
    expect(failure(() => expect(app).toAllowOnly([listed]))).not.toContain('10.0.0.10');
    // No policy isolates what is on the host network, and what is not known of it is no denial.
    const refused = failure(() => expect(app).toDeny('192.0.2.1', 'shop/agent'));
    expect(refused).toMatch(/^expected 192\.0\.2\.1 to shop\/agent to be denied/);
  });

  test('a folder of policies alone: a port by name may be any, and is neither allowed nor denied', () => {
    const policies = shopManifests.split('---\n').slice(3).join('---\n');
    for (const call of [
      () => expect(policies).toDeny('shop/web', 'shop/api', 8443),
      () => expect(policies).not.toAllow('shop/web', 'shop/api', 8443),
      () => expect(policies).toAllow('shop/web', 'shop/api', 8443),
    ])
      expect(failure(call)).toContain('the answer depends on the ports that shop/[app=api] declares as "grpc"');
    expect(policies).toDeny('shop/web', 'shop/api', 9090);
  });

  test('a name that several kinds of pods may have is an error', () => {
    const named = (key: string) => networkPolicy(`shop/${key}`, `podSelector: {matchLabels: {${key}: web}}`);
    const both = [
      named('app'),
      networkPolicy('shop/other', 'podSelector: {matchLabels: {app.kubernetes.io/name: web}}'),
    ];
    expect(`${both[0]}\n`).toDeny('192.0.2.1', 'shop/web');
    const message = failure(() => expect(both.join('---\n')).toDeny('192.0.2.1', 'shop/web'));
    expect(message).toContain('shop/[app.kubernetes.io/name=web], shop/[app=web]');
  });

  test('a connection without pods is an error: policies say nothing of it', () => {
    expect(failure(() => expect(shopManifests).toAllow('192.0.2.1', '192.0.2.2'))).toContain('is a pod');
  });

  test('what the API server refuses is an error', () => {
    const refused = networkPolicy('shop/bad', 'podSelector: {}, policyTypes: [Both]');
    expect(failure(() => expect(`${refused}\n`).toDeny('1.2.3.4', 'shop/[*]'))).toContain('invalid-policy');
  });

  test('anything else is an error that says what is taken', () => {
    expect(failure(() => expect(7).toAllow(webToApi))).toContain('takes the text of manifests');
  });
});

describe('toAllowOnly', () => {
  test('adds up what several entries list, ports and parts of a block alike', () => {
    const out = [
      deployment('shop/web'),
      networkPolicy(
        'shop/out',
        'podSelector: {}, policyTypes: [Ingress, Egress], egress: [{to: [{ipBlock: {cidr: 198.51.100.0/24}}], ports: [{port: 443}, {port: 53, protocol: UDP}]}]',
      ),
    ].join('---\n');
    const entry = (to: string, port: number | string) => ({ from: 'shop/web', to, port });
    const dns = entry('198.51.100.0/24', '53/UDP');
    expect(out).toAllowOnly([dns, entry('198.51.100.0/25', 443), entry('198.51.100.128/25', 443)]);
    const message = failure(() => expect(out).toAllowOnly([dns, entry('198.51.100.0/25', 443)]));
    expect(message).toContain('shop/web[Deployment] to 198.51.100.0-198.51.100.255: TCP 443\n');
  });

  test('holds for the whole list and nothing less', () => {
    expect(shopManifests).toAllowOnly([webToApi]);
    expect(shopManifests).not.toAllowOnly([]);
    expect(shopManifests).not.toAllowOnly([webToApi, { from: 'shop/api', to: 'shop/web', port: 1 }]);
    expect(shopManifests).not.toAllowOnly([webToApi, { from: 'shop/*', to: '10.0.0.0/8' }]);
    expect(shopManifests).not.toAllowOnly([{ ...webToApi, port: 80 }]);
    expect(shopManifests).toAllowOnly([{ from: 'shop/*', to: '*' }]);
  });

  test('shows what is allowed and not listed, and why', () => {
    const message = failure(() => expect(shopManifests).toAllowOnly([]));
    expect(message).toContain('allowed, and not listed:\n  shop/web[Deployment] to shop/api[Deployment]: TCP 8443');
    expect(message).toContain('shop/web-to-api spec.ingress[0] allows TCP 8443 (<manifests>:32)');
  });

  test('holds addresses to the listed blocks, in parts too', () => {
    const out = [
      deployment('shop/web'),
      networkPolicy(
        'shop/out',
        'podSelector: {}, policyTypes: [Ingress, Egress], egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}}], ports: [{port: 443}]}]',
      ),
    ].join('---\n');
    const halves = ['10.0.0.0/9', '10.128.0.0/9'].map((to) => ({ from: 'shop/web', to, port: 443 }));
    expect(out).toAllowOnly([{ from: 'shop/web', to: '10.0.0.0/8', port: 443 }]);
    expect(out).toAllowOnly(halves);
    expect(out).not.toAllowOnly(halves.slice(1));
    expect(out).toAllowOnly([{ from: 'shop/*', to: '0.0.0.0/0' }]);
  });
});

test('toAllowOnly speaks of every pod that could exist, not of one for each selector', () => {
  const but = (name: string, expression: string) =>
    networkPolicy(name, `podSelector: {matchExpressions: [${expression}]}, policyTypes: [Ingress, Egress]`);
  const text = [
    but('shop/a', '{key: a, operator: NotIn, values: [x]}'),
    but('shop/b', '{key: b, operator: DoesNotExist}'),
  ].join('---\n');
  expect(failure(() => expect(text).toAllowOnly([]))).toContain('shop/[a=x,b=any]');
});

test('pods of a workload that a PolicyApp reads from a manifest carry the labels of its template', () => {
  const shop = namespace('shop', { baseline: denyAll() });
  const template = { metadata: { labels: { app: 'web', tier: 'front' } }, spec: { containers: [{ name: 'c' }] } };
  const web = workloadFrom({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'shop' },
    spec: { selector: { matchLabels: { app: 'web' } }, template },
  });
  const db = shop.workload('db', { ports: { pg: 5432 } });
  const flows = [
    flow(shop.pods('front', { tier: 'front' }))
      .to(db)
      .port('pg'),
    flow(db).to(web).port(80),
  ];
  const app = new PolicyApp();
  new FlowChart(app, 'shop', { namespaces: [shop], flows });
  expect(app).toAllow('shop/web', 'shop/db', 5432);
  expect(app).toDeny('shop/[app=web]', 'shop/db', 5432);
});

test('toAllowOnly does not pass over a port that addresses reach by a name of which nobody knows the number', () => {
  const text = [
    networkPolicy('shop/deny', 'podSelector: {}, policyTypes: [Ingress, Egress]'),
    networkPolicy(
      'shop/in',
      'podSelector: {matchLabels: {app: api}}, ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: http}, {port: 443}]}]',
    ),
  ].join('---\n');
  const only = (port?: number) => [{ from: '0.0.0.0/0', to: 'shop/api', ...(port !== undefined && { port }) }];
  const unsure =
    'not known: shop/in spec.ingress[0] lets addresses reach shop/[app=api] on port "http", and the input has no manifest of these pods: add it';
  expect(failure(() => expect(text).toAllowOnly(only(443)))).toContain(unsure);
  expect(failure(() => expect(text).not.toAllowOnly(only(443)))).toContain(unsure);
  expect(text).toAllowOnly([{ from: '0.0.0.0/0', to: 'shop/*' }]);
  expect(text).not.toAllowOnly([]);
});

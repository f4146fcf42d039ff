import { type Scene, scene } from './run-netpact';

/** A contract of the storefront that asks for this of orders. */
function contract(needs: readonly object[], more: object = {}): string {
  const end = (namespace: string, app: string) => ({
    name: `${namespace}/${app}`,
    namespace,
    podSelector: { matchLabels: { app } },
  });
  const whole = needs.map((need) => ({
    namespace: 'orders',
    direction: 'ingress',
    subject: end('orders', 'api'),
    peer: end('shop', 'web'),
    ports: [{ protocol: 'TCP', port: 8443 }],
    reason: null,
    owner: null,
    ...need,
  }));
  const namespaces = [{ name: 'shop', labels: { team: 'shop' } }];
  return JSON.stringify({ generatedBy: 'netpact', schemaVersion: 1, app: 'shop', namespaces, needs: whole, ...more });
}

const policy = (name: string, spec: string) => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name}, namespace: orders }
spec: ${spec}
---
`;
const deny = policy('deny', '{ podSelector: {}, policyTypes: [Ingress, Egress] }');
const allow = (from: string, ports = '[{ port: 8443 }]') =>
  policy('allow', `{ podSelector: { matchLabels: { app: api } }, ingress: [{ from: [${from}], ports: ${ports} }] }`);
const web = '{ podSelector: { matchLabels: { app: web } }, namespaceSelector: { matchLabels: { team: shop } } }';

let current: Scene;
const given = (files: Readonly<Record<string, string>>): Scene => {
  current = scene(files);
  return current;
};
afterEach(() => current.remove());

const check = (...more: readonly string[]) => ['contract', 'check', 'shop.json', '--in', 'k8s', ...more];
const files = (manifests: string, text = contract([{}])) => ({ 'shop.json': text, 'k8s/all.yaml': manifests });

it('takes the labels of a namespace from its own contract', () => {
  const { netpact, write } = given(files(deny + allow(web)));
  expect(netpact(check()).code).toBe(0);
  write('shop.json', contract([{}], { namespaces: [{ name: 'shop', labels: {} }] }));
  const unknown = netpact(check());
  expect(unknown.stdout).toContain('cannot tell  orders ingress: shop/web may reach orders/api on TCP 8443');
  expect(unknown.stdout).toContain('a rule selects namespaces by labels, and those of shop are not known');
  expect(unknown.code).toBe(1);
  // The object says otherwise than the contract: who is right is not known here.
  write('shop.json', contract([{}]));
  write('k8s/namespace.yaml', 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { team: other } }\n');
  expect(netpact(check()).code).toBe(1);
});

it('says what is met because nothing isolates it, and what is not of this repository', () => {
  const two = contract([
    {},
    { namespace: 'payments', subject: { name: 'payments/x', namespace: 'payments', podSelector: {} } },
  ]);
  const { netpact } = given(files(policy('other', '{ podSelector: { matchLabels: { app: db } } }'), two));
  const { code, stdout } = netpact(check());
  expect(stdout).toContain(
    'met          orders ingress: shop/web may reach orders/api on TCP 8443\n               nothing isolates these pods\n',
  );
  expect(stdout).toContain('not here     payments ingress: shop/web may reach payments/x on TCP 8443\n');
  expect(stdout).toContain('2 needs held against k8s: 1 met, 1 not judged here');
  expect(code).toBe(0);
  expect(netpact(check('--strict')).code).toBe(1);
});

it('is no green light where nothing was judged', () => {
  const all = given(
    files(deny, contract([{ namespace: 'a', subject: { name: 'a/b', namespace: 'a', podSelector: {} } }])),
  );
  const elsewhere = all.netpact(check());
  expect(elsewhere.stderr).toContain('error[contract-not-judged]: no need was judged: a is not of k8s');
  expect(elsewhere.code).toBe(2);
  all.write('shop.json', contract([]));
  expect(all.netpact(check()).stderr).toContain('no need was judged: the contracts need nothing');
  all.write('shop.json', contract([{ until: '2026-01-01' }]));
  expect(all.netpact(check('--now', '2026-01-01')).code).toBe(1);
  const ended = all.netpact(check('--now', '2026-01-02'));
  expect(ended.stderr).toContain('no need was judged: every exception that asks for something has ended');
  expect(ended.code).toBe(2);
  expect(all.netpact(['contract', 'check', 'gone.json', '--in', 'k8s'])).toMatchObject({ code: 2, stdout: '' });
  expect(all.netpact(['contract', 'check', 'k8s', '--in', 'k8s']).stderr).toContain('k8s holds no contract (*.json)');
});

it('cannot tell where a policy of another kind may apply', () => {
  const cilium =
    'apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: { name: c, namespace: orders }\nspec: { endpointSelector: {}, ingress: [{}] }\n';
  const { netpact } = given(files(`${deny}${allow(web)}${cilium}`));
  const { code, stdout } = netpact(check());
  expect(stdout).toContain(
    'CiliumNetworkPolicy orders/c may apply to these pods, and objects of its kind are not evaluated',
  );
  expect(code).toBe(1);
});

it('judges pods on the host network by both readings, unless one is given', () => {
  const host = {
    name: 'orders/api',
    namespace: 'orders',
    podSelector: { matchLabels: { app: 'api' } },
    hostNetwork: true,
  };
  const { netpact } = given(files(deny, contract([{ subject: host }])));
  expect(netpact(check()).stdout).toContain('cannot tell');
  expect(netpact(check('--host-network', 'as-nodes')).code).toBe(0);
  expect(netpact(check('--host-network', 'as-pods')).stdout).toContain('missing  ');
});

it('takes a port by name for what all workloads of the input have under it, and says so', () => {
  const workload = (name: string, port: number) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: orders }
spec:
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api, version: ${name} } }
    spec: { containers: [{ name: main, ports: [{ name: https, containerPort: ${port} }] }] }
---
`;
  const named = deny + allow(web, '[{ port: https }]');
  const { netpact, write } = given(files(named + workload('one', 8443)));
  const run = netpact(check());
  expect(run.stdout).toContain('assumed[port-names]: every pod app=api of orders is taken to have the named ports of');
  expect(run.code).toBe(0);
  expect(netpact(check('--strict')).code).toBe(1);
  write('k8s/all.yaml', named + workload('one', 8443) + workload('two', 9443));
  expect(netpact(check()).code).toBe(1);
  write('k8s/all.yaml', named);
  expect(netpact(check()).code).toBe(1);
});

it('refuses what is no contract, with the place of the mistake, and judges nothing then', () => {
  const all = given(files(deny, '{ "generatedBy": "netpact", "generatedBy": "netpact" }'));
  const refusals = (text: string) => {
    all.write('shop.json', text);
    const { code, stdout, stderr } = all.netpact(check());
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    return stderr;
  };
  expect(refusals('{ "generatedBy": "netpact", "generatedBy": "netpact" }')).toContain('this key is already set');
  expect(refusals('{')).toContain('shop.json:1:2');
  expect(refusals('')).toContain('error[');
  expect(refusals('kind: List')).toContain('error[');
  expect(refusals(`${'['.repeat(5000)}`)).toContain('error[');
  expect(refusals(contract([{}], { schemaVersion: 2 }))).toContain('update netpact here');
  const hostile = refusals(contract([{ direction: 'in\u001b[2Jgress\n' }]));
  expect(hostile).toContain('the direction is "ingress" or "egress"');
  expect(hostile).not.toContain('\u001b');
});

it('shows nothing of a contract that moves a cursor, and reads Windows line ends', () => {
  const text = JSON.stringify(JSON.parse(contract([{ reason: 'a\u001b[2J\nb', owner: '\u202eevil' }])), undefined, 2);
  const { netpact } = given(files(deny, text.replaceAll('\n', '\r\n')));
  const { code, stdout } = netpact(check());
  expect(code).toBe(1);
  expect(stdout).toContain('a\\u001b[2J\\nb; asked for by \\u202eevil');
});

it('judges two contracts of one name both, and one that is named twice once', () => {
  const all = given({ ...files(deny), 'old.json': contract([{ ports: 'all' }]) });
  const two = all.netpact(['contract', 'check', 'shop.json', 'old.json', './shop.json', '--in', 'k8s']);
  expect(two.stderr).toContain(
    'warning[contract-repeated]: shop.json and old.json are different contracts of an app shop',
  );
  expect(two.stdout).toContain('2 needs held against k8s: 2 missing');
});

it('asks an app, with what other tools provide and what it includes, in one environment', () => {
  const app = (
    baseline: string,
    more = '',
  ) => `import { denyAll, flow, foreignNamespace, include, namespace, open, providedBy } from 'netpact';
import { FlowChart, PolicyApp } from 'netpact/cdk8s';
const app = new PolicyApp();
const orders = namespace(app.env === 'dev' ? 'orders-dev' : 'orders', { baseline: ${baseline} });
const api = orders.workload('api', { isolate: undefined });
const db = orders.workload('db', { isolate: 'ingress' });
new FlowChart(app, 'orders', { namespaces: [orders], flows: [flow(api).to(db).port(5432)] ${more} });
app.synth();
`;
  const all = given({ 'shop.json': contract([{}]), 'main.ts': app("open('legacy')") });
  const ask = (...more: readonly string[]) =>
    all.netpact(['contract', 'check', 'shop.json', '--in', 'main.ts', ...more]);
  expect(ask()).toMatchObject({ code: 0 });
  // Nobody sees the policies of the other tool, and they deny all the same.
  all.write('main.ts', app("providedBy('kyverno', { ingress: true })"));
  expect(ask()).toMatchObject({ code: 1 });
  all.write('main.ts', app("open('legacy')", ", includes: [include('others.yaml')]"));
  all.write('others.yaml', deny);
  expect(ask()).toMatchObject({ code: 1 });
  expect(ask('--env', 'dev').stderr).toContain('no need was judged: orders is not of main.ts (app default for dev)');
  expect(all.netpact(check('--env', 'dev')).code).toBe(2);
});

it('says that a namespace by its name is that of one environment', () => {
  const { netpact } = given({
    'shop.json': contract([{}]),
    'main.ts': `import { denyAll, flow, namespace } from 'netpact';
import { FlowChart, PolicyApp } from 'netpact/cdk8s';
const app = new PolicyApp();
const orders = namespace('orders', { baseline: denyAll() });
const api = orders.workload('api', { ports: { https: 8443 } });
new FlowChart(app, 'orders', { namespaces: [orders], flows: [flow(orders.workload('job')).to(api).port('https')] });
app.synth();
`,
  });
  const said = 'that is the namespace for prod: where another environment has another, take its name from there';
  const ask = (...more: readonly string[]) => netpact(['contract', 'check', 'shop.json', '--in', 'main.ts', ...more]);
  expect(ask('--env', 'prod').stdout).toContain("write: flow(foreignNamespace('shop')");
  expect(ask('--env', 'prod').stdout).toContain(said);
  expect(ask().stdout).not.toContain('that is the namespace');
});

it('takes no half for met that an ended exception allows', () => {
  const { netpact } = given({
    'shop.json': contract([{}]),
    'main.ts': `import { denyAll, flow, foreignNamespace, namespace } from 'netpact';
import { FlowChart, PolicyApp } from 'netpact/cdk8s';
const app = new PolicyApp();
const orders = namespace('orders', { baseline: denyAll() });
const web = foreignNamespace('shop').workload('web');
const flows = [flow(web).to(orders.workload('api')).port(8443).exception({ owner: 'ann', until: '2026-11-30' })];
new FlowChart(app, 'orders', { namespaces: [orders], flows });
app.synth();
`,
  });
  const on = (day: string) => netpact(['contract', 'check', 'shop.json', '--in', 'main.ts', '--now', day]);
  expect(on('2026-11-30').code).toBe(0);
  const ended = on('2026-12-01');
  expect(ended.stderr).toContain('error[exception-expired]');
  expect(ended).toMatchObject({ code: 1, stdout: '' });
});
it('cannot tell where a policy says no namespace, and may be applied to that of the need', () => {
  const unplaced = (spec: string) => policy('deny', spec).replace(', namespace: orders', '');
  const object = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: orders }\n---\n';
  const { netpact, write } = given(files(object + unplaced('{ podSelector: {}, policyTypes: [Ingress] }')));
  const { code, stdout } = netpact(check());
  expect(stdout).toContain(
    'NetworkPolicy deny (k8s/all.yaml) says no namespace: applied to orders, it selects these pods (-n says where that is)',
  );
  expect(code).toBe(1);
  expect(netpact(check('-n', 'elsewhere')).code).toBe(0);
  expect(netpact(check('-n', 'orders')).stdout).toContain('missing  ');
  for (const spec of ['{ podSelector: {}, policyTypes: [Egress] }', '{ podSelector: { matchLabels: { app: db } } }']) {
    write('k8s/all.yaml', object + unplaced(spec));
    expect(netpact(check()).code).toBe(0);
  }
});

it('says that it rests on labels of the other namespace which only its own side declares', () => {
  const app = (from: string) => `import { denyAll, flow, foreignNamespace, namespace, namespacesWhere } from 'netpact';
import { FlowChart, PolicyApp } from 'netpact/cdk8s';
const app = new PolicyApp();
const orders = namespace('orders', { baseline: denyAll() });
const web = foreignNamespace('shop', { labels: { team: 'shop' } }).workload('web');
const flows = [flow(${from}).to(orders.workload('api')).port(8443), flow(orders.workload('log')).to(web).port(1)];
new FlowChart(app, 'orders', { namespaces: [orders], flows });
app.synth();
`;
  const byLabels = app("namespacesWhere('shops', { team: 'shop' })");
  const silent = contract([{}], { namespaces: [{ name: 'shop', labels: {} }] });
  const { netpact, write } = given({ 'shop.json': silent, 'main.ts': byLabels });
  const ask = (...more: readonly string[]) => netpact(['contract', 'check', 'shop.json', '--in', 'main.ts', ...more]);
  expect(ask()).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(
      'assumed[namespace-labels]: namespace shop is taken to have team=shop, as it is declared here: its own contract does not say so',
    ),
  });
  expect(ask('--strict').code).toBe(1);
  expect(JSON.parse(ask('--format', 'json').stdout).assumptions).toHaveLength(1);
  write('shop.json', contract([{}]));
  expect(ask('--strict')).toMatchObject({ code: 0, stdout: expect.not.stringContaining('assumed') });
  write('shop.json', silent);
  write('main.ts', app('web'));
  expect(ask('--strict')).toMatchObject({ code: 0, stdout: expect.not.stringContaining('assumed') });
});

it('lists a half that nobody asks for any more for each app that has the namespace', () => {
  const asked = contract([
    { subject: { name: 'orders/x', namespace: 'orders', podSelector: { matchLabels: { app: 'x' } } } },
  ]);
  const named =
    '{ podSelector: { matchLabels: { app: web } }, namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: shop } } }';
  const { netpact } = given({
    ...files(allow(named), asked),
    'b.json': asked.replace('"app":"shop"', '"app":"kiosk"'),
  });
  const { stdout } = netpact(['contract', 'check', 'shop.json', 'b.json', '--in', 'k8s']);
  for (const name of ['shop', 'kiosk'])
    expect(stdout).toContain(`  ${name} does not ask for the ingress half in orders: NetworkPolicy orders/allow (`);
});

it('says which contracts below a folder it did not judge', () => {
  const { netpact } = given({
    ...files(''),
    'needs/shop.json': contract([{}]),
    'needs/prod/shop.json': contract([{}]),
  });
  current.write('k8s/all.yaml', allow(web));
  const run = netpact(['contract', 'check', 'needs', '--in', 'k8s']);
  expect(run.code).toBe(0);
  expect(run.stderr).toContain(
    'warning[contract-not-judged]: needs was read without the folders in it, whose contracts were not judged: prod\n',
  );
});

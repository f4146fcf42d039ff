import { type Scene, scene } from './run-netpact';
import { deployment, networkPolicy } from './shop-manifests';

let current: Scene;
beforeEach(() => {
  current = scene({ 'p.yaml': policies });
});
afterEach(() => current.remove());

const app = (name: string) => `podSelector: {matchLabels: {app: ${name}}}`;

/** Policies alone: api may ask web, web the block of the API server. */
const policies = [
  networkPolicy('team-a/deny', 'podSelector: {}, policyTypes: [Ingress, Egress]'),
  networkPolicy('team-a/web-in', `${app('web')}, ingress: [{from: [{${app('api')}}], ports: [{port: 8080}]}]`),
  networkPolicy('team-a/api-out', `${app('api')}, policyTypes: [Egress], egress: [{to: [{${app('web')}}]}]`),
  networkPolicy(
    'team-a/web-out',
    `${app('web')}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.0.0.0/16, except: [10.0.5.0/24]}}], ports: [{port: 6443}]}]`,
  ),
  networkPolicy('team-a/main', 'podSelector: {matchLabels: {app: db, role: main}}'),
  networkPolicy('team-a/replica', 'podSelector: {matchLabels: {app: db, role: replica}}'),
].join('---\n');

const run = (...args: string[]) => current.netpact(['explain', ...args]);
const answer = (...args: string[]) => JSON.parse(run(...args, '--format', 'json').stdout);

describe('a name on policies alone', () => {
  it('is the pods app=<name> of whom policies speak, and every answer says so', () => {
    const asked = ['team-a/api', 'team-a/web', '8080', 'p.yaml'];
    const reading = (name: string) =>
      `team-a/${name} is read as pods app=${name} of team-a, of whom policies speak: the input has no workload in that namespace`;
    expect(run(...asked).stdout).toMatch(/^allowed: /);
    for (const name of ['api', 'web']) expect(run(...asked).stdout).toContain(`  ${reading(name)}\n`);
    expect(answer(...asked).reasons).toContainEqual({ kind: 'read-as', message: reading('web') });
    expect(answer('team-a/web', 'team-a/api', '8080', 'p.yaml')).toMatchObject({ verdict: 'denied' });
  });

  it('is no guess where the namespace has workloads', () => {
    current.write('p.yaml', [policies, deployment('team-a/front', 'app: other')].join('---\n'));
    const { code, stderr } = run('team-a/api', 'team-a/front', 'p.yaml');
    expect(code).toBe(2);
    expect(stderr).toContain('"team-a/api" is no workload of the input');
  });

  it('says nothing sure of ports that rules give by name: no manifest has the number', () => {
    current.write('p.yaml', policies.replace('port: 8080', 'port: http'));
    const { verdict, conn, reasons } = answer('team-a/api', 'team-a/web', '8080', 'p.yaml');
    expect([verdict, conn]).toEqual(['undetermined', 'No Connections']);
    expect(reasons[2].message).toBe(
      'the answer depends on the ports that team-a/[app=web] declares as "http": rules give them by name, and the input has no manifest of these pods',
    );
    expect(run('team-a/api', 'team-a/web', '8080', 'p.yaml', '--strict').code).toBe(1);
    // Who is not let in is not let in on any port.
    expect(answer('team-a/web', 'team-a/api', '8080', 'p.yaml').verdict).toBe('denied');
  });

  it.each([
    ['team-a/wbe', 'did you mean "team-a/web"?'],
    ['web', 'did you mean "team-a/web"?'],
    ['tema-a/web', 'did you mean "team-a/web"?'],
    ['tema-a/somebody', 'nothing of the input is in the namespace "tema-a": did you mean "team-a"?'],
    ['team-a', 'team-a is a namespace: name a workload of it, team-a/web'],
    ['team-a/wbe[Deployment]', 'did you mean "team-a/web"?'],
    ['team-a/somebody[Job]', 'for a pod that does not exist write its labels: team-a/[app=somebody]'],
    ['team-a/somebody', 'for a pod that does not exist write its labels: team-a/[app=somebody]'],
    [
      'team-a/somebody',
      '"team-a/somebody" is no workload of the input, and no policy speaks of pods app=somebody of team-a',
    ],
    [
      'team-a/db',
      '"team-a/db" names 2 kinds of pods of which policies speak: team-a/[app=db,role=main], team-a/[app=db,role=replica]',
    ],
  ])('%s exits 2: %s', (end, expected) => {
    const { code, stdout, stderr } = run(end, 'team-a/web', 'p.yaml');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(expected);
  });

  it('an answer about a port by name is never sure where nobody says which number it is', () => {
    const out = networkPolicy(
      'team-a/out',
      `${app('api')}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 192.0.2.0/24}}], ports: [{port: 443}]}]`,
    );
    current.write('p.yaml', [policies, out].join('---\n'));
    for (const web of ['team-a/web', 'team-a/[app=web]'])
      expect(answer('team-a/api', web, 'http', 'p.yaml')).toMatchObject({ verdict: 'undetermined', conn: 'TCP 8080' });
    expect(run('team-a/api', 'team-a/web', 'http', 'p.yaml').stdout).toContain(
      '  which port of team-a/[app=web] is named "http" is not known (the input has no manifest of these pods): the answer is about every port; write its number to ask about one\n',
    );
    // What is so for every port is so for this one, and nothing is to be opened for all of them.
    const closed = answer('team-a/web', 'team-a/api', 'http', 'p.yaml');
    expect(closed.verdict).toBe('denied');
    expect(closed.reasons.filter(({ kind }: { kind: string }) => kind === 'change')).toEqual([]);
    expect(answer('other/[*]', 'other/[app=x]', 'http', 'p.yaml').verdict).toBe('allowed');
    expect(answer('team-a/api', '192.0.2.1', 'https', 'p.yaml')).toMatchObject({
      verdict: 'undetermined',
      conn: 'TCP 443',
    });
    expect(answer('team-a/web', 'kube-apiserver', 'https', 'p.yaml').verdict).toBe('undetermined');
  });

  it('pods by labels have no manifest either: a rule with a port by name leaves them open', () => {
    current.write('p.yaml', policies.replace('port: 8080', 'port: http'));
    const { verdict, reasons } = answer('team-a/api', 'team-a/[app=web]', '8080', 'p.yaml');
    expect(verdict).toBe('undetermined');
    expect(reasons[1].message).toContain('the answer depends on the ports that team-a/[app=web] declares as "http"');
  });

  it('finds every one of the values that a selector lists', () => {
    const listed = `podSelector: {matchExpressions: [{key: app, operator: In, values: [web, mobile]}]}`;
    const own = networkPolicy('team-b/in', `${app('db')}, ingress: [{from: [{${listed}}]}]`);
    current.write('p.yaml', [policies, own].join('---\n'));
    for (const name of ['web', 'mobile'])
      expect(answer(`team-b/${name}`, 'team-b/db', 'p.yaml').verdict).toBe('allowed');
  });

  it('refuses a name where policies say more of some of its pods', () => {
    const replica = networkPolicy(
      'team-a/web-canary',
      `podSelector: {matchLabels: {app: web, track: canary}}, ingress: [{from: [{${app('db')}}]}]`,
    );
    current.write('p.yaml', [policies, replica].join('---\n'));
    const { code, stderr } = run('team-a/api', 'team-a/web', 'p.yaml');
    expect(code).toBe(2);
    expect(stderr).toContain(
      '"team-a/web" names 2 kinds of pods of which policies speak: team-a/[app=web,track=canary], team-a/[app=web]',
    );
  });

  it('a namespace that nobody names is said, whatever the labels are', () => {
    expect(run('tema-a/[app=api]', 'team-a/web', 'p.yaml').stdout).toContain(
      'nothing of the input is in the namespace "tema-a", and no policy names it',
    );
    expect(run('team-a/[app=api]', 'team-a/web', 'p.yaml').stdout).not.toContain('nothing of the input');
  });
});

it('a workload that netpact calls otherwise than its label is found by its flows', () => {
  current.write('shop.ts', ordersApp);
  expect(current.netpact(['synth', 'shop.ts', '--no-typecheck'])).toMatchObject({ code: 0 });
  const { code, stderr } = run('shop/web', 'shop/api', 'dist/k8s');
  expect(code).toBe(2);
  expect(stderr).toContain('did you mean "shop/[app=orders-api]"?');
  expect(run('shop/web', 'shop/[app=orders-api]', '8443', 'dist/k8s').stdout).toMatch(/^allowed: /);
});

it('a name that netpact gives to other pods than those with the label is refused', () => {
  const swapped = ordersApp.replace("shop.workload('web')", "shop.workload('web', { labels: { app: 'api' } })");
  current.write('shop.ts', swapped);
  expect(current.netpact(['synth', 'shop.ts', '--no-typecheck'])).toMatchObject({ code: 0 });
  const { code, stderr } = run('shop/[app=api]', 'shop/api', '8443', 'dist/k8s');
  expect(code).toBe(2);
  expect(stderr).toContain(
    '"shop/api" names 2 kinds of pods of which policies speak: shop/[app=api], shop/[app=orders-api]',
  );
});

const ordersApp = `import { denyAll, flow, namespace } from 'netpact';
import { FlowChart, PolicyApp } from 'netpact/cdk8s';
const shop = namespace('shop', { baseline: denyAll() });
const api = shop.workload('api', { labels: { app: 'orders-api' }, ports: { grpc: 8443 } });
const app = new PolicyApp();
new FlowChart(app, 'shop', { namespaces: [shop], flows: [flow(shop.workload('web')).to(api).port('grpc')] });
app.synth();
`;

describe('what is no end', () => {
  it.each([
    ['10.0.0.300', '"10.0.0.300" is written like an IP address, and is none'],
    ['10.0.0.01', 'without leading zeros'],
    ['fe80::1%eth0', 'without a zone'],
    ['10.0.0.0/24', '"10.0.0.0/24" is a block of addresses, and an end is one address'],
    ['team-a/*', '"team-a/*" is no name of a workload'],
    ['team-a/', '"team-a/" is no name of a workload'],
    ['/api', '"/api" is no name of a workload'],
    ['internet', 'ask for an address of it: 203.0.113.7'],
    ['team-a/api:8080', 'write the port as a word of its own, after both ends: team-a/api and 8080'],
  ])('%s: %s', (end, expected) => {
    const { code, stderr } = run(end, 'team-a/web', 'p.yaml');
    expect(code).toBe(2);
    expect(stderr).toContain(expected);
    expect(stderr).not.toContain('did you mean');
  });

  it('two ends without a pod: policies say nothing of them', () => {
    const { code, stderr } = run('192.0.2.1', 'kube-apiserver', 'p.yaml');
    expect(code).toBe(2);
    expect(stderr).toContain('no end of "192.0.2.1" to "kube-apiserver" is a pod');
  });
});

describe('kube-apiserver', () => {
  const ask = (port: string, profile?: string, ...more: string[]) => {
    if (profile !== undefined) current.write('cluster.yaml', profile);
    const options = profile === undefined ? [] : ['--cluster', 'cluster.yaml'];
    return answer('team-a/web', 'kube-apiserver', port, 'p.yaml', ...options, ...more);
  };

  it('has the addresses of the cluster profile, each of which counts', () => {
    expect(ask('6443', 'apiServer: [10.0.1.10/32]\n')).toMatchObject({ verdict: 'allowed', conn: 'TCP 6443' });
    expect(ask('443', 'apiServer: [10.0.1.10/32]\n').verdict).toBe('denied');
    expect(ask('6443', 'apiServer: [10.0.5.10/32]\n').verdict).toBe('denied');
    for (const several of ['[10.0.1.10/32, 10.0.5.10/32]', '[10.0.4.0/23]']) {
      const { verdict, conn, reasons } = ask('6443', `apiServer: ${several}\n`);
      expect([verdict, conn]).toEqual(['undetermined', 'No Connections']);
      expect(reasons[0].message).toMatch(
        /^the answer depends on the address of kube-apiserver that is meant: 10\.0\.[14]\..* is allowed and 10\.0\.5\..* is denied$/,
      );
    }
  });

  it('without known addresses is sure only where all addresses are alike, and says what to give', () => {
    expect(ask('443').verdict).toBe('denied');
    const { verdict, reasons } = ask('6443');
    expect(verdict).toBe('undetermined');
    expect(reasons[0].message).toBe(
      'the answer depends on the addresses of kube-apiserver, which are not known: give them as apiServer in the cluster profile (--cluster FILE, or cluster({ apiServer: [...] }) of the app)',
    );
    expect(run('team-a/web', 'kube-apiserver', '6443', 'p.yaml').stdout).toContain(
      'undetermined: it is not known whether team-a/[app=web] reaches kube-apiserver on TCP 6443\n',
    );
    expect(run('team-a/web', 'kube-apiserver', '6443', 'p.yaml', '--strict').code).toBe(1);
    expect(answer('open/[app=x]', 'kube-apiserver', 'p.yaml').verdict).toBe('allowed');
  });

  it('as a caller is told from the tunnels through which it may call', () => {
    const { verdict, reasons } = answer('kube-apiserver', 'team-a/web', 'p.yaml');
    expect(verdict).toBe('denied');
    expect(reasons[0]).toMatchObject({ kind: 'api-server', message: expect.stringContaining('konnectivity-agent') });
  });

  it('is no sure yes where the plugin takes nodes for no addresses', () => {
    expect(ask('6443', 'apiServer: [10.0.1.10/32]\n', '--cni', 'cilium')).toMatchObject({
      verdict: 'undetermined',
      conn: 'No Connections',
    });
  });

  it('is opened by all of its addresses', () => {
    const change = {
      kind: 'add-peer',
      add: [{ ipBlock: { cidr: '10.1.0.1/32' } }, { ipBlock: { cidr: '10.1.0.2/32' } }],
    };
    expect(ask('6443', 'apiServer: [10.1.0.1/32, 10.1.0.2/32]\n').reasons).toContainEqual(
      expect.objectContaining({ kind: 'change', change: expect.objectContaining(change) }),
    );
  });
});

describe('with --app', () => {
  const source = `import { cluster, denyAll, flow, kubeApiServer, namespace } from 'netpact';
import { FlowChart, PolicyApp } from 'netpact/cdk8s';
const shop = namespace('shop', { baseline: denyAll() });
const operator = shop.workload('operator', { labels: { role: 'operator' }, ports: { http: 8080 } });
const agent = shop.workload('agent', { hostNetwork: true });
const app = new PolicyApp({ cluster: cluster({ apiServer: ['10.0.0.10/32'], nodeCidrs: ['10.2.0.0/16'] }) });
new FlowChart(app, 'shop', { namespaces: [shop], flows: [flow(operator).to(kubeApiServer()).port(6443), flow(agent).to(operator).port('http')] });
app.synth();
`;
  beforeEach(() => current.write('app.ts', source));
  const ask = (...args: string[]) => answer(...args, '--app', 'app.ts');

  it('names are the workloads that the app declares, and the API server has the addresses of its profile', () => {
    expect(ask('shop/operator', 'kube-apiserver', '6443')).toMatchObject({ verdict: 'allowed' });
    const { verdict, reasons } = ask('shop/operator', 'kube-apiserver', '443');
    expect(verdict).toBe('denied');
    expect(reasons).toContainEqual(
      expect.objectContaining({
        change: expect.objectContaining({ line: 'flow(operator).to(kubeApiServer()).port(443, 6443)' }),
      }),
    );
    expect(reasons).toContainEqual({
      kind: 'read-as',
      message: 'shop/operator is read as the workload that the app declares: pods role=operator',
    });
    // Whoever is on the host network is its nodes, whose addresses are in the profile, too.
    expect(ask('shop/agent', 'shop/operator', 'http', '--host-network', 'as-nodes').verdict).toBe('allowed');
    expect(ask('shop/operator', 'shop/agent', 'http', '--host-network', 'as-nodes').ingress.isolated).toBe(false);
  });

  it('pods of a workload that is read from a manifest carry the labels of its template', () => {
    const web = `{apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name: 'web', namespace: 'shop'}, spec: {selector: {matchLabels: {app: 'web'}}, template: {metadata: {labels: {app: 'web', tier: 'front'}}, spec: {containers: [{name: 'c'}]}}}}`;
    current.write(
      'app.ts',
      `import { denyAll, flow, namespace, workloadFrom } from 'netpact';
import { FlowChart, PolicyApp } from 'netpact/cdk8s';
const shop = namespace('shop', { baseline: denyAll() });
const web = workloadFrom(${web});
const db = shop.workload('db', { ports: { pg: 5432 } });
const app = new PolicyApp();
new FlowChart(app, 'shop', { namespaces: [shop], flows: [flow(shop.pods('front', { tier: 'front' })).to(db).port('pg'), flow(db).to(web).allPorts()] });
app.synth();
`,
    );
    const { verdict, reasons } = ask('shop/web', 'shop/db', '5432');
    expect(verdict).toBe('allowed');
    expect(reasons).toContainEqual({
      kind: 'read-as',
      message: 'shop/web is read as the workload that the app declares: pods app=web,tier=front',
    });
  });

  it('--cluster outranks the profile of the app', () => {
    current.write('cluster.yaml', 'apiServer: [10.0.9.9/32]\n');
    expect(ask('shop/operator', 'kube-apiserver', '6443', '--cluster', 'cluster.yaml').verdict).toBe('denied');
  });
});

describe('a bare Pod', () => {
  const pod = (name: string) =>
    `{apiVersion: v1, kind: Pod, metadata: {name: ${name}, namespace: shop, labels: {app: ${name}}}, spec: {containers: [{name: c}]}}\n`;
  const own = networkPolicy('shop/own', `${app('one')}, ingress: [{from: [{${app('one')}}], ports: [{port: 80}]}]`);

  it('is one pod: it has no other replicas, and always reaches itself', () => {
    current.write('m.yaml', [pod('one'), own].join('---\n'));
    expect(run('shop/one', 'shop/one', 'm.yaml').stdout).toBe(
      'allowed: shop/one[Pod] reaches shop/one[Pod] on every port\n  shop/one[Pod] is one pod, which no controller makes: it has no other replicas, and a pod always reaches itself, whatever policies say\n',
    );
    expect(answer('shop/one', 'shop/one', '443', 'm.yaml')).toMatchObject({ verdict: 'allowed', conn: 'TCP 443' });
  });

  it('and its row with itself is none', () => {
    const focused = (...documents: string[]) => {
      current.write('m.yaml', [...documents, own].join('---\n'));
      return current.netpact(['connectivity', 'm.yaml', '--focus', 'shop/one', '--port', '80']).stdout;
    };
    const alone = focused(pod('one'), deployment('shop/web'));
    expect(alone).toContain('shop/one[Pod] reaches shop/web[Deployment], every address outside the cluster: ');
    expect(alone).not.toContain('shop/one[Pod]: ');
    expect(focused(deployment('shop/one'), deployment('shop/web'))).toContain('TCP 80: shop/one[Deployment]');
  });
});

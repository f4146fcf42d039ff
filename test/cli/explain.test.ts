import { type Scene, scene } from './run-netpact';
import { deployment, networkPolicy, shopManifests } from './shop-manifests';

let current: Scene;
beforeEach(() => {
  current = scene({ 'm.yaml': shopManifests });
});
afterEach(() => current.remove());

const run = (...args: string[]) => current.netpact(['explain', ...args]);
const answer = (...args: string[]) => JSON.parse(run(...args, '--format', 'json').stdout);
const write = (...documents: string[]) => current.write('m.yaml', documents.join('---\n'));

describe('netpact explain', () => {
  it('prints the contract', () => {
    const { schemaVersion, verdict, conn, egress, ingress, reasons, ...others } = answer(
      'shop/web',
      'shop/api',
      '8443',
      'm.yaml',
    );
    expect([schemaVersion, verdict, conn, others]).toEqual([1, 'allowed', 'TCP 8443', { assumptions: [] }]);
    expect(egress.isolated).toBe(true);
    expect(ingress).toEqual({
      isolated: true,
      policies: [
        {
          name: 'deny',
          namespace: 'shop',
          allows: 'No Connections',
          rule: 'spec.ingress',
          location: { file: 'm.yaml', line: 21, column: 1, endLine: 24, endColumn: 56 },
        },
        {
          name: 'web-to-api',
          namespace: 'shop',
          allows: 'TCP 8443',
          rule: 'spec.ingress[0]',
          location: { file: 'm.yaml', line: 32, column: 7, endLine: 34, endColumn: 28 },
        },
      ],
    });
    expect(reasons).toContainEqual({
      kind: 'allowed-by',
      message: 'shop/web-to-api spec.ingress[0] allows TCP 8443',
      direction: 'ingress',
      policy: 'shop/web-to-api',
      rule: 'spec.ingress[0]',
      location: ingress.policies[1].location,
    });
  });

  it.each([
    [['shop/web', 'shop/api', 'm.yaml'], 'partly', 'TCP 8443'],
    [['shop/web', 'shop/api', 'grpc', 'm.yaml'], 'allowed', 'TCP 8443'],
    [['shop/web', 'shop/api', '8443/tcp', 'm.yaml'], 'allowed', 'TCP 8443'],
    [['shop/web', 'shop/api', '8443/UDP', 'm.yaml'], 'denied', 'No Connections'],
    [['shop/web[Deployment]', 'shop/api[Deployment]', '8443', 'm.yaml'], 'allowed', 'TCP 8443'],
    [['shop/[app=web]', 'shop/api', '8443', 'm.yaml'], 'allowed', 'TCP 8443'],
    [['shop/[app=web,version=2]', 'shop/api', '8443', 'm.yaml'], 'allowed', 'TCP 8443'],
    [['shop/[*]', 'shop/api', '8443', 'm.yaml'], 'denied', 'No Connections'],
    [['192.0.2.1', 'shop/api', '8443', 'm.yaml'], 'denied', 'No Connections'],
    [['shop/web', '2001:db8::1', '443', 'm.yaml'], 'denied', 'No Connections'],
    [['other/[app=x]', '192.0.2.1', 'm.yaml'], 'allowed', 'All Connections'],
    [['web', 'api', '8443', 'm.yaml', '-n', 'shop'], 'allowed', 'TCP 8443'],
  ])('%j is %s', (args, verdict, conn) => {
    expect(answer(...args)).toMatchObject({ verdict, conn });
    expect(run(...args)).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringMatching(new RegExp(`^${verdict}: `)),
    });
  });

  it('an address has no policies and is never isolated', () => {
    expect(answer('192.0.2.1', 'shop/api', 'm.yaml').egress).toEqual({ isolated: false, policies: [] });
  });

  it('tells people the verdict first, then every policy with its lines', () => {
    expect(
      run('shop/web', 'shop/api', '8443', 'm.yaml').stdout,
    ).toBe(`allowed: shop/web[Deployment] reaches shop/api[Deployment] on TCP 8443

egress of shop/web[Deployment]: isolated by deny, web-to-api-egress; lets TCP 8443 pass
  shop/deny (m.yaml:21)
    has no rule: allows nothing
  shop/web-to-api-egress (m.yaml:36)
    yes  spec.egress[0] (m.yaml:43) allows TCP 8443

ingress of shop/api[Deployment]: isolated by deny, web-to-api; lets TCP 8443 pass
  shop/deny (m.yaml:21)
    has no rule: allows nothing
  shop/web-to-api (m.yaml:26)
    yes  spec.ingress[0] (m.yaml:32) allows TCP 8443

name resolution
  shop/web[Deployment] cannot resolve names: no rule of its egress lets it ask kube-system/[k8s-app=kube-dns], so a connection by name fails before it starts
`);
  });

  it('names the label that differs and the port that is missing, at both ends at once', () => {
    const { stdout } = run('shop/[app=debug]', 'shop/api', '9090', 'm.yaml');
    expect(stdout).toContain(
      'denied: shop/[app=debug] does not reach shop/api[Deployment] on TCP 9090; blocked by egress and ingress',
    );
    expect(stdout).toContain('from[0]: the pod has app=debug, not app=web');
    expect(stdout).toContain('ports: allows TCP 8443, not TCP 9090');
    expect(stdout).toContain('the smallest change that allows it (all of it is needed)');
  });

  it('writes changes that can be pasted, and that allow what was asked', () => {
    const asked = ['shop/[app=debug]', 'shop/api', '9090'];
    const { stdout } = run(...asked, 'm.yaml');
    const policies = stdout.split(/^ {2}(?:egress|ingress): .*\n/m).slice(1);
    expect(policies).toHaveLength(2);
    for (const [index, text] of policies.entries()) current.write(`added/${index}.yaml`, text.replace(/^ {4}/gm, ''));
    expect(answer(...asked, 'm.yaml', 'added')).toMatchObject({ verdict: 'allowed', conn: 'TCP 9090' });
  });

  it('says which lines to add where a rule lacks only the port', () => {
    const { stdout } = run('shop/web', 'shop/api', '9090', 'm.yaml');
    expect(stdout).toContain('egress: add TCP 9090 to spec.egress[0].ports of shop/web-to-api-egress (m.yaml:43)');
    expect(stdout).toContain('    ports:\n      - protocol: TCP\n        port: 9090\n');
    const changes = answer('shop/web', 'shop/api', '9090', 'm.yaml').reasons.filter(
      ({ kind }: { kind: string }) => kind === 'change',
    );
    expect(changes).toMatchObject([
      {
        direction: 'egress',
        policy: 'shop/web-to-api-egress',
        change: { kind: 'add-ports', field: 'spec.egress[0].ports' },
      },
      { direction: 'ingress', policy: 'shop/web-to-api', change: { kind: 'add-ports' } },
    ]);
  });

  it('says whether names resolve', () => {
    const dns = networkPolicy(
      'shop/dns',
      'podSelector: {}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: openshift-dns}}}], ports: [{protocol: UDP, port: 5353}]}]',
    );
    write(shopManifests, dns);
    expect(run('shop/web', 'shop/api', '8443', 'm.yaml').stdout).toContain('may resolve names');
    current.write('cluster.yaml', 'dns: kube-dns\n');
    expect(run('shop/web', 'shop/api', '8443', 'm.yaml', '--cluster', 'cluster.yaml').stdout).toContain(
      'cannot resolve names',
    );
  });
});

describe('an answer that depends on what is not known', () => {
  beforeEach(() => {
    write(
      deployment('a/one'),
      deployment('b/two'),
      networkPolicy('b/in', 'podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {env: prod}}}]}]'),
    );
  });

  it('is undetermined, and says on what', () => {
    expect(run('a/one', 'b/two', '80', 'm.yaml').stdout).toMatch(
      /^undetermined: by the fixed defaults .*\n {2}the answer depends on labels of a namespace/,
    );
    expect(answer('a/one', 'b/two', '80', 'm.yaml')).toMatchObject({ verdict: 'undetermined', conn: 'No Connections' });
  });

  it('exits 1 with --strict only', () => {
    expect(run('a/one', 'b/two', '80', 'm.yaml').code).toBe(0);
    expect(run('a/one', 'b/two', '80', 'm.yaml', '--strict').code).toBe(1);
    current.write('ns.yaml', 'apiVersion: v1\nkind: Namespace\nmetadata: {name: a, labels: {env: prod}}\n');
    expect(run('a/one', 'b/two', '80', 'm.yaml', 'ns.yaml', '--strict')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^allowed/),
    });
  });
});

describe('PORT and PATH', () => {
  it('a word that is written like a port is a path where a file has that name', () => {
    current.write('8443', shopManifests);
    expect(answer('shop/web', 'shop/api', '8443')).toMatchObject({ verdict: 'partly' });
    expect(answer('shop/web', 'shop/api', '9443', './8443')).toMatchObject({ verdict: 'denied' });
  });

  it('a folder is never a port', () => {
    current.write('dist/m.yaml', shopManifests);
    expect(answer('shop/web', 'shop/api', 'dist')).toMatchObject({ verdict: 'partly' });
  });

  it('- is the standard input', () => {
    const piped = current.netpact(['explain', 'shop/web', 'shop/api', '8443', '-'], {}, { input: shopManifests });
    expect(piped.stdout).toMatch(/^allowed: /);
  });

  it.each([
    [['shop/web', 'shop/api', '8443'], '"8443" was taken for a port'],
    [['shop/web', 'shop/api', '70000', 'm.yaml'], '70000 is no port'],
    [['shop/web', 'shop/api', '80/ICMP', 'm.yaml'], '80/ICMP is no port'],
    [['shop/web', 'shop/api'], "missing required argument 'path'"],
    [['shop/web', 'shop/api', '80', 'gone'], 'gone does not exist'],
    [['shop/wbe', 'shop/api', 'm.yaml'], 'did you mean "shop/web"?'],
    [['shop/[app]', 'shop/api', 'm.yaml'], 'write labels as key=value'],
    [['nowhere', 'at-all', 'm.yaml'], '"default/at-all" is no workload'],
  ])('%j exits 2 and says why', (args, expected) => {
    const { code, stdout, stderr } = run(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(expected);
  });

  it('an ambiguous name exits 2 with the candidates', () => {
    write(shopManifests, deployment('shop/web').replace('kind: Deployment', 'kind: StatefulSet'));
    const { code, stderr } = run('shop/web', 'shop/api', 'm.yaml');
    expect(code).toBe(2);
    expect(stderr).toContain('shop/web[Deployment], shop/web[StatefulSet]');
    expect(run('shop/web[StatefulSet]', 'shop/api', 'm.yaml').code).toBe(0);
  });

  it('computes nothing from a policy that the API server refuses', () => {
    write(shopManifests, networkPolicy('shop/bad', 'podSelector: {}, policyTypes: [Both]'));
    expect(run('shop/web', 'shop/api', 'm.yaml')).toMatchObject({ code: 2, stdout: '' });
  });
});

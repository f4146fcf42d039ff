import { type Scene, scene } from './run-netpact';
import { deployment, networkPolicy, shopManifests } from './shop-manifests';

let current: Scene;
beforeEach(() => {
  current = scene({ 'm.yaml': shopManifests });
});
afterEach(() => current.remove());

const run = (...args: string[]) => current.netpact(['connectivity', ...args]);
const rowsOf = (...args: string[]) => JSON.parse(run(...args, '--format', 'json').stdout);
const write = (...documents: string[]) => current.write('m.yaml', documents.join('---\n'));

const webToApi = { src: 'shop/web[Deployment]', dst: 'shop/api[Deployment]', conn: 'TCP 8443' };
const open = 'podSelector: {}, policyTypes: [Ingress, Egress], ingress: [{}], egress: [{}]';

describe('netpact connectivity', () => {
  it('prints the contract', () => {
    expect(run('m.yaml', '--format', 'json')).toEqual({
      code: 0,
      stdout: `[\n${JSON.stringify(webToApi)}\n]\n`,
      stderr: '',
    });
  });

  it('sorts rows, leaves out a workload with itself, and writes ports and ranges as the contract says', () => {
    const ports =
      '[{port: 80}, {port: 443, endPort: 444}, {port: 445}, {port: 53, protocol: UDP}, {port: 7, protocol: SCTP}]';
    write(
      deployment('b/two'),
      deployment('a/one'),
      networkPolicy('b/in', `podSelector: {}, ingress: [{from: [{namespaceSelector: {}}], ports: ${ports}}]`),
      networkPolicy(
        'a/all',
        'podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}]}]',
      ),
      networkPolicy(
        'a/out',
        'podSelector: {}, policyTypes: [Egress], egress: [{to: [{podSelector: {}}, {namespaceSelector: {}}]}]',
      ),
      networkPolicy('b/out', 'podSelector: {}, policyTypes: [Egress]'),
    );
    expect(rowsOf('m.yaml')).toEqual([
      { src: '10.0.0.0-10.0.255.255', dst: 'a/one[Deployment]', conn: 'All Connections' },
      { src: '10.2.0.0-10.255.255.255', dst: 'a/one[Deployment]', conn: 'All Connections' },
      { src: 'a/one[Deployment]', dst: 'b/two[Deployment]', conn: 'SCTP 7,TCP 80,443-445,UDP 53' },
    ]);
  });

  it.each([
    ['text', 'shop/web[Deployment] reaches shop/api[Deployment]: TCP 8443\n'],
    ['csv', 'src,dst,conn\nshop/web[Deployment],shop/api[Deployment],TCP 8443\n'],
    ['md', '| shop/web\\[Deployment\\] | shop/api\\[Deployment\\] | TCP 8443 |\n'],
    ['dot', '  n1 -> n0 [id=e0, class="plain n1 n0", label="TCP 8443", '],
    ['mermaid', 'n1 -->|"TCP 8443"| n0\n'],
  ])('writes %s', (format, expected) => {
    const { code, stdout, stderr } = run('m.yaml', '--format', format);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(expected);
  });

  it('says at once that everything reaches everything', () => {
    write(...['a/one', 'a/two', 'b/one', 'c/one'].map((name) => deployment(name)));
    expect(run('m.yaml').stdout).toBe(
      '4 workloads in 3 namespaces, 0 policies\n\n' +
        'everything in every namespace reaches everything, every address outside the cluster: All Connections\n' +
        'every address outside the cluster reaches everything: All Connections\n',
    );
  });

  it('says so where nothing is allowed, and ends with 0', () => {
    write(deployment('a/one'), networkPolicy('a/deny', 'podSelector: {}, policyTypes: [Ingress, Egress]'));
    expect(run('m.yaml')).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing is allowed') });
    expect(run('m.yaml', '--format', 'json')).toMatchObject({
      code: 0,
      stdout: '[]\n',
      stderr: expect.stringContaining('nothing is allowed'),
    });
  });

  it('says of a part alone that nothing of it is allowed', () => {
    write(shopManifests);
    for (const format of ['text', 'md', 'dot', 'mermaid'])
      expect(run('m.yaml', '--port', '9999', '--format', format).stdout).toMatch(
        /nothing of what was asked for is allowed/i,
      );
    expect(run('m.yaml', '--port', '9999', '--format', 'json').stderr).toContain(
      'nothing of what was asked for is allowed',
    );
  });

  it('names workloads that have no connection', () => {
    write(shopManifests, deployment('shop/alone'));
    expect(run('m.yaml').stdout).toContain('without any connection: shop/alone[Deployment]\n');
  });

  it('reads the standard input, and folders', () => {
    const piped = current.netpact(['connectivity', '-', '--format', 'csv'], {}, { input: shopManifests });
    expect(piped.stdout).toContain('TCP 8443');
    expect(rowsOf('.')).toEqual([webToApi]);
  });

  it('puts objects without a namespace where -n says', () => {
    write(deployment('x/one').replace(', namespace: x', ''), deployment('x/two').replace(', namespace: x', ''));
    const named = new Set(rowsOf('m.yaml', '-n', 'team').map(({ src }: typeof webToApi) => src));
    expect([...named]).toEqual(['0.0.0.0-255.255.255.255', 'team/one[Deployment]', 'team/two[Deployment]']);
    expect(run('m.yaml', '-n', 'Team')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no name of a namespace'),
    });
  });
});

describe('filters of netpact connectivity', () => {
  beforeEach(() => {
    write(
      deployment('a/one'),
      deployment('a/two'),
      deployment('a/three'),
      networkPolicy(
        'a/two',
        'podSelector: {matchLabels: {app: two}}, ingress: [{from: [{podSelector: {}}], ports: [{port: 80}, {port: 53, protocol: UDP}]}]',
      ),
    );
  });

  const pairs = (...args: string[]) =>
    rowsOf('m.yaml', ...args).map(({ src, dst, conn }: typeof webToApi) => `${short(src)} ${short(dst)} ${conn}`);
  const short = (name: string) => name.replace(/^a\/(\w+)\[.*$/, '$1').replace('0.0.0.0-255.255.255.255', 'world');

  it('--focus keeps what has the workload at an end, --direction one side of it', () => {
    expect(pairs('--focus', 'a/two', '--direction', 'ingress')).toEqual([
      'one two TCP 80,UDP 53',
      'three two TCP 80,UDP 53',
    ]);
    expect(pairs('--focus', 'a/two[Deployment]', '--direction', 'egress')).toEqual([
      'two world All Connections',
      'two one All Connections',
      'two three All Connections',
    ]);
    expect(pairs('--focus', 'two', '-n', 'a')).toHaveLength(5);
    expect(run('m.yaml', '--focus', 'a/two', '--direction', 'ingress').stdout).toContain(
      'everything in a reaches a/two[Deployment]: TCP 80,UDP 53',
    );
  });

  it('--protocol and --port keep what can pass there', () => {
    expect(pairs('--focus', 'a/two', '--direction', 'ingress', '--protocol', 'udp')).toEqual([
      'one two UDP 53',
      'three two UDP 53',
    ]);
    expect(pairs('--focus', 'a/two', '--direction', 'ingress', '--port', '53')).toEqual([
      'one two UDP 53',
      'three two UDP 53',
    ]);
    expect(pairs('--port', '81', '--protocol', 'TCP', '--focus', 'a/two', '--direction', 'ingress')).toEqual([]);
  });

  it('--ip-family adds IPv6, which JSON leaves out by default and text does not', () => {
    const v6 = '::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff';
    expect(run('m.yaml', '--format', 'json').stdout).not.toContain(v6);
    expect(run('m.yaml', '--format', 'json', '--ip-family', 'both').stdout).toContain(v6);
    expect(run('m.yaml', '--format', 'json', '--ip-family', '6').stdout).not.toContain('0.0.0.0');
    expect(run('m.yaml', '--format', 'csv').stdout).toContain(v6);
  });

  it.each([
    [['--focus', 'a/tow'], 'did you mean "a/two"?'],
    [['--focus', 'two'], 'did you mean "a/two"?'],
    [['--focus', 'a/[app=nobody]'], '--focus a/[app=nobody] is no workload of the input'],
    [['--focus', '192.0.2.1'], 'ask netpact explain about'],
    [['--focus', 'kube-apiserver'], 'ask netpact explain about'],
    [['--port', '0'], '--port 0 is no port'],
    [['--port', 'http'], '--port http is no port'],
    [['--protocol', 'icmp'], '--protocol icmp is no protocol'],
    [['--direction', 'in'], 'ingress, egress'],
    [['--ip-family', '5'], '4, 6, both'],
    [['--format', 'svgg'], 'text, json, csv'],
    [['--cni', 'calicoo'], 'did you mean "calico"?'],
    [['--cluster', 'gone.yaml'], 'gone.yaml does not exist'],
  ])('%j exits 2 and says why', (args, expected) => {
    const { code, stdout, stderr } = run('m.yaml', ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(expected);
  });
});

describe('pods that are not in the input', () => {
  const policies = networkPolicy(
    'shop/api',
    'podSelector: {matchLabels: {app: api}}, ingress: [{from: [{namespaceSelector: {matchLabels: {env: prod}}, podSelector: {matchLabels: {role: frontend}}}], ports: [{port: 8443}]}]',
  );

  it('are shown unasked, with a note, where policies apply to no workload', () => {
    write(policies);
    const json = run('m.yaml', '--format', 'json');
    expect(json.stderr).toContain('note: no workload of the input');
    expect(JSON.parse(json.stdout)).toContainEqual({
      src: '[env=prod]/[role=frontend]',
      dst: 'shop/[app=api]',
      conn: 'TCP 8443',
    });
    expect(run('m.yaml').stdout).toContain('[env=prod]/[role=frontend]');
  });

  it('are imagined in namespaces that policies only name, as kube-system of DNS', () => {
    write(
      networkPolicy(
        'shop/dns',
        'podSelector: {}, policyTypes: [Ingress, Egress], egress: [{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}, podSelector: {matchLabels: {k8s-app: kube-dns}}}], ports: [{port: 53, protocol: UDP}]}]',
      ),
    );
    const dns = { src: 'shop/[*]', dst: 'kube-system/[k8s-app=kube-dns]', conn: 'UDP 53' };
    expect(rowsOf('m.yaml').filter(({ src }: typeof webToApi) => src.startsWith('shop/'))).toEqual([dns]);
    expect(run('m.yaml').stdout).toBe(
      '0 workloads, 1 policy\n\nshop/[*] reaches kube-system/[k8s-app=kube-dns]: UDP 53\n',
    );
  });

  it('are shown with --exposure beside workloads', () => {
    write(policies, deployment('shop/api'));
    expect(rowsOf('m.yaml')).not.toContainEqual(expect.objectContaining({ src: '[env=prod]/[role=frontend]' }));
    expect(rowsOf('m.yaml', '--exposure')).toContainEqual({
      src: '[env=prod]/[role=frontend]',
      dst: 'shop/api[Deployment]',
      conn: 'TCP 8443',
    });
    const { stdout } = run('m.yaml', '--exposure');
    expect(stdout).toContain('with pods that are not in the input');
    expect(stdout).toMatch(/\[env=prod\]\/\[role=frontend\].*TCP 8443.*shop\/api\[Deployment\]/s);
  });
});

describe('input that is wrong', () => {
  it('is shown as frames, and nothing is computed', () => {
    write(deployment('a/one'), networkPolicy('a/p', 'podSelector: {}, ingress: [{ports: [{port: 70000}]}]'));
    const { code, stdout, stderr } = run('m.yaml', '--format', 'json');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('error[invalid-policy]');
    expect(stderr).toContain('spec.ingress[0].ports[0].port');
    expect(stderr).toMatch(/--> m\.yaml:3:\d+/);
  });

  it.each([
    ['', 'no-kubernetes-object'],
    ['a: [', 'yaml-syntax'],
    ['hello: world\n', 'no-kubernetes-object'],
  ])('%j exits 2', (text, expected) => {
    current.write('m.yaml', text);
    expect(run('m.yaml')).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(expected) });
  });

  it('needs a path', () => {
    expect(run()).toMatchObject({ code: 2, stdout: '' });
    expect(run('gone')).toMatchObject({ code: 2, stderr: expect.stringContaining('gone does not exist') });
  });
});

describe('what is not known', () => {
  beforeEach(() => {
    write(
      deployment('a/one'),
      deployment('a/host', 'app: host', 'hostNetwork: true, '),
      networkPolicy('a/deny', 'podSelector: {}, policyTypes: [Ingress]'),
    );
  });

  it('is assumed, on a line of stderr and at the end of the text', () => {
    const json = run('m.yaml', '--format', 'json');
    expect(json.code).toBe(0);
    expect(json.stderr).toMatch(/^assumed\[host-network\]: .*\n$/);
    expect(run('m.yaml').stdout).toMatch(/\n\nassumed\[host-network\]: .*\n$/);
  });

  it.each(['dot', 'mermaid', 'svg', 'html'])('is said in the picture: %s', (format) => {
    const { stdout } = run('m.yaml', '--format', format);
    expect(stdout.replaceAll('&#45;', '-')).toContain('assumed[host-network]: no policy selects host-network pods');
  });

  it('makes --strict end with 1, with the answer printed all the same', () => {
    expect(run('m.yaml', '--strict')).toMatchObject({ code: 1, stdout: expect.stringContaining('2 workloads') });
    expect(run('m.yaml', '--strict', '--cni', 'cilium').code).toBe(0);
  });

  it('can be said in a file', () => {
    current.write('cluster.yaml', 'cni: cilium\npodCidrs: [10.244.0.0/16]\nfamilies: [IPv4]\ndns: kube-dns\n');
    const told = run('m.yaml', '--strict', '--cluster', 'cluster.yaml', '--format', 'csv');
    expect([told.code, told.stderr]).toEqual([0, '']);
    expect(told.stdout).not.toContain('::-');
    current.write('cluster.json', '{"podCidrs": ["fd00::/48"], "cni": "calico"}');
    expect(run('m.yaml', '--strict', '--cluster', 'cluster.json').code).toBe(0);
  });

  it('is refused in the file with all mistakes at their places', () => {
    current.write(
      'cluster.yaml',
      'podCidr: [10.0.0.0/8]\nnodeCidrs: [10.0.0.1]\nfamilies: [IPv5]\ndns: kubedns\nserviceCidrs: 10.0.0.0/8\ncni: calcio\n',
    );
    const { code, stdout, stderr } = run('m.yaml', '--cluster', 'cluster.yaml');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    for (const expected of [
      'cluster.yaml:1:1',
      'did you mean "podCidrs"?',
      'cluster.yaml:2:13',
      'for one address write 10.0.0.1/32',
      '"IPv5" is no address family',
      'did you mean "kube-dns"?',
      'write a list of CIDRs',
      'did you mean "calico"?',
    ])
      expect(stderr).toContain(expected);
    current.write('cluster.yaml', '- 1\n');
    expect(run('m.yaml', '--cluster', 'cluster.yaml').stderr).toContain('is a list, not a mapping');
  });
});

it('streams to a reader that has seen enough', () => {
  write(...Array.from({ length: 300 }, (_, index) => deployment(`a/w${index}`)), networkPolicy('a/open', open));
  const shell = current.bash('set -o pipefail; $netpact connectivity m.yaml --format json | head -c 1; echo " $?"');
  expect([shell.stdout, shell.stderr]).toEqual(['[ 0\n', '']);
});

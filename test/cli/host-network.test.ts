import { type Scene, scene } from './run-netpact';
import { deployment, networkPolicy } from './shop-manifests';

const web = deployment('shop/web');
const agent = deployment('ops/agent', 'app: agent', 'hostNetwork: true, ');
const denyOps = networkPolicy('ops/deny', 'podSelector: {}, policyTypes: [Ingress, Egress]');
const out = (cidr: string) =>
  networkPolicy('shop/out', `podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: ${cidr}}}]}]`);
const manifests = (...parts: string[]) => parts.join('---\n');

let current: Scene;
beforeEach(() => {
  current = scene({
    'm.yaml': manifests(web, agent, denyOps, out('10.0.0.0/8')),
    'narrower.yaml': manifests(web, agent, denyOps, out('10.0.0.0/9')),
    'nodes.yaml': 'nodeCidrs: [10.1.0.0/16]\n',
  });
});
afterEach(() => current.remove());

const pair = 'shop/web[Deployment] to ops/agent[Deployment] depends on it';
const known = ['--host-network', 'as-nodes', '--cluster', 'nodes.yaml'];

describe('--host-network', () => {
  const rows = (...args: string[]) => {
    const { stdout } = current.netpact(['connectivity', 'm.yaml', '--format', 'json', ...args]);
    const all: readonly { readonly src: string; readonly dst: string }[] = JSON.parse(stdout);
    return all.map(({ src, dst }) => `${src} to ${dst}`);
  };
  const all = '0.0.0.0-255.255.255.255';
  const open = [`${all} to ops/agent[Deployment]`, `${all} to shop/web[Deployment]`, `ops/agent[Deployment] to ${all}`];
  const both = [...open, 'ops/agent[Deployment] to shop/web[Deployment]'];
  const toBlock = 'shop/web[Deployment] to 10.0.0.0-10.255.255.255';

  it('is as-nodes where nobody says otherwise, and outranks the plugin', () => {
    expect(rows()).toEqual([...both, toBlock]);
    expect(rows('--host-network', 'as-nodes')).toEqual(rows());
    expect(rows('--host-network', 'as-pods')).toEqual([`${all} to shop/web[Deployment]`, toBlock]);
    expect(rows('--cni', 'calico', '--host-network', 'as-pods')).toEqual(rows('--host-network', 'as-pods'));
  });

  it('with the addresses of nodes, names workloads as ever and leaves ranges whole', () => {
    expect(rows(...known)).toEqual([...both, toBlock, 'shop/web[Deployment] to ops/agent[Deployment]']);
  });

  it.each([
    ['connectivity', 'm.yaml'],
    ['explain', 'shop/web', 'ops/agent', 'm.yaml'],
    ['diff', 'm.yaml', 'm.yaml'],
    ['audit', 'm.yaml'],
    ['report', 'm.yaml'],
  ])('is an option of %s, of two values', (...args) => {
    expect(current.netpact([...args, '--host-network', 'as-pods']).code).not.toBe(2);
    const { code, stderr } = current.netpact([...args, '--host-network', 'as-hosts']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('as-pods, as-nodes')]);
  });
});

describe('a block of which is not known whether it holds the nodes', () => {
  it('is no row: the assumption names the pair, and --strict exits 1', () => {
    const { code, stderr } = current.netpact(['connectivity', 'm.yaml', '--host-network', 'as-nodes', '--strict']);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^assumed\[host-network\]: an ipBlock means no host-/)]);
    expect(stderr).toContain(pair);
    expect(current.netpact(['connectivity', 'm.yaml', ...known, '--strict'])).toMatchObject({ code: 0, stderr: '' });
  });

  it('leaves explain undetermined, and a diff that touches it undecided, which no gate passes', () => {
    const asked = ['explain', 'shop/web', 'ops/agent', '80', 'm.yaml', '--host-network', 'as-nodes'];
    expect(current.netpact(asked).stdout).toMatch(/^undetermined: /);
    expect(current.netpact([...asked, '--cluster', 'nodes.yaml']).stdout).toMatch(/^allowed: /);
    for (const gate of ['widened', 'any', 'newly-isolated', 'exposed']) {
      const diff = ['diff', 'm.yaml', 'narrower.yaml', '--fail-on', gate, '--format', 'json'];
      const { code, stdout } = current.netpact([...diff, '--host-network', 'as-nodes']);
      expect([code, JSON.parse(stdout).verdict]).toEqual([1, 'undecided']);
      const decided = current.netpact([...diff, ...known]);
      expect([decided.code, JSON.parse(decided.stdout).verdict]).toEqual([gate === 'any' ? 1 : 0, 'narrowed']);
    }
  });
});

it('a workload that moves to the host network is open at once, which a diff says', () => {
  current.write('before.yaml', manifests(web, deployment('ops/agent', 'app: agent'), denyOps));
  current.write('after.yaml', manifests(web, agent, denyOps));
  const { code, stdout } = current.netpact(['diff', 'before.yaml', 'after.yaml', '--fail-on', 'widened']);
  expect([code, stdout]).toEqual([1, expect.stringContaining('widened')]);
});

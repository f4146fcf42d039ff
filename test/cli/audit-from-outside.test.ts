import { type Scene, scene } from './run-netpact';
import { networkPolicy } from './shop-manifests';

const shop = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{name: a, ports: [{containerPort: 8080}]}]}}}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {type: NodePort, selector: {app: web}, ports: [{port: 80, targetPort: 8080, nodePort: 30080}]}
---
apiVersion: v1
kind: Service
metadata: {name: legacy, namespace: shop}
spec: {type: LoadBalancer, ports: [{port: 80}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: site, namespace: shop}
spec: {rules: [{host: shop.example, http: {paths: [{path: /a, backend: {service: {name: web, port: {number: 80}}}}]}}]}
---
`;
const policy = networkPolicy(
  'shop/allow-lan',
  'podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]',
);

let current: Scene;
beforeEach(() => {
  current = scene({ 'm.yaml': shop + policy });
});
afterEach(() => current.remove());

const ask = (...args: string[]) => current.netpact(['audit', 'm.yaml', '--from-outside', ...args]);

describe('netpact audit --from-outside', () => {
  it('passes no strict gate on what it could not tell', () => {
    const objects = shop.split('---\n');
    current.write('told.yaml', objects.filter((each) => !each.includes('legacy')).join('---\n'));
    current.write('open.yaml', shop);
    const exitOf = (file: string, ...args: string[]) =>
      current.netpact(['audit', file, '--from-outside', ...args]).code;
    expect(exitOf('told.yaml', '--strict')).toBe(0);
    expect(exitOf('open.yaml', '--strict')).toBe(1);
    expect(exitOf('open.yaml')).toBe(0);
  });

  it('answers with one table, the worst first, and says under it what is not certain', () => {
    const { code, stdout, stderr } = ask();
    expect(code).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
"from outside the cluster: 2 ways to 1 of 1 workload, none certain; could not tell of 1 object

FROM                      WORKLOAD              WAY                     PORT                   LET IN BY
may: anywhere (IPv4) [1]  shop/web[Deployment]  NodePort shop/web       TCP 30080 to TCP 8080  allow-lan
may: anywhere [2]         shop/web[Deployment]  Ingress shop.example/a  TCP 8080               allow-lan

[1] with externalTrafficPolicy: Cluster the pod sees the client, or the node that its connection came by: whether 10.0.0.0/8 holds the nodes is not known (nodeCidrs of --cluster tells)
[2] no ingress controller that is known by its labels is in the input, and whom its policies let in may be no controller
could not tell: Service shop/legacy: its pods are not known: it has no selector
firewalls, security groups and what load balancers and controllers filter themselves are not read
assumed[ip-block-pods]: ipBlock speaks of addresses outside the cluster, not of pods; shop/web[Deployment] to shop/web[Deployment] depends on it
"
`);
    expect(stderr.split('\n')[0]).toBe(
      'undetermined[from-outside]: Service shop/legacy: its pods are not known: it has no selector',
    );
  });

  it('says that a Service may lead to more pods by a label that others give to them, in CSV too', () => {
    const labelled = (name: string, more = '') => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: shop}
spec: {template: {metadata: {labels: {app: ${name}${more}}}, spec: {containers: [{name: a, ports: [{containerPort: 8080}]}]}}}
---
`;
    const service = `apiVersion: v1
kind: Service
metadata: {name: all, namespace: shop}
spec: {type: LoadBalancer, selector: {security.istio.io/tlsMode: istio}, ports: [{port: 8080}]}
`;
    current.write('m.yaml', labelled('a', ', security.istio.io/tlsMode: istio') + labelled('b') + service);
    const { stdout } = ask('--format', 'csv');
    expect(stdout).toContain('shop/a[Deployment]');
    expect(stdout).toMatch(
      /^false,,,LoadBalancer,.*Service,shop,all,"could not tell: it may lead to shop\/b\[Deployment\] too, by labels/m,
    );
    expect(ask('--strict').code).toBe(1);
  });

  it('has the same in Markdown and CSV', () => {
    expect(ask('--format', 'md').stdout).toContain('| Ingress shop.example/a | TCP 8080 | allow-lan |');
    const [header, ...lines] = ask('--format', 'csv').stdout.trimEnd().split('\n');
    expect(header).toBe('certain,from,workload,way,host,path,port,podPort,policies,kind,namespace,name,doubts');
    expect(lines.map((line) => line.split(',').slice(0, 9).join(','))).toEqual([
      'false,0.0.0.0/0,shop/web[Deployment],NodePort,,,TCP 30080,TCP 8080,shop/allow-lan',
      'false,0.0.0.0/0; ::/0,shop/web[Deployment],Ingress,shop.example,/a,TCP 8080,TCP 8080,shop/allow-lan',
      'false,,,LoadBalancer,,,,,',
      'false,,,NodePort,,,,,',
    ]);
  });

  it('has every key of each way in JSON, and what could not be told', () => {
    const { schemaVersion, ways, undetermined, assumptions, incomplete } = JSON.parse(ask('--format', 'json').stdout);
    expect({ schemaVersion, incomplete }).toEqual({ schemaVersion: 1, incomplete: undefined });
    expect(assumptions).toMatchObject([{ kind: 'ip-block-pods' }]);
    expect(ways[0]).toEqual({
      workload: 'shop/web[Deployment]',
      way: 'NodePort',
      host: null,
      path: null,
      port: 'TCP 30080',
      podPort: 'TCP 8080',
      from: ['0.0.0.0/0'],
      policies: ['shop/allow-lan'],
      certain: false,
      doubts: [expect.stringContaining('whether 10.0.0.0/8 holds the nodes is not known')],
      resource: { kind: 'Service', namespace: 'shop', name: 'web' },
    });
    expect(ways[1]).toMatchObject({ way: 'Ingress', host: 'shop.example', path: '/a' });
    expect(undetermined).toEqual([
      {
        resource: { kind: 'Service', namespace: 'shop', name: 'legacy' },
        way: 'LoadBalancer',
        reason: 'its pods are not known: it has no selector',
      },
      {
        resource: { kind: 'Service', namespace: 'shop', name: 'legacy' },
        way: 'NodePort',
        reason: 'its pods are not known: it has no selector',
      },
    ]);
  });

  it('knows more with the addresses of the nodes', () => {
    current.write('cluster.yaml', 'nodeCidrs: [192.168.0.0/24]\n');
    expect(ask('--cluster', 'cluster.yaml').stdout).toMatch(
      /^may: 10\.0\.0\.0\/8 \[2\] +shop\/web\[Deployment\] +NodePort/m,
    );
  });

  it('is incomplete, and exits 2, where a part of the input could not be read', () => {
    current.write('broken.yaml', 'kind: [\n');
    const run = current.netpact(['audit', 'm.yaml', 'broken.yaml', '--from-outside', '--format', 'json']);
    expect(run.code).toBe(2);
    expect(JSON.parse(run.stdout).incomplete).toMatchObject([{ code: 'yaml-syntax' }]);
    expect(current.netpact(['audit', 'm.yaml', 'broken.yaml', '--from-outside']).stdout).toContain('not read: ');
  });

  it.each([
    [['--format', 'sarif'], '--from-outside is not printed as sarif'],
    [['--summary'], '--from-outside goes neither with --summary nor with --write-baseline'],
    [['--write-baseline', 'base.json'], '--from-outside goes neither with --summary nor with --write-baseline'],
    [['--fail-on', 'warning'], '--from-outside judges nothing: --fail-on has no part in it'],
    [['--rule', 'node-port-open'], '--from-outside judges nothing: --rule has no part in it'],
    [['--severity', 'warning'], '--from-outside judges nothing: --severity has no part in it'],
    [['--baseline', 'base.json'], '--from-outside judges nothing: --baseline has no part in it'],
    [['--config', 'audit.yaml'], '--from-outside judges nothing: --config has no part in it'],
  ])('%j is refused', (args, expected) => {
    const { code, stdout, stderr } = ask(...args);
    expect([code, stdout, stderr.includes(expected)]).toEqual([2, '', true]);
  });

  it('is the first section of a report', () => {
    const page = current.netpact(['report', 'm.yaml']).stdout;
    const [first] = page.matchAll(/<section id="([a-z]+)">/g);
    expect(first?.[1]).toBe('outside');
    expect(page).toContain('<td>NodePort shop/web</td>');
    expect(page).toContain('could not tell: Service shop/legacy');
    expect(page).toContain('firewalls, security groups');
  });
});

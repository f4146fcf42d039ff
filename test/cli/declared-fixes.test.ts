import { type Scene, scene } from './run-netpact';

/** An app with findings on purpose; what it does not allow is asked of `explain`. */
const shop = `import { anywhere, denyAll, denyIngress, flow, foreignNamespace, namespace } from 'netpact';

export const shop = namespace('shop', { baseline: denyAll() });
export const data = namespace('data', { baseline: denyIngress() });

export const frontend = shop.workload('frontend', { ports: { http: 8080 } });
export const cart = shop.workload('shopping-cart', { ports: { grpc: 7070 } });
export const postgres = data.workload('postgres', { ports: { service: 5432, metrics: 9187 } });
const everybody = foreignNamespace('monitoring').allPods();

export const flows = [
  flow(frontend).to(cart).port('grpc'),
  flow(cart).to(postgres).port('metrics'),
  flow(everybody).to(postgres).port('metrics'),
  flow(anywhere()).to(frontend).allPorts(),
];
`;

const app = `import { FlowChart, PolicyApp } from 'netpact/cdk8s';
import { data, flows, shop } from './shop';
MORE
const app = new PolicyApp({ name: 'shop-app' });
new FlowChart(app, 'shop', { namespaces: [shop, data], flows: [...flows, ADDED] });
app.synth();
`;

const deployment = (namespace: string, name: string, ports: string) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec: { containers: [{ name: main, ports: [${ports}] }] }
---
`;

const cluster = [
  deployment('shop', 'frontend', '{ name: http, containerPort: 8080 }'),
  deployment('shop', 'shopping-cart', '{ name: grpc, containerPort: 7070 }'),
  deployment('data', 'postgres', '{ name: service, containerPort: 5432 }, { name: metrics, containerPort: 9187 }'),
  deployment('data', 'backup', '{ containerPort: 80 }'),
  deployment('monitoring', 'prometheus', '{ containerPort: 9090 }'),
].join('');

/** Isolates one pod for egress in a namespace in which netpact denies only ingress. */
const byHand = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: backup-egress, namespace: data }
spec: { podSelector: { matchLabels: { app: backup } }, policyTypes: [Egress] }
`;

let current: Scene;
beforeAll(() => {
  current = scene({
    'shop.ts': shop,
    'app.ts': app.replace('MORE', '').replace('ADDED', ''),
    'cluster/all.yaml': cluster,
    'hand/backup.yaml': byHand,
  });
  current.install(['cdk8s', 'constructs']);
  expect(current.netpact(['synth', 'app.ts'])).toMatchObject({ code: 0 });
});
afterAll(() => current.remove());

const explain = (...args: readonly string[]) => current.netpact(['explain', ...args, 'dist', 'cluster']);

/** What follows the heading about the change. */
function changeIn(stdout: string): readonly string[] {
  const [, change = ''] = stdout.split('the smallest change that allows it');
  return change.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
}

/** The lines of help below the finding that begins so. */
function helpOf(stdout: string, finding: string): readonly string[] {
  const [, ...lines] = (stdout.split('\n\n').find((block) => block.startsWith(finding)) ?? '').split('\n');
  return lines.flatMap((line) => /^ += help: (.*)$/.exec(line)?.[1] ?? []);
}

const openNamespace = 'warning[no-default-deny-egress]: namespace data';
const wideSource = 'info[allows-whole-namespace]: NetworkPolicy data/allow-monitoring-all-to-postgres';

describe('the smallest change between workloads of an app', () => {
  it('is one flow for both halves', () => {
    expect(changeIn(explain('shop/frontend', 'data/postgres', '5432').stdout)).toEqual([
      'egress and ingress: declare the flow in TypeScript (app shop-app, chart shop)',
      "flow(frontend).to(postgres).port('service')",
      'where frontend is shop/frontend and postgres is data/postgres',
    ]);
  });

  it('is one more port of the flow that has both ends', () => {
    expect(changeIn(explain('shop/shopping-cart', 'data/postgres', 'service').stdout)).toEqual([
      'egress and ingress: let the flow "shop/shopping-cart may reach data/postgres on TCP 9187" say more in TypeScript (app shop-app, chart shop)',
      "flow(shoppingCart).to(postgres).port('service', 'metrics')",
      'where shoppingCart is shop/shopping-cart and postgres is data/postgres',
    ]);
  });

  it('names the declared ports beside every port', () => {
    expect(changeIn(explain('shop/frontend', 'data/postgres').stdout)).toContain(
      "or on the ports that it declares: flow(frontend).to(postgres).port('service', 'metrics')",
    );
  });

  it('is in the words of the source with --app, and at its places', () => {
    const ask = (...port: readonly string[]) =>
      current.netpact(['explain', 'shop/shopping-cart', 'data/postgres', ...port, 'cluster', '--app', 'app.ts']);
    expect(changeIn(ask('service').stdout)).toEqual([
      'egress and ingress: let the flow "shop/shopping-cart may reach data/postgres on TCP 9187" say more in TypeScript (app shop-app, chart shop, at shop.ts:13)',
      "flow(cart).to(postgres).port('service', 'metrics')",
    ]);
    const { stdout } = current.netpact([
      'explain',
      'shop/frontend',
      'data/postgres',
      '99',
      'cluster',
      '--app',
      'app.ts',
    ]);
    expect(changeIn(stdout)).toEqual([
      'egress and ingress: declare the flow in TypeScript (app shop-app, chart shop, namespace shop at shop.ts:3)',
      'first declare 99 among the ports of postgres; then',
      'flow(frontend).to(postgres).port(99)',
    ]);
  });

  it('is in JSON too', () => {
    const { reasons } = JSON.parse(explain('10.1.2.3', 'data/postgres', '5432', '--format', 'json').stdout);
    expect(reasons.at(-1)).toMatchObject({
      kind: 'change',
      direction: 'ingress',
      change: {
        kind: 'declare-flow',
        app: 'shop-app',
        line: "flow(cidr('client', ['10.1.2.3/32'])).to(postgres).port('service')",
        where: ['postgres is data/postgres'],
      },
    });
  });

  it('is YAML where a policy of somebody else blocks, in a namespace of netpact', () => {
    const { stdout } = current.netpact(['explain', 'data/backup', 'data/postgres', '5432', 'dist', 'cluster', 'hand']);
    const change = changeIn(stdout);
    expect(change[0]).toBe('(all of it is needed)');
    expect(change[1]).toMatch(/^egress: add a policy in data/);
    expect(change).toContain('kind: NetworkPolicy');
    expect(change).toContain('ingress: declare the flow in TypeScript (app shop-app, chart shop)');
    expect(change).toContain("flow(backup).to(postgres).port('service')");
  });
});

describe('findings on an app', () => {
  it('have the constants, ports and places of the source', () => {
    const { stdout } = current.netpact(['audit', '--app', 'app.ts', 'cluster']);
    expect(helpOf(stdout, openNamespace)).toEqual([
      "write namespace('data', { baseline: denyAll() })",
      'DNS stays possible, and every flow that is declared',
      "namespace('data', …) is declared at shop.ts:4",
    ]);
    expect(helpOf(stdout, wideSource)).toEqual([
      "write flow(prometheus).to(postgres).port('metrics') (prometheus is monitoring/prometheus)",
      'the flow "every pod of monitoring may reach data/postgres on TCP 9187" declares it (shop.ts:14)',
    ]);
    expect(stdout).not.toContain(current.folder);
  });

  it('name the declarations by their annotations where only manifests are read', () => {
    const { stdout } = current.netpact(['audit', 'dist', 'cluster']);
    expect(helpOf(stdout, wideSource)).toEqual([
      "write flow(prometheus).to(postgres).port('metrics') (prometheus is monitoring/prometheus; postgres is data/postgres)",
      'the flow "every pod of monitoring may reach data/postgres on TCP 9187" declares it (chart shop)',
    ]);
  });

  it('propose lines that compile where the constants are those of the source', () => {
    const line = changeIn(explain('shop/frontend', 'data/postgres', '5432').stdout)[1] ?? '';
    const more = "import { flow } from 'netpact';\nimport { frontend, postgres } from './shop';";
    current.write('fixed.ts', app.replace('MORE', more).replace('ADDED', line));
    expect(current.netpact(['synth', 'fixed.ts', '--out', 'fixed'])).toMatchObject({ code: 0 });
    const after = current.netpact(['explain', 'shop/frontend', 'data/postgres', '5432', 'fixed', 'cluster']);
    expect(after.stdout).toMatch(/^allowed/);
  });

  it('are at the line that declares the baseline where it is what keeps DNS away', () => {
    const quiet = shop.replace(
      "namespace('shop', { baseline: denyAll() })",
      "namespace('shop', { baseline: denyAll({ dns: false }) })",
    );
    current.write('quiet/shop.ts', quiet);
    current.write('quiet/app.ts', app.replace('MORE', '').replace(', ADDED', ''));
    const { stdout } = current.netpact(['audit', '--app', 'quiet/app.ts', 'cluster']);
    const [, dns = ''] = stdout.split('error[dns-blocked]');
    expect(dns).toMatch(/^.*\n +--> quiet\/shop\.ts:3:21\n/);
    expect(dns).toContain("namespace('shop', …) is declared at quiet/shop.ts:3");
  });

  it('name the ports that are declared where every one is open', () => {
    const { stdout } = current.netpact(['audit', '--app', 'app.ts', 'cluster']);
    expect(helpOf(stdout, 'warning[empty-from-allows-all]: NetworkPolicy shop/allow-anywhere-to-frontend')).toContain(
      "write flow(client).to(frontend).port('http') (client is who needs it)",
    );
  });
});

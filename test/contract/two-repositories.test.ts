import fs from 'node:fs';
import path from 'node:path';
import { type Scene, scene } from '../cli/run-netpact';

const repositories = path.join(__dirname, 'fixtures');
const sourceOf = (name: string) => fs.readFileSync(path.join(repositories, name, 'apps/main.ts'), 'utf8');

const contract = 'storefront/dist/contract/storefront.json';
const inOrders = { below: 'orders' };
const check = ['contract', 'check', `../${contract}`, '--in', 'apps/main.ts'];

let both: Scene;
beforeEach(() => {
  both = scene();
  both.install(['cdk8s', 'constructs']);
  for (const name of ['storefront', 'orders']) both.write(`${name}/apps/main.ts`, sourceOf(name));
});
afterEach(() => both.remove());

/** Writes the storefront's contract, as its pipeline does. */
function synthStorefront(): void {
  const { code, stderr } = both.netpact(['synth', '--no-typecheck'], {}, { below: 'storefront' });
  expect({ code, stderr }).toMatchObject({ code: 0 });
}

function editStorefront(before: string, after: string): void {
  const text = both.read('storefront/apps/main.ts');
  expect(text).toContain(before);
  both.write('storefront/apps/main.ts', text.replace(before, after));
  synthStorefront();
}

/** The lines of TypeScript that the check says are to be written. */
const linesToWrite = (stdout: string): readonly string[] =>
  [...stdout.matchAll(/^ +write: (.+)$/gm)].map(([, line = '']) => line);

/** Does what a reader does who pastes the lines into the chart. */
function paste(lines: readonly string[]): void {
  const text = both.read('orders/apps/main.ts');
  const place = '    // More flows of other teams stand here.';
  expect(text).toContain(place);
  both.write('orders/apps/main.ts', text.replace(place, `${lines.join('\n')}\n${place}`));
}

it('finds in one repository what the other needs', () => {
  synthStorefront();
  const { code, stdout } = both.netpact(check, {}, inOrders);
  expect(stdout).toBe(`storefront (../${contract})
  met          orders egress: orders/collector may reach shop/web on TCP 9102
  met          orders ingress: shop/web may reach orders/orders-api on TCP 8443

2 needs held against apps/main.ts (app orders): 2 met; no policy but those that were read is taken to select the pods
`);
  expect(code).toBe(0);
});

it('breaks where the storefront calls another port, and is mended by the line that it prints', () => {
  editStorefront("flow(web).to(ordersApi).port('https')", "flow(web).to(ordersApi).port('https', 'events')");
  const broken = both.netpact(check, {}, inOrders);
  expect(broken.code).toBe(1);
  expect(linesToWrite(broken.stdout)).toEqual(["flow(storefront).to(api).port('events'),"]);
  expect(broken.stdout).toContain('pods app=orders-api of orders must accept TCP 9443 from pods app=web of shop');
  paste(linesToWrite(broken.stdout));
  expect(both.netpact(check, {}, inOrders)).toMatchObject({ code: 0 });
  expect(both.netpact(['synth'], {}, inOrders)).toMatchObject({ code: 0 });
});

it('breaks where new pods call, whom nobody in the other repository has a name for', () => {
  editStorefront(
    'app.synth()',
    `const batch = shop.workload('batch', { labels: { app: 'batch', tier: 'jobs' } });
new FlowChart(app, 'more', { namespaces: [], flows: [flow(batch).to(ordersApi).port('events'), flow(batch).to(collector).port(4317)] });
app.synth()`,
  );
  const broken = both.netpact(check, {}, inOrders);
  expect(broken.code).toBe(1);
  const lines = linesToWrite(broken.stdout);
  expect(lines).toEqual([
    "flow(foreignNamespace('shop').pods('batch', { app: 'batch', tier: 'jobs' })).to(collector).port(4317),",
    "flow(foreignNamespace('shop').pods('batch', { app: 'batch', tier: 'jobs' })).to(api).port('events'),",
  ]);
  paste(lines);
  expect(both.netpact(check, {}, inOrders)).toMatchObject({ code: 0 });
  expect(both.netpact(['synth'], {}, inOrders)).toMatchObject({ code: 0 });
});

it('breaks where the other repository takes its half away', () => {
  synthStorefront();
  const text = both.read('orders/apps/main.ts');
  both.write(
    'orders/apps/main.ts',
    text.replace(/^ *flow\(storefront\).+\n/m, '').replace(/^ *flow\(collector\).+\n/m, ''),
  );
  const broken = both.netpact(check, {}, inOrders);
  expect(broken.code).toBe(1);
  // What the app no longer uses has no constant that it knows of: the pods are said by their labels.
  paste(linesToWrite(broken.stdout));
  expect(both.netpact(check, {}, inOrders)).toMatchObject({ code: 0 });
});

it('says which halves the storefront no longer asks for, and none of others', () => {
  editStorefront("    flow(collector).to(web).port('metrics').because('orders counts visits'),\n", '');
  const text = both.read('orders/apps/main.ts');
  both.write(
    'orders/apps/main.ts',
    text.replace(
      '// More flows',
      "flow(foreignNamespace('ads').workload('bids')).to(api).port('events'),\n    // More flows",
    ),
  );
  const { code, stdout } = both.netpact(check, {}, inOrders);
  expect(code).toBe(0);
  expect(stdout).toContain(`no longer asked for, or never
  storefront does not ask for the egress half in orders: orders/collector may reach shop/web on TCP 9102 (apps/main.ts:22)

`);
  expect(stdout).not.toContain('bids');
});

it('holds the contract against manifests as well, with or without netpact behind them', () => {
  synthStorefront();
  both.netpact(['synth', '--no-typecheck'], {}, inOrders);
  const manifests = [...check.slice(0, 3), '--in', 'dist/k8s'];
  expect(both.netpact(manifests, {}, inOrders)).toMatchObject({ code: 0 });
  editStorefront("flow(web).to(ordersApi).port('https')", "flow(web).to(ordersApi).port('https', 'events')");
  const { code, stdout } = both.netpact([...manifests, '--format', 'json'], {}, inOrders);
  expect(code).toBe(1);
  const [{ needs }] = JSON.parse(stdout).contracts;
  expect(needs[1]).toMatchObject({
    verdict: 'missing',
    missing: { conn: 'TCP 9443', names: [] },
    write: [
      {
        code: "flow(foreignNamespace('shop').pods('web', { app: 'web' })).to(orders.pods('orders-api', { app: 'orders-api' })).port(9443)",
      },
    ],
  });
});

import { type Scene, scene } from '../run-netpact';

let current: Scene;
afterEach(() => current.remove());

/** What a refused app is told. */
function told(files: Readonly<Record<string, string>>, entry = 'apps/main.ts'): string {
  current = scene(files);
  const { code, stderr } = current.netpact(['synth', '--no-typecheck', entry]);
  expect(code).toBe(2);
  return stderr;
}

const main = `import { FlowChart, PolicyApp } from 'netpact/cdk8s';
import { flows as shopFlows, shop } from './shop/flows';
import { flows as ordersFlows, orders } from './orders/flows';

const app = new PolicyApp();
new FlowChart(app, 'all', { namespaces: [shop, orders], flows: [...shopFlows, ...ordersFlows] });
app.synth();
`;
const shop = `import { denyAll, flow, namespace } from 'netpact';
import { api } from '../orders/flows';

export const shop = namespace('shop', { baseline: denyAll() });
export const web = shop.workload('web', { ports: { http: 8080 } });
export const flows = [flow(web).to(api).port('http')];
`;
const orders = (flows: string) => `import { denyAll, flow, namespace } from 'netpact';
import { shop, web } from '../shop/flows';

export const orders = namespace('orders', { baseline: denyAll() });
export const api = orders.workload('api', { ports: { http: 8080 } });
export const flows = [${flows}];
`;

it('two files of two teams that import each other are named, with what is missing, where and what to do', () => {
  const flows = "flow(api).to(web).port('http'), flow(web).to(api).port(8080)";
  expect(
    told({ 'apps/main.ts': main, 'apps/shop/flows.ts': shop, 'apps/orders/flows.ts': orders(flows) }),
  ).toBe(`error[import-circle]: apps/orders/flows.ts and apps/shop/flows.ts import each other: \`web\` is not there yet when apps/orders/flows.ts runs
 --> apps/orders/flows.ts:6:36
  |
6 | export const flows = [flow(api).to(web).port('http'), flow(web).to(api).port(8080)];
  |                                    ^^^ not there yet
 ::: apps/orders/flows.ts:2:27
  |
2 | import { shop, web } from '../shop/flows';
  |                           --------------- apps/shop/flows.ts is imported here
 ::: apps/shop/flows.ts:2:21
  |
2 | import { api } from '../orders/flows';
  |                     ----------------- apps/orders/flows.ts is imported here
  |
  = help: move what makes \`web\` into a file that imports none of them, such as apps/shop/workloads.ts
  = help: or make the flows in functions, to be called when all files have run: export const flows = () => [...]

1 error
`);
});

it('both fixes work', () => {
  const apart = {
    'apps/shop/workloads.ts': `import { denyAll, namespace } from 'netpact';
export const shop = namespace('shop', { baseline: denyAll() });
export const web = shop.workload('web', { ports: { http: 8080 } });
`,
    'apps/shop/flows.ts': `import { flow } from 'netpact';
import { api } from '../orders/flows';
import { web } from './workloads';
export { shop } from './workloads';
export const flows = [flow(web).to(api).port('http')];
`,
    'apps/orders/flows.ts': orders("flow(api).to(web).port('http')").replace('../shop/flows', '../shop/workloads'),
  };
  const functions = {
    'apps/main.ts': main.replace('...shopFlows, ...ordersFlows', '...shopFlows(), ...ordersFlows()'),
    'apps/shop/flows.ts': shop.replace('flows = [', 'flows = () => ['),
    'apps/orders/flows.ts': orders("flow(api).to(web).port('http')").replace('flows = [', 'flows = () => ['),
  };
  for (const fixed of [apart, functions]) {
    current = scene({ 'apps/main.ts': main, ...fixed });
    expect(current.netpact(['synth', '--no-typecheck'])).toMatchObject({ code: 0 });
    current.remove();
  }
});

it.each([
  ['a namespace that is read', "flow(shop.workload('cron')).to(api).port(80)", '`shop`', '6:28'],
  ['a list that is spread', '...[...web]', '`web`', '6:30'],
  ['what is called', 'web()', '`web`', '6:23'],
])('%s is missing as well', (_, flows, name, place) => {
  const text = told({ 'apps/main.ts': main, 'apps/shop/flows.ts': shop, 'apps/orders/flows.ts': orders(flows) });
  expect(text).toContain(`import each other: ${name} is not there yet when apps/orders/flows.ts runs`);
  expect(text).toContain(` --> apps/orders/flows.ts:${place}\n`);
  expect(text).toContain('\n1 error\n');
});

it('a function that is called before its own file has run is told there', () => {
  const text = told({
    'apps/main.ts': main,
    'apps/shop/flows.ts': `${shop}export function pods() {\n  return shop.allPods();\n}\n`,
    'apps/orders/flows.ts': orders('flow(api).to(pods()).port(80)').replace('shop, web', 'pods'),
  });
  expect(text).toContain('`shop` is not there yet when apps/shop/flows.ts runs\n --> apps/shop/flows.ts:8:10\n');
});

it('what a file passes on is looked for where it is made, and the whole circle is said', () => {
  const text = told({
    'apps/main.ts': main,
    'apps/index.ts': "export * from './shop/flows';\n",
    'apps/shop/flows.ts': shop,
    'apps/orders/flows.ts': orders("flow(api).to(web).port('http')").replace('../shop/flows', '../index'),
  });
  expect(text).toContain(
    'apps/orders/flows.ts, apps/index.ts and apps/shop/flows.ts import each other in a circle: `web` is not there yet',
  );
  expect(text).toContain(
    'note: the circle: apps/orders/flows.ts → apps/index.ts → apps/shop/flows.ts → apps/orders/flows.ts\n',
  );
  expect(text).toContain('such as apps/shop/workloads.ts\n');
});

it('CommonJS has circles too', () => {
  const netpact = "const { denyAll, flow, namespace } = require('netpact');";
  const text = told(
    {
      'main.js': `const { FlowChart, PolicyApp } = require('netpact/cdk8s');
const shop = require('./shop');
const app = new PolicyApp();
new FlowChart(app, 'all', { namespaces: [shop.shop], flows: [...shop.flows, ...require('./orders').flows] });
app.synth();
`,
      'shop.js': `${netpact}
const orders = require('./orders');
const shop = namespace('shop', { baseline: denyAll() });
const web = shop.workload('web');
module.exports = { shop, web, flows: [flow(web).to(orders.api).port(80)] };
`,
      'orders.js': `${netpact}
const { web } = require('./shop');
const orders = namespace('orders', { baseline: denyAll() });
const api = orders.workload('api');
module.exports = { orders, api, flows: [flow(api).to(web).port(80)] };
`,
    },
    'main.js',
  );
  expect(text).toContain('orders.js and shop.js import each other: `web` is not there yet when orders.js runs\n');
  expect(text).toContain('such as workloads.js\n');
});

it('a circle that is no cause is not blamed', () => {
  const text = told({
    'apps/main.ts': main,
    'apps/shop/flows.ts': shop.replace("flow(web).to(api).port('http')", ''),
    'apps/orders/flows.ts': orders('flow(orders.nothing).to(api).port(80)'),
  });
  expect(text).toContain('error[value-undefined]: source 1 of flow() is undefined\n --> apps/orders/flows.ts:6:23\n');
});

it('what threw is called as its file calls it, and not as the bundle does', () => {
  const text = told({
    'apps/main.ts': main,
    'apps/shop/flows.ts': shop.replace(/^export const flows.*$/m, 'export const flows: any = api;'),
    'apps/orders/flows.ts': orders("flow(api).to(api).port('http')"),
  });
  expect(text).toContain(
    'error[app-threw]: the app threw TypeError: shopFlows is not iterable\n --> apps/main.ts:6:68\n',
  );
});

it('in JavaScript, a constant that is made further down is said to be', () => {
  const text = told(
    {
      'main.js': `import { denyAll, flow, namespace } from 'netpact';
import { FlowChart, PolicyApp } from 'netpact/cdk8s';
const shop = namespace('shop', { baseline: denyAll() });
const flows = [flow(web).to(web).port(80)];
const web = shop.workload('web');
const app = new PolicyApp();
new FlowChart(app, 'shop', { namespaces: [shop], flows });
app.synth();
`,
    },
    'main.js',
  );
  expect(text).toContain(`error[value-undefined]: source 1 of flow() is undefined
 --> main.js:4:16
  |
4 | const flows = [flow(web).to(web).port(80)];
  |                ^^^^
  |
  = help: \`web\` is made on line 5 only: move this below it
`);
});

import { type Scene, scene } from '../run-netpact';

let current: Scene;
afterEach(() => current.remove());

it('a namespace that was forgotten in the chart is said by the constant that holds it', () => {
  current = scene({
    'apps/orders/flows.ts': `import { denyAll, flow, namespace } from 'netpact';

export const ordersNamespace = namespace('orders', { baseline: denyAll() });
const api = ordersNamespace.workload('api', { ports: { http: 8080 } });
export const flows = [flow(api).to(api).port('http')];
`,
    'apps/main.ts': `import { FlowChart, PolicyApp } from 'netpact/cdk8s';
import { flows } from './orders/flows';

const app = new PolicyApp();
new FlowChart(app, 'orders', { namespaces: [], flows });
app.synth();
`,
  });
  const { code, stderr } = current.netpact(['synth', '--no-typecheck']);
  expect(
    stderr,
  ).toBe(`error[flow-writes-nothing]: the flow from orders/api to orders/api would have no policy: no chart lists namespace orders
 --> apps/orders/flows.ts:5:23
  |
5 | export const flows = [flow(api).to(api).port('http')];
  |                       ^^^^
 ::: apps/main.ts:5:1
  |
5 | new FlowChart(app, 'orders', { namespaces: [], flows });
  | --- this is the chart
  |
  = help: add \`ordersNamespace\` to \`namespaces\` of the chart orders

1 error
`);
  expect(code).toBe(2);
});

import { ApiObject, App, Chart, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-33';
import { denyAll, flow, namespace, workloadFrom } from 'netpact';
import { FlowChart, PolicyApp } from 'netpact/cdk8s';
import { parseAllDocuments } from 'yaml';

const orders = namespace('orders', { baseline: denyAll() });
const shop = namespace('shop', { baseline: denyAll() });
const web = shop.workload('web');
const api = orders.workload('api', { ports: { http: 8443 } });
const sale = flow(web).to(api).port('http').because('checkout places orders');

/** What the same charts compile to. */
function compiled(...charts: readonly [string, ConstructorParameters<typeof FlowChart>[2]][]): readonly unknown[] {
  const app = new PolicyApp();
  for (const [id, props] of charts) new FlowChart(app, id, props);
  return app.compile().policies.map(({ manifest }) => manifest);
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('in a plain cdk8s App', () => {
  it('adds the compiled manifests beside other charts', () => {
    const app = Testing.app();
    const workloads = new Chart(app, 'workloads', { namespace: 'shop' });
    const deployment = new kplus.Deployment(workloads, 'web', {
      podMetadata: { labels: { app: 'web' } },
      containers: [{ image: 'x', portNumber: 80 }],
    });
    const front = workloadFrom(deployment, { labels: { app: 'web' } });
    const props = { namespaces: [shop, orders], flows: [flow(front).to(api).port('http')] };
    new FlowChart(app, 'policies', props);
    const objects = parseAllDocuments(app.synthYaml()).map((document) => document.toJS() as { kind: string });
    expect(objects.map(({ kind }) => kind)).toEqual(['Deployment', ...Array(6).fill('NetworkPolicy')]);
    expect(objects.slice(1)).toEqual(plain(compiled(['policies', props])));
  });

  it('puts each half into the chart that owns its namespace, whatever the order of the charts', () => {
    const app = Testing.app();
    const first = new FlowChart(app, 'shop', { namespaces: [shop], flows: [sale] });
    const second = new FlowChart(app, 'orders', { namespaces: [orders] });
    const namesIn = (chart: Chart) =>
      (Testing.synth(chart) as { metadata: { name: string } }[]).map(({ metadata }) => metadata.name);
    expect(namesIn(second)).toEqual(['allow-shop-web-to-api', 'allow-dns', 'default-deny-all']);
    expect(namesIn(first)).toEqual(['allow-web-to-orders-api-egress', 'allow-dns', 'default-deny-all']);
  });

  it('can be synthesized twice', () => {
    const app = Testing.app();
    new FlowChart(app, 'all', { namespaces: [shop, orders], flows: [sale] });
    expect(app.synthYaml()).toBe(app.synthYaml());
    expect(() => app.synth()).not.toThrow();
  });

  it('writes what was declared since it was synthesized before', () => {
    const app = new App();
    const first = new FlowChart(app, 'shop', { namespaces: [shop], flows: [flow(web).to(web).allPorts()] });
    expect(Testing.synth(first)).toHaveLength(4);
    const second = new FlowChart(app, 'orders', { namespaces: [orders], flows: [sale] });
    const names = (chart: Chart) =>
      (Testing.synth(chart) as { metadata: { name: string } }[]).map(({ metadata }) => metadata.name);
    expect(names(second)).toContain('allow-shop-web-to-api');
    expect(names(first)).toContain('allow-web-to-orders-api-egress');
  });

  it('refuses as validation errors of a node, each once', () => {
    const app = new App();
    new FlowChart(app, 'one', {
      namespaces: [shop],
      flows: [
        flow(web)
          .to(api)
          .port('https' as 'http'),
      ],
    });
    new FlowChart(app, 'two', { namespaces: [orders] });
    const errors = app.node.findAll().flatMap((construct) => construct.node.validate());
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(
      /flow-chart\.test\.ts:\d+:\d+: error\[flow-port-undeclared\]: "https" is no port of orders\/api \(did you mean "http"\?\)$/,
    );
    expect(() => app.synthYaml()).toThrow(/\[one\] .*flow-port-undeclared/s);
  });
});

describe('in a PolicyApp', () => {
  it('gives its manifests to whoever asks the chart or the app for them', () => {
    const app = new PolicyApp();
    const props = { namespaces: [shop, orders], flows: [sale] };
    const chart = new FlowChart(app, 'all', props);
    expect(Testing.synth(chart)).toEqual(compiled(['all', props]));
    expect(parseAllDocuments(app.synthYaml()).map((document) => document.toJS())).toEqual(
      plain(compiled(['all', props])),
    );
  });

  it('refuses there as well', () => {
    const chart = new FlowChart(new PolicyApp(), 'all', {
      namespaces: [shop, shop],
      flows: [
        flow(web)
          .to(api)
          .port(1 as 8443),
      ],
    });
    expect(() => chart.toJson()).toThrow(/flow-port-undeclared/);
  });

  it('is known by shape, also to another copy of netpact', () => {
    const chart = new FlowChart(new PolicyApp(), 'all', { namespaces: [shop] });
    expect([chart, new Chart(new App(), 'x'), undefined].map(FlowChart.isFlowChart)).toEqual([true, false, false]);
    expect(ApiObject.isApiObject(chart)).toBe(false);
    jest.isolateModules(() => {
      const other: typeof import('netpact/cdk8s') = require('netpact/cdk8s');
      expect(other.FlowChart).not.toBe(FlowChart);
      expect(other.FlowChart.isFlowChart(chart)).toBe(true);
      const app = new PolicyApp();
      new other.FlowChart(app, 'shop', { namespaces: [shop], flows: [sale] });
      new FlowChart(app, 'orders', { namespaces: [orders] });
      expect(app.compile().policies.map(({ manifest }) => manifest)).toEqual(
        compiled(['shop', { namespaces: [shop], flows: [sale] }], ['orders', { namespaces: [orders] }]),
      );
    });
  });
});

it.each<[string, unknown, string]>([
  ['a list that was not spread', [[sale]], 'flows[0] of a FlowChart is a list, which netpact did not make'],
  ['a hole', [sale, undefined], 'flows[1] of a FlowChart is undefined, which netpact did not make'],
  ['null', [null], 'flows[0] of a FlowChart is null, which netpact did not make'],
])('refuses %s among the flows at the line of the chart', (_, flows, message) => {
  const make = () => new FlowChart(new PolicyApp(), 'all', { namespaces: [shop], flows: flows as never });
  expect(make).toThrow(message);
  expect(make).toThrow(/flow-chart\.test\.ts:\d+:\d+: error\[chart-value-invalid\]/);
});

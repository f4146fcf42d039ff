import { ApiObject, App, Chart, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-33';
import { denyAll, flow, NetpactError, namespace, never, workloadFrom } from 'netpact';
import { FlowChart, PolicyApp } from 'netpact/cdk8s';
import { parseAllDocuments } from 'yaml';
import { resolveLocation } from '../../lib/diagnostics/finding';

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

describe('a chart that was given something else', () => {
  const refusals = (props: object, scope: unknown = new PolicyApp()): string[] => {
    try {
      new FlowChart(scope as never, 'all', props as never);
    } catch (error) {
      if (!(error instanceof NetpactError)) throw error;
      for (const { at } of error.findings) expect(resolveLocation(at)?.file).toBe(__filename);
      return error.findings.map(
        ({ code, message, help = [] }) => `${code}: ${message}${help.map((each) => ` (${each})`).join('')}`,
      );
    }
    return [];
  };
  const refusedIn = (name: string, value: unknown) => refusals({ namespaces: [shop], [name]: value });

  it.each<[string, string, unknown, string]>([
    [
      'a list that was not spread',
      'flows',
      [[sale]],
      'flows[0] of the FlowChart all is a list (spread the list: [...list])',
    ],
    ['null', 'flows', [null], 'flows[0] of the FlowChart all is null (flows takes what flow() returns)'],
    [
      'an invariant',
      'flows',
      [never(web).to(api)],
      'flows[0] of the FlowChart all is an invariant (list it in `invariants`)',
    ],
    ['a flow', 'invariants', [sale], 'invariants[0] of the FlowChart all is a flow (list it in `flows`)'],
    [
      'an unfinished invariant',
      'invariants',
      [never(web)],
      'invariants[0] of the FlowChart all is an invariant without a target (say never(a).to(b) or only(a).mayReach(b))',
    ],
    ['one flow', 'flows', sale, 'flows of the FlowChart all is a flow, and no list (put it into a list: flows: [it])'],
    [
      'a function',
      'flows',
      () => [sale],
      'flows of the FlowChart all is a function, and no list (call it: flows: it())',
    ],
    [
      'a namespace',
      'namespaces',
      shop,
      'namespaces of the FlowChart all is the namespace shop, and no list (put it into a list: namespaces: [it])',
    ],
    ['a workload', 'namespaces', [web], 'namespaces[0] of the FlowChart all is the peer shop/web (list its namespace)'],
    [
      'its name',
      'namespaces',
      ['shop'],
      'namespaces[0] of the FlowChart all is the text "shop" (namespaces takes what namespace() returns)',
    ],
  ])('refuses %s in %s', (_, name, value, message) => {
    expect(refusedIn(name, value)).toEqual([`chart-value-invalid: ${message}`]);
  });

  it('says that a value is undefined, also where a list was meant', () => {
    expect(refusedIn('flows', [sale, undefined])).toEqual([
      'value-undefined: flows[1] of the FlowChart all is undefined',
    ]);
    expect(refusedIn('flows', undefined)).toEqual([
      'value-undefined: flows of the FlowChart all is undefined (say flows: [] where there is none)',
    ]);
  });

  it('says all of it at once', () => {
    expect(refusals({ namespaces: [undefined], flows: sale, invariants: ['x'] })).toHaveLength(3);
  });

  it('refuses a scope that is no construct', () => {
    expect(refusals({ namespaces: [shop] }, 'shop')).toEqual([
      'chart-value-invalid: the first argument of new FlowChart() is the text "shop", and no construct (say new FlowChart(app, \'name\', { namespaces, flows }))',
    ]);
  });
});

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ApiObject, App, Chart } from 'cdk8s';
import { denyAll, disjoint, flow, foreignNamespace, namespace, open } from 'netpact';
import { configurePolicies, FlowChart, PolicyApp } from 'netpact/cdk8s';
import { startHosting } from '../../lib/cdk8s/host';
import { resolveLocation } from '../../lib/diagnostics/finding';
import { NetpactError } from '../../lib/diagnostics/netpact-error';
import { takeDeclaredFlows, takeDeclaredSettings } from '../../lib/dsl/declared';

const folder = mkdtempSync(path.join(tmpdir(), 'netpact-app-'));
const clock = { now: new Date('2026-11-21'), expired: 'error' } as const;
let outdir = '';
let count = 0;
beforeEach(() => {
  outdir = path.join(folder, String(count++));
  takeDeclaredFlows();
  takeDeclaredSettings();
});
afterAll(() => rmSync(folder, { recursive: true }));

const makeShop = () => namespace('shop', { baseline: denyAll() });

it('writes one file per namespace, a kustomization, and nothing on the second run', () => {
  const shop = makeShop();
  const app = new PolicyApp({ outdir, name: 'storefront' });
  new FlowChart(app, 'shop', {
    namespaces: [shop],
    flows: [flow(shop.workload('web')).to(shop.workload('api')).port(80)],
  });
  app.synth();
  expect(readdirSync(outdir).sort()).toEqual(['kustomization.yaml', 'shop.k8s.yaml']);
  const text = readFileSync(path.join(outdir, 'shop.k8s.yaml'), 'utf8');
  expect(text).toContain('netpact.dev/app: storefront');
  expect(text.indexOf('allow-web-to-api')).toBeLessThan(text.indexOf('allow-dns'));
  expect(text.indexOf('allow-dns')).toBeLessThan(text.indexOf('default-deny-all'));
  app.synth();
  expect(readFileSync(path.join(outdir, 'shop.k8s.yaml'), 'utf8')).toBe(text);
});

it('throws every refusal at once, and writes nothing', () => {
  const app = new PolicyApp({ outdir });
  new FlowChart(app, 'shop', { namespaces: [namespace('Shop', { baseline: open('') })] });
  let thrown: unknown;
  try {
    app.synth();
  } catch (error) {
    thrown = error;
  }
  expect(NetpactError.is(thrown) && thrown.findings.map(({ code }) => code)).toEqual([
    'name-invalid',
    'open-without-reason',
  ]);
  expect(existsSync(outdir)).toBe(false);
});

it('refuses charts of other objects, and objects put into a FlowChart', () => {
  const app = new PolicyApp({ outdir });
  const chart = new FlowChart(app, 'shop', { namespaces: [makeShop()] });
  new ApiObject(chart, 'config', { apiVersion: 'v1', kind: 'ConfigMap' });
  new ApiObject(new Chart(app, 'other'), 'config', { apiVersion: 'v1', kind: 'ConfigMap' });
  expect(app.compile(clock).findings.map(({ code, message }) => `${code}: ${message}`)).toEqual([
    'chart-not-written: the object shop/config would not be written: a PolicyApp writes network policies only',
    'chart-not-written: the chart other would not be written: a PolicyApp writes network policies only',
  ]);
});

it('warns of flows that no chart was given, at their line, and not of those that others were derived from', () => {
  const shop = makeShop();
  const [web, api] = [shop.workload('web'), shop.workload('api')];
  const used = flow(web).to(api).port(80);
  flow(api).to(web).port(80);
  const app = new PolicyApp({ outdir });
  new FlowChart(app, 'shop', { namespaces: [shop], flows: [used.because('x')] });
  const findings = app.compile(clock).findings;
  expect(findings).toMatchObject([
    { code: 'flow-unused', severity: 'warning', message: 'this flow was given to no chart, so it has no effect' },
  ]);
  expect(resolveLocation(findings[0]?.at)).toMatchObject({ file: __filename });
});

const hostKey = Symbol.for('netpact.host');

it('gives itself to a host, and then writes nothing', () => {
  const host = startHosting('prod');
  try {
    const app = new PolicyApp({ outdir });
    new FlowChart(app, 'shop', { namespaces: [makeShop()] });
    expect(app.env).toBe('prod');
    expect(host.apps).toMatchObject([{ outdir, synthesized: false }]);
    app.synth();
    expect(host.apps).toMatchObject([{ outdir, synthesized: true }]);
    expect(existsSync(outdir)).toBe(false);
    expect(host.apps[0]?.compile(clock)).toMatchObject({ name: 'default', findings: [] });
  } finally {
    Reflect.deleteProperty(globalThis, hostKey);
  }
});

describe.each(['isolate', 'dns'] as const)('a workload that says %s and that no chart reaches', (setting) => {
  afterEach(() => Reflect.deleteProperty(globalThis, hostKey));
  const findings = () => {
    foreignNamespace('elsewhere').workload('db', setting === 'dns' ? { dns: false } : { isolate: 'all' });
    const app = new PolicyApp({ outdir });
    new FlowChart(app, 'shop', { namespaces: [makeShop()] });
    return app.compile(clock).findings;
  };
  const said = {
    code: 'workload-unreached',
    message: `workload elsewhere/db says ${setting}, but no chart reaches it, so nothing would be written`,
  };

  it('is refused by the command line', () => {
    startHosting(undefined);
    expect(findings()).toMatchObject([{ ...said, severity: 'error' }]);
  });

  it('is a warning in a process that may make other apps', () => {
    expect(findings()).toMatchObject([{ ...said, severity: 'warning' }]);
  });
});

it('takes the environment, the clock and the output folder from outside', () => {
  const before = { ...process.env };
  try {
    Object.assign(process.env, { NETPACT_ENV: 'prod', NETPACT_NOW: '2027-04-01', CDK8S_OUTDIR: outdir });
    const shop = makeShop();
    const app = new PolicyApp({ outdir: 'elsewhere' });
    const late = flow(shop.workload('a'))
      .to(shop.workload('b'))
      .port(80)
      .exception({ owner: 'x', until: '2027-03-31' });
    new FlowChart(app, 'shop', { namespaces: [shop], flows: [late] });
    expect([app.env, app.outdir]).toEqual(['prod', outdir]);
    expect(app.compile().findings.map(({ code }) => code)).toEqual(['exception-expired']);
    // As `netpact synth` refuses them: 30 February is not 2 March, and an instant has a zone.
    for (const text of ['soon', '2027', '1 April 2027', '2027-02-30', '2027-04-01T10:00']) {
      process.env.NETPACT_NOW = text;
      expect(() => app.compile()).toThrow(`NETPACT_NOW is "${text}", which is no date: say YYYY-MM-DD`);
    }
    // An exception that never ends is what a moment that is none would make.
    const never = { now: new Date('soon'), expired: 'error' } as const;
    expect(() => app.compile(never)).toThrow('the clock shows no date: compile({ now }) takes a valid Date');
  } finally {
    process.env = before;
  }
});

it('compile() tells what the proof assumed, and nothing where nothing was proved', () => {
  const shop = makeShop();
  const web = shop.workload('web');
  const api = shop.workload('api', { labels: { name: 'api' } });
  const app = new PolicyApp({ outdir });
  const chart = { namespaces: [shop], flows: [flow(web).to(api).port(80)], assumptions: [disjoint(web, api)] };
  new FlowChart(app, 'shop', chart);
  expect(app.compile(clock).assumptions).toEqual([
    'no other policy selects pods of shop',
    'no pod is in both shop/web and shop/api',
    'labels are as declared (not checked against workloads)',
  ]);
  new FlowChart(app, 'refused', { namespaces: [], assumptions: [disjoint(web, web)] });
  expect(app.compile(clock).assumptions).toEqual([]);
});

it('a misspelt setting is refused where types do not say it, and not silently left out', () => {
  const misspelt = { manifest: 'deploy/**', polices: 'per-workload' } as object;
  const words = /the app has no option `manifest`[\s\S]*the app has no option `polices`/;
  expect(() => new PolicyApp(misspelt)).toThrow(words);
  expect(() => configurePolicies(new App(), misspelt)).toThrow(words);
});

import { ApiObject, App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-33';
import { denyAll, flow, foreignNamespace, namespace, workloadFrom } from 'netpact';
import { plainSentence } from '../../lib/diagnostics/netpact-error';
import { compile, namesOf, onlyFinding } from '../compile/compiling';

const shop = namespace('shop', { baseline: denyAll({ dns: false }) });
const client = shop.workload('client');
type Options = Parameters<typeof workloadFrom>[1];

const spec = {
  selector: { matchLabels: { app: 'web' } },
  template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ ports: [{ containerPort: 8080 }] }] } },
};
const deployment = (namespace?: string) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', ...(namespace !== undefined && { namespace }) },
  spec,
});

const compiledWith = (source: object, options?: Options) =>
  compile([shop], [flow(client).to(workloadFrom(source, options)).port(8080)]);
const policiesWith = (source: object, options?: Options) => namesOf(compiledWith(source, options)).slice(0, -1);

describe('a manifest without metadata.namespace', () => {
  it('is refused at the place where it is read, with what to write', () => {
    const found = onlyFinding(compiledWith(deployment()));
    expect(plainSentence(found)).toMatch(
      /manifest-namespace\.test\.ts:\d+:\d+: error\[workload-namespace-missing\]: Deployment web has no metadata\.namespace, so nobody knows which pods are meant \(say where it is applied: workloadFrom\(manifest, \{ namespace: shop \}\)/,
    );
  });

  it.each<[string, Options]>([
    ['a namespace with a baseline', { namespace: shop }],
    ['another value of that name', { namespace: foreignNamespace('shop') }],
    ['a name', { namespace: 'shop' }],
  ])('is where %s says, and owned by that name', (_, options) => {
    expect(policiesWith(deployment(), options)).toEqual([
      'shop/allow-client-to-web',
      'shop/allow-client-to-web-egress',
    ]);
  });

  it('is foreign where no chart lists the namespace that is said', () => {
    expect(policiesWith(deployment(), { namespace: 'default' })).toEqual(['shop/allow-client-to-default-web-egress']);
  });

  it('is refused once, whatever else is done with it', () => {
    const web = workloadFrom(deployment(), { dns: false, isolate: 'ingress' });
    const flows = [flow(web).to(web).port(8080), flow(client).to(web).port(8080), flow(web).to(client).allPorts()];
    expect(onlyFinding(compile([shop], flows)).code).toBe('workload-namespace-missing');
  });

  it('keeps the labels that its namespace declares', () => {
    const orders = foreignNamespace('orders', { labels: { team: 'orders' } });
    const { intent } = compiledWith(deployment(), { namespace: orders });
    expect(intent.namespaces.find(({ name }) => name === 'orders')?.labels).toMatchObject({ team: 'orders' });
  });

  // Values that the types refuse reach netpact from JavaScript, and an unset variable from anywhere.
  it.each<[unknown, string, string]>([
    [
      undefined,
      'workload-namespace-missing',
      'Deployment web has no metadata.namespace, so nobody knows which pods are meant',
    ],
    ['', 'workload-namespace-invalid', 'the namespace that workloadFrom() got is empty'],
    [' ', 'workload-namespace-invalid', 'the namespace that workloadFrom() got is empty'],
    [null, 'workload-namespace-invalid', 'the namespace that workloadFrom() got is null'],
    [['shop'], 'workload-namespace-invalid', 'the namespace that workloadFrom() got is a list'],
    [
      { name: 'shop' },
      'workload-namespace-invalid',
      'the namespace that workloadFrom() got is an object that netpact did not make',
    ],
    [client, 'workload-namespace-invalid', 'the namespace that workloadFrom() got is the peer shop/client'],
  ])('is refused with { namespace: %p }', (given, code, message) => {
    expect(onlyFinding(compiledWith(deployment(), { namespace: given as string }))).toMatchObject({ code, message });
  });
});

it('a manifest that says its namespace needs no other, and may not be told another', () => {
  expect(policiesWith(deployment('shop'))).toEqual(['shop/allow-client-to-web', 'shop/allow-client-to-web-egress']);
  expect(policiesWith(deployment('shop'), { namespace: shop })).toHaveLength(2);
  expect(onlyFinding(compiledWith(deployment('orders'), { namespace: shop }))).toMatchObject({
    code: 'workload-namespace-contradicts',
    message: 'Deployment web is in namespace orders by its manifest, and in shop by workloadFrom(…, { namespace })',
  });
});

describe('constructs', () => {
  const web = (chart: Chart) => new ApiObject(chart, 'web', deployment());
  const plus = (chart: Chart) =>
    new kplus.Deployment(chart, 'web', {
      podMetadata: { labels: { app: 'web' } },
      containers: [{ image: 'x', portNumber: 8080 }],
    });

  it.each([
    ['cdk8s', web, {}],
    ['cdk8s-plus', plus, { labels: { app: 'web' } }],
  ])('of %s are in the namespace of their chart', (_, make, options) => {
    const inShop = make(new Chart(new App(), 'c', { namespace: 'shop' }));
    const nowhere = make(new Chart(new App(), 'c'));
    expect(policiesWith(inShop, options)).toHaveLength(2);
    expect(policiesWith(nowhere, { ...options, namespace: shop })).toHaveLength(2);
    expect(onlyFinding(compiledWith(nowhere, options)).code).toBe('workload-namespace-missing');
    expect(onlyFinding(compiledWith(inShop, { ...options, namespace: 'orders' })).code).toBe(
      'workload-namespace-contradicts',
    );
  });
});

import {
  cidr,
  denyAll,
  flow,
  foreignNamespace,
  internet,
  kubeApiServer,
  namespace,
  namespacesWhere,
  nodes,
  range,
} from 'netpact';
import type { Finding } from '../../lib/diagnostics/finding';
import { compile, onlyFinding } from './compiling';

const shop = namespace('shop', { baseline: denyAll() });
const web = shop.workload('web', { ports: { http: 8080, metrics: 9090 } });
const api = shop.workload('api', { ports: { https: 8443 } });
const corp = cidr('corp', ['198.51.100.0/24']);

const none: readonly never[] = [];

/** Types keep these from users who do not compute their values. */
const escaped = (value: unknown) => value as never;

/** The error that one flow of a good namespace meets. */
const refusedFlow = (value: unknown): Finding => onlyFinding(compile([shop], [value]));

describe('flows', () => {
  it.each<[string, () => unknown, Partial<Finding>]>([
    [
      'a name that the target does not declare',
      () => flow(api).to(web).port(escaped('grpc')),
      {
        code: 'flow-port-undeclared',
        message: '"grpc" is no port of shop/web',
        label: 'shop/web declares http (8080), metrics (9090)',
        help: ['declare it in the ports of shop/web, or use one of: http (8080), metrics (9090)'],
      },
    ],
    [
      'a name with a typing error',
      () => flow(api).to(web).port(escaped('metrisc')),
      { help: ['did you mean "metrics"?'] },
    ],
    [
      'a number that the target does not declare',
      () =>
        flow(api)
          .to(web)
          .port(8081 as number),
      {
        code: 'flow-port-undeclared',
        message: '8081 is no port of shop/web',
        token: '8081',
      },
    ],
    [
      'another protocol than the declared one',
      () => flow(api).to(web).port(escaped('8080/UDP')),
      { code: 'flow-port-undeclared' },
    ],
    [
      'port 0',
      () =>
        flow(web)
          .to(corp)
          .port(0 as number),
      { code: 'port-invalid', message: '0 is no port: ports are 1 to 65535, and ranges ascend' },
    ],
    [
      'port 70000',
      () =>
        flow(web)
          .to(corp)
          .port(70000 as number),
      { code: 'port-invalid' },
    ],
    [
      'no number at all',
      () =>
        flow(web)
          .to(corp)
          .port(Number.NaN as number),
      { code: 'port-invalid', message: 'NaN is no port: ports are 1 to 65535, and ranges ascend' },
    ],
    [
      'a range that descends',
      () => flow(web).to(corp).port(range(8010, 8000)),
      { code: 'port-invalid', message: '"8010-8000/TCP" is no port: ports are 1 to 65535, and ranges ascend' },
    ],
    ['port 0 in words', () => flow(web).to(corp).port(escaped('0/UDP')), { code: 'port-invalid' }],
    [
      'a name towards addresses',
      () => flow(web).to(corp).port(escaped('https')),
      { code: 'flow-port-undeclared', message: '"https" is no port of corp' },
    ],
    [
      '.namedPort() towards addresses',
      () => flow(web).to(corp).namedPort('https'),
      {
        code: 'port-name-without-pods',
        message: 'corp is seen as addresses, where no port is called "https"',
        help: ['say the number: .port(...)'],
      },
    ],
    [
      '.namedPort() with what is no name',
      () =>
        flow(api)
          .to(shop.pods('x', { a: 'b' }))
          .namedPort('Not A Name'),
      { code: 'port-invalid' },
    ],
    [
      'a computed empty list of ports',
      () => escaped2(flow(web).to(api)).port(...none),
      {
        code: 'flow-incomplete',
        message: 'a flow was given to a chart that has an empty list of ports',
        help: ['no port never means all ports: say .allPorts() if that is meant'],
      },
    ],
    ['no port', () => flow(web).to(api), { code: 'flow-incomplete', help: ['say .port(...) or .allPorts()'] }],
    ['no target', () => flow(web), { code: 'flow-incomplete', help: ['say .to(target)'] }],
    [
      'a computed empty list of sources',
      () =>
        flow(...none)
          .to(web)
          .port(8080),
      {
        code: 'flow-without-peers',
        message: 'flow() got an empty list of sources, and no peer never means everyone',
      },
    ],
    [
      'a computed empty list of targets',
      () => escaped2(flow(web).to(...none)).port(80),
      {
        code: 'flow-without-peers',
        message: 'to() got an empty list of targets, and no peer never means everyone',
      },
    ],
    [
      'a list that was not spread',
      () =>
        flow(web)
          .to(escaped([api]))
          .port(8443),
      { code: 'flow-peer-invalid', help: ['spread it: to(...list)'] },
    ],
    [
      'a namespace',
      () => flow(web).to(escaped(shop)).port(8443),
      {
        code: 'flow-peer-invalid',
        message: 'target 1 of to() is no peer but the namespace shop',
        help: ['for every pod of it say `shop.allPods()`, else one of its workloads'],
      },
    ],
    [
      'a manifest',
      () =>
        flow(web)
          .to(escaped({ kind: 'Deployment', metadata: { name: 'x' } }))
          .port(80),
      { message: 'target 1 of to() is no peer but a Deployment manifest', help: ['say workloadFrom(manifest)'] },
    ],
    [
      'labels',
      () =>
        flow(escaped({ app: 'web', 'app.kubernetes.io/part-of': 'shop' }))
          .to(api)
          .port(8443),
      {
        message: 'source 1 of flow() is no peer but an object that netpact did not make',
        help: ["labels need a namespace: shop.pods('name', { app: 'web', 'app.kubernetes.io/part-of': 'shop' })"],
      },
    ],
    [
      'a name',
      () => flow(escaped('web')).to(api).port(8443),
      {
        message: 'source 1 of flow() is no peer but the text "web"',
        help: ["say shop.workload('web'), or the constant that holds it, without quotes"],
      },
    ],
    [
      'a function',
      () =>
        flow(escaped(() => web))
          .to(api)
          .port(8443),
      { message: 'source 1 of flow() is no peer but a function', help: ['call it: flow(it())'] },
    ],
    [
      'a flow',
      () =>
        flow(escaped(flow(web).to(api).port(8443)))
          .to(api)
          .port(8443),
      { message: 'source 1 of flow() is no peer but a flow' },
    ],
    [
      'a hole in a list',
      () => flow(web).to(escaped(undefined)).port(8443),
      { code: 'value-undefined', message: 'target 1 of to() is undefined' },
    ],
    [
      'a reason before the port',
      () => escaped2(flow(web).to(api)).because('orders').port('https'),
      {
        code: 'flow-incomplete',
        message: '.because() is said of a flow that still has no port',
        help: ['say .port(...) or .allPorts() first, then .because(...)'],
      },
    ],
    [
      'a reason instead of the port',
      () => escaped2(flow(web).to(api)).because('orders'),
      { code: 'flow-incomplete', message: '.because() is said of a flow that still has no port' },
    ],
    [
      'a name before the port',
      () => escaped2(flow(web).to(api)).named('x').port('https'),
      { message: '.named() is said of a flow that still has no port' },
    ],
    [
      'an end before the port',
      () => escaped2(flow(web).to(api)).exception({ owner: 'a', until: '2027-01-01' }).port('https'),
      { message: '.exception() is said of a flow that still has no port' },
    ],
    [
      'a reason that is no text',
      () => flow(web).to(api).port('https').because(escaped(5)),
      { code: 'option-invalid', message: '.because() got the number 5', help: ["say a text: .because('…')"] },
    ],
    [
      'a name that is no text',
      () => flow(web).to(api).port('https').named(escaped({})),
      { code: 'option-invalid', message: '.named() got an object that netpact did not make' },
    ],
    [
      'an exception with a date for a text',
      () =>
        flow(web)
          .to(api)
          .port('https')
          .exception({ owner: 'x', until: escaped(new Date(0)) }),
      { code: 'option-invalid', message: 'until of .exception() is an object that netpact did not make' },
    ],
    [
      'an exception with a misspelt word',
      () =>
        flow(web)
          .to(api)
          .port('https')
          .exception(escaped({ owner: 'x', untill: '2027-01-01' })),
      { code: 'option-invalid', message: '.exception() has no option `untill`', help: ['did you mean `until`?'] },
    ],
    [
      'a port before the target',
      () => escaped2(flow(web)).port(8443).to(api),
      {
        code: 'flow-incomplete',
        message: '.port() is said of a flow that still goes nowhere',
        help: ['say .to(target) first, then .port(...)'],
      },
    ],
    [
      'two targets one by one',
      () => escaped2(flow(web).to(api)).to(web).port(8080),
      {
        message: '.to() is said twice of one flow, and the second would replace the first',
        help: ['name all targets at once: .to(a, b)'],
      },
    ],
    [
      'two ports one by one',
      () => escaped2(flow(web).to(api).port(8443)).port(8443),
      {
        message: '.port() is said twice of one flow, and the second would replace the first',
        help: ['name all ports at once: .port(a, b)'],
      },
    ],
    [
      'two external ends',
      () => flow(internet()).to(escaped(corp)).port(443),
      {
        code: 'flow-outside',
        message: 'the flow from internet to corp has no end inside the cluster, and policies bind pods only',
      },
    ],
    ['nodes() without node CIDRs', () => flow(nodes()).to(api).port(8443), { code: 'node-cidrs-missing' }],
    [
      'kubeApiServer() without addresses',
      () => flow(web).to(kubeApiServer()).port(443),
      { code: 'api-server-missing' },
    ],
    [
      'an empty selection of namespaces',
      () =>
        flow(namespacesWhere('n', escaped({})))
          .to(api)
          .port(8443),
      { code: 'selector-empty' },
    ],
    [
      'pods of an empty selection of namespaces',
      () =>
        flow(namespacesWhere('n', escaped({})).pods('p', { a: 'b' }))
          .to(api)
          .port(8443),
      { code: 'selector-empty' },
    ],
    [
      'an empty selection of pods',
      () =>
        flow(shop.pods('p', escaped({})))
          .to(api)
          .port(8443),
      { code: 'selector-empty', help: ['say allPods() if every pod is meant'] },
    ],
    [
      'an empty list of values',
      () =>
        flow(shop.pods('p', { tier: [] }))
          .to(api)
          .port(8443),
      { code: 'selector-values-empty' },
    ],
    [
      'a label that no object can hide',
      () =>
        flow(shop.pods('p', { ['__proto__']: 'x', a: 'b' }))
          .to(api)
          .port(8443),
      { code: 'label-key-invalid' },
    ],
    [
      'a foreign namespace that cannot exist',
      () => flow(foreignNamespace('Far_Away').allPods()).to(api).port(8443).named('n'),
      {
        code: 'name-invalid',
        message:
          'the name "Far_Away" of this namespace must consist of lower-case letters, digits and "-", with a letter or digit at both ends',
        help: ['"far-away" would do'],
      },
    ],
    [
      'a reason that was cut inside of a character, once for both halves',
      () => flow(api).to(web).port('http').because('💳'.slice(0, 1)),
      {
        code: 'text-not-unicode',
        message: 'the annotation netpact.dev/reason would be "\\ud83d", which holds half of a character',
        field: 'metadata.annotations[netpact.dev/reason]',
      },
    ],
  ])('%s', (_, value, expected) => {
    const found = refusedFlow(value());
    expect(found).toMatchObject({ severity: 'error', ...expected });
  });
});

/** The words of a flow in any order, as plain JavaScript may say them. */
interface Words {
  to(...targets: readonly unknown[]): Words;
  port(...ports: readonly unknown[]): Words;
  because(reason: string): Words;
  named(name: string): Words;
  exception(terms: object): Words;
}

function escaped2(value: unknown): Words {
  return value as Words;
}

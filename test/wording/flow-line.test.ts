import { allPorts, noPorts, portRange, rangesOfPorts, unionPorts } from '../../lib/algebra/port-set';
import { type DeclaredNames, type FlowEnd, flowLine, readFlowSentence } from '../../lib/wording/flow-line';

const pods = (namespace: string, name: string): FlowEnd => ({ kind: 'pods', namespace, name });
const http = portRange('TCP', 8080, 8080);

describe('flowLine', () => {
  it.each([
    [http, '.port(8080)'],
    [unionPorts(http, portRange('UDP', 53, 53)), '.port(8080, udp(53))'],
    [portRange('SCTP', 3868, 3868), '.port(sctp(3868))'],
    [portRange('TCP', 8000, 8010), '.port(range(8000, 8010))'],
    [portRange('UDP', 8000, 8010), ".port(range(8000, 8010, 'UDP'))"],
    [allPorts, '.allPorts()'],
    [noPorts, '.port(…)'],
  ])('writes ports as the language has them (%#)', (ports, call) => {
    const line = flowLine({ from: [pods('shop', 'web')], to: [pods('shop', 'api')], on: { ports } });
    expect(line).toEqual({ code: `flow(web).to(api)${call}`, where: ['web is shop/web', 'api is shop/api'] });
  });

  it('calls a port by its name where the protocol is the same', () => {
    const declared = [
      { name: 'http', port: 8080, protocol: 'TCP' },
      { name: 'quic', port: 8443, protocol: 'UDP' },
    ];
    const ports = unionPorts(http, portRange('TCP', 8443, 8443));
    const { code } = flowLine({ from: [pods('a', 'web')], to: [pods('a', 'api')], on: { ports, declared } });
    expect(code).toBe("flow(web).to(api).port('http', 8443)");
  });

  it.each([
    ['redis-cart', 'redisCart'],
    ['default', 'shopDefault'],
    ['flow', 'shopFlow'],
    ['3scale', '_3scale'],
    ['web.v2', 'webV2'],
  ])('makes a constant of %s', (name, constant) => {
    expect(flowLine({ from: [pods('shop', name)], to: [pods('x', 'y')], on: { ports: http } }).code).toContain(
      `flow(${constant})`,
    );
  });

  it('gives two things two names, and one thing one', () => {
    const line = flowLine({
      from: [pods('shop', 'web'), pods('blog', 'web')],
      to: [pods('shop', 'web')],
      on: { ports: http },
    });
    expect(line).toEqual({
      code: 'flow(web, blogWeb).to(web).port(8080)',
      where: ['web is shop/web', 'blogWeb is blog/web'],
    });
  });

  it('takes the constants of the source, unless two of them have one name', () => {
    const names: DeclaredNames = {
      constantOf: (name) => (name === 'shop/web' || name === 'blog/web' ? 'front' : undefined),
      portsOf: () => undefined,
    };
    const line = flowLine({ from: [pods('shop', 'web')], to: [pods('blog', 'web')], on: { ports: http } }, names);
    expect(line).toEqual({ code: 'flow(front).to(web).port(8080)', where: ['web is blog/web'] });
  });

  it('says which port is to be declared first', () => {
    const names: DeclaredNames = {
      constantOf: (name) => name.slice(name.indexOf('/') + 1),
      portsOf: () => [{ name: 'grpc', port: 7070, protocol: 'TCP' }],
    };
    const line = flowLine({ from: [pods('a', 'web')], to: [pods('a', 'api')], on: { ports: http } }, names);
    expect(line).toEqual({
      code: 'flow(web).to(api).port(8080)',
      where: [],
      first: 'declare 8080 among the ports of api',
    });
  });

  it('names pods by their labels, namespaces and places', () => {
    const line = flowLine({
      from: [{ kind: 'labelled', namespace: 'shop', labels: { app: 'debug', 'x.io/tier': 'a' } }],
      to: [
        { kind: 'all-pods', namespace: 'data' },
        { kind: 'call', code: 'internet()' },
      ],
      on: { ports: http },
    });
    expect(line.code).toBe(
      "flow(shop.pods('debug', { app: 'debug', 'x.io/tier': 'a' })).to(data.allPods(), internet()).port(8080)",
    );
    expect(line.where).toEqual(['shop is the namespace shop', 'data is the namespace data']);
  });
});

describe('readFlowSentence', () => {
  it.each([
    ['shop/web may reach shop/api on TCP 80,443-445, UDP 53', 'flow(web).to(api).port(80, range(443, 445), udp(53))'],
    ['every pod of shop may reach internet on every port', 'flow(shop.allPods()).to(internet()).allPorts()'],
    ['kube-apiserver may reach a/hook on TCP https', "flow(kubeApiServer()).to(hook).port('https')"],
    ['office, shop/web may reach nodes on SCTP 9', 'flow(office, web).to(nodes()).port(sctp(9))'],
  ])('reads what the compiler writes: %s', (sentence, code) => {
    const said = readFlowSentence(sentence);
    expect(said && flowLine(said).code).toBe(code);
  });

  it.each(['', 'shop/web reaches shop/api', 'shop/web may reach shop/api'])('reads nothing else: %j', (sentence) => {
    expect(readFlowSentence(sentence)).toBeUndefined();
  });

  it.each([
    ['ends', ' may reach  on x'.repeat(16_000), undefined],
    ['sentences', 'a may reach b on TCP 1'.repeat(10_000), 1],
    ['ports', `a may reach b on TCP ${Array.from({ length: 32_000 }, (_, index) => 2 * index + 1).join(',')}`, 32_000],
  ])('a long text of somebody else costs no more than its length: %s', (_, text, ranges) => {
    const start = performance.now();
    const said = readFlowSentence(text);
    expect(said && rangesOfPorts(said.on.ports).length).toBe(ranges);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it('a number that is no port is none of another protocol', () => {
    expect(readFlowSentence('a may reach b on TCP 80,70000')?.on).toMatchObject({ named: ['70000'] });
  });
});

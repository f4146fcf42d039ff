import { cluster, denyAll, flow, foreignNamespace, internet, namespace, nodes, open, providedBy } from 'netpact';
import { compile } from './compiling';

const shop = namespace('shop', { baseline: denyAll() });
const web = shop.workload('web', { ports: { http: 8080, metrics: 9090 } });

describe('warnings', () => {
  const codes = (value: unknown, profile = cluster()) =>
    compile([shop], [value].flat(), { cluster: profile }).findings.map(({ code, severity }) => `${severity} ${code}`);

  it('tell that the internet is rarely the source that pods see', () => {
    expect(codes(flow(internet()).to(web).port('http'))).toEqual(['warning internet-as-source']);
    expect(codes(flow(internet()).to(web).port('http'), cluster({ externalTrafficPolicy: 'Local' }))).toEqual([]);
    const withNodes = cluster({ nodeCidrs: ['192.0.2.0/24'] });
    expect(codes(flow(internet(), nodes()).to(web).port('http'), withNodes)).toEqual([]);
    const controller = foreignNamespace('ingress-nginx').workload('controller');
    expect(codes([flow(internet()).to(web).port('http'), flow(controller).to(web).port('http')])).toEqual([]);
    expect(codes(flow(web).to(internet()).port(443))).toEqual([]);
  });

  it('tell that a dns setting changes nothing', () => {
    const opened = namespace('opened', { baseline: open('x') });
    opened.workload('a', { dns: false });
    const provided = namespace('provided', { baseline: providedBy('kyverno/x', { egress: true, dns: true }) });
    provided.workload('b', { dns: false });
    expect(compile([opened, provided]).findings.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      'dns-without-effect: opened/a says dns: false, but its egress is not denied, so it resolves names anyway',
      'dns-without-effect: provided/b says dns: false, but kyverno/x allows DNS, so it resolves names anyway',
    ]);
  });
});

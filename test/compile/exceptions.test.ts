import { anywhere, denyAll, flow, namespace } from 'netpact';
import type { Finding } from '../../lib/diagnostics/finding';
import { codesOf, compile, onlyFinding } from './compiling';

const shop = namespace('shop', { baseline: denyAll() });
const web = shop.workload('web', { ports: { http: 8080, metrics: 9090 } });
const api = shop.workload('api', { ports: { https: 8443 } });

/** The error that one flow of a good namespace meets. */
const refusedFlow = (value: unknown): Finding => onlyFinding(compile([shop], [value]));

describe('exceptions and the clock', () => {
  const until = (end: unknown, owner: unknown = 'payments') =>
    flow(web)
      .to(api)
      .port('https')
      .exception({ owner: owner as string, ticket: 'SEC-142', until: end as string });

  it('hold through the end of their last day, UTC', () => {
    const at = (now: string) => codesOf(compile([shop], [until('2027-03-31')], { now }));
    expect(at('2027-03-31T23:59:59.999Z')).toEqual([]);
    expect(at('2027-04-01T00:00:00.000Z')).toEqual(['exception-expired']);
  });

  it('are errors afterwards that name the owner, and warnings for a hotfix', () => {
    const late = (expired: 'error' | 'warn') => onlyFinding(compile([shop], [until('2026-01-31')], { expired }));
    expect(late('error')).toMatchObject({
      severity: 'error',
      message: 'the exception from shop/web to shop/api ended on 2026-01-31; ask its owner, payments (SEC-142)',
    });
    expect(late('warn')).toMatchObject({ code: 'exception-expired', severity: 'warning' });
  });

  it.each(['2027-02-30', '31.03.2027', '2027-3-1', '', 'tomorrow', '2027-03-31T00:00:00Z'])(
    'refuse the end %j',
    (end) => {
      expect(refusedFlow(until(end))).toMatchObject({
        code: 'exception-until-invalid',
        severity: 'error',
        help: ["write the last day as YYYY-MM-DD: until: '2027-03-31'"],
      });
    },
  );

  it.each([null, '', '  '])('refuse the owner %j', (owner) => {
    expect(refusedFlow(until('2027-03-31', owner))).toMatchObject({
      code: 'exception-without-owner',
    });
  });

  it('are refused where plain flows cover them already, also several together', () => {
    const both = flow(api).to(web).port('http', 'metrics').exception({ owner: 'a', until: '2027-03-31' });
    const codes = (...flows: readonly unknown[]) => codesOf(compile([shop], [both, ...flows]));
    expect(codes(flow(api).to(web).port('http'))).toEqual([]);
    expect(codes(flow(api).to(web).port('http'), flow(api).to(web).port('metrics'))).toEqual(['exception-unneeded']);
    expect(codes(flow(anywhere()).to(web).allPorts())).toEqual(['exception-unneeded']);
    expect(codes(flow(shop.allPods()).to(shop.allPods()).allPorts())).toEqual(['exception-unneeded']);
  });

  it('never merge with plain flows', () => {
    const names = compile(
      [shop],
      [
        flow(api).to(web).port('http'),
        flow(api).to(web).port('metrics').exception({ owner: 'a', until: '2027-03-31' }),
      ],
    ).policies.map(({ manifest }) => manifest.metadata.name);
    expect(names).toContain('allow-api-to-web');
    expect(names).toContain('allow-api-to-web-exception');
  });
});

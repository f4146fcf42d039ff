import { reversedSelectors as rule } from '../../../lib/audit/rules/traps/reversed-selectors';
import { audit, findingsOf } from '../findings-of';
import { podYaml, policyYaml, serviceYaml } from '../shop-yaml';

const ingress = (target: string, peer: string, port: string) =>
  policyYaml(
    'shop/guard',
    `podSelector: { matchLabels: { app: ${target} } }\ningress:\n  - from: [{ podSelector: { matchLabels: { app: ${peer} } } }]\n    ports: [${port}]`,
  );
const egress = (source: string, peer: string, port: string) =>
  policyYaml(
    'shop/guard',
    `podSelector: { matchLabels: { app: ${source} } }\npolicyTypes: [Egress]\negress:\n  - to: [{ podSelector: { matchLabels: { app: ${peer} } } }]\n    ports: [${port}]`,
  );
const pods = podYaml('shop/web', ['http:8080']) + podYaml('shop/db', ['pg:5432']) + podYaml('shop/worker');

describe('reversed-selectors', () => {
  it('fires on its bad example at the peer, and not on its good one', () => {
    expect(findingsOf(rule, rule.examples.bad)).toMatchObject([
      {
        at: '17:14',
        severity: 'warning',
        field: 'spec.ingress[0].from[0]',
        message:
          'NetworkPolicy shop/web-to-db: spec.ingress[0] lets shop/db[Pod] connect to shop/web[Pod] on 5432/TCP, which shop/db[Pod] serves and shop/web[Pod] does not',
      },
    ]);
    expect(findingsOf(rule, rule.examples.good)).toEqual([]);
  });

  it('fires on port names too', () => {
    expect(findingsOf(rule, ingress('web', 'db', '{ port: pg }') + pods)).toHaveLength(1);
    expect(findingsOf(rule, ingress('db', 'web', '{ port: pg }') + pods)).toEqual([]);
  });

  it('fires on egress rules that were written for replies', () => {
    expect(findingsOf(rule, egress('db', 'web', '{ port: 5432 }') + pods)).toMatchObject([
      {
        at: '8:12',
        notes: expect.arrayContaining([expect.stringContaining('replies to an allowed connection need no rule')]),
      },
    ]);
    expect(findingsOf(rule, egress('web', 'db', '{ port: 5432 }') + pods)).toEqual([]);
  });

  it('fires on a client that declares no ports and has no Service', () => {
    expect(findingsOf(rule, ingress('worker', 'db', '{ port: 5432 }') + pods)).toHaveLength(1);
    expect(
      findingsOf(rule, ingress('worker', 'db', '{ port: 5432 }') + pods + serviceYaml('shop/worker', ['5432'])),
    ).toEqual([]);
  });

  it('needs every port to be served by the other end, and none by the target', () => {
    expect(findingsOf(rule, ingress('web', 'db', '{ port: 5432 }, { port: 9187 }') + pods)).toEqual([]);
    expect(findingsOf(rule, ingress('web', 'db', '{ port: 5432 }, { port: 8080 }') + pods)).toEqual([]);
    expect(findingsOf(rule, ingress('web', 'db', '{ port: 5432, protocol: UDP }') + pods)).toEqual([]);
  });

  it('does not mistake the port of a Service for a swap', () => {
    const web = podYaml('shop/web', ['80']) + podYaml('shop/api', ['8080']) + serviceYaml('shop/api', ['80:8080']);
    expect(findingsOf(rule, ingress('api', 'web', '{ port: 80 }') + web)).toEqual([]);
  });

  it('needs a peer whose pods all serve', () => {
    const all = policyYaml(
      'shop/guard',
      'podSelector: { matchLabels: { app: web } }\ningress:\n  - from: [{ podSelector: {} }]\n    ports: [{ port: 5432 }]',
    );
    expect(findingsOf(rule, all + pods)).toEqual([]);
  });

  it('says nothing of rules without ports, of addresses, and without workloads', () => {
    expect(findingsOf(rule, ingress('web', 'db', '{ protocol: TCP }') + pods)).toEqual([]);
    expect(audit(rule, ingress('web', 'db', '{ port: 5432 }'))).toEqual({
      findings: [],
      unknown: ['the input has no workloads'],
    });
  });
});

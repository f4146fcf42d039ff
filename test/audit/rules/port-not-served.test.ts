import { portNotServed as rule } from '../../../lib/audit/rules/traps/port-not-served';
import { audit, findingsOf, reasonsOf } from '../findings-of';
import { podYaml, policyYaml, serviceYaml } from '../shop-yaml';

const intoApi = (port: string) =>
  policyYaml('shop/api', `podSelector: { matchLabels: { app: api } }\ningress:\n  - ports:\n      - ${port}`);
const outOfWeb = (to: string, port: string) =>
  policyYaml(
    'shop/web',
    `podSelector: { matchLabels: { app: web } }\npolicyTypes: [Egress]\negress:\n  - to: [${to}]\n    ports: [${port}]`,
  );
const toApi = '{ podSelector: { matchLabels: { app: api } } }';

describe('port-not-served', () => {
  it('fires on its bad example: the port of a Service in place of its targetPort', () => {
    expect(findingsOf(rule, rule.examples.bad)).toMatchObject([
      {
        at: '23:23',
        text: '80',
        severity: 'warning',
        field: 'spec.ingress[0].ports[0]',
        message:
          'NetworkPolicy shop/allow-web-to-api: spec.ingress[0].ports[0] allows TCP 80, and shop/api[Deployment] declares TCP 8080',
        notes: ['80 is the port of the Service shop/api, which sends to 8080'],
        help: ['write port: 8080, the targetPort of the Service'],
      },
    ]);
    expect(findingsOf(rule, rule.examples.good)).toEqual([]);
  });

  it('keeps protocols apart, and reads ranges', () => {
    const api = podYaml('shop/api', ['53/UDP', '8080']);
    expect(findingsOf(rule, intoApi('{ port: 53 }') + api)).toMatchObject([{ text: '53' }]);
    expect(findingsOf(rule, intoApi('{ port: 53, protocol: UDP }') + api)).toEqual([]);
    expect(findingsOf(rule, intoApi('{ port: 8000, endPort: 9000 }') + api)).toEqual([]);
    expect(findingsOf(rule, intoApi('{ port: 9000, endPort: 9100 }') + api)).toMatchObject([
      { message: expect.stringContaining('TCP 9000-9100') },
    ]);
  });

  it('is content when one of the selected workloads serves the port', () => {
    const yaml = policyYaml('shop/all', 'podSelector: {}\ningress:\n  - ports: [{ port: 8080 }]');
    expect(findingsOf(rule, yaml + podYaml('shop/api', ['8080']) + podYaml('shop/db', ['5432']))).toEqual([]);
    expect(findingsOf(rule, yaml + podYaml('shop/web', ['80']) + podYaml('shop/db', ['5432']))).toHaveLength(1);
  });

  it('takes the targetPort of a Service for served', () => {
    expect(
      findingsOf(
        rule,
        intoApi('{ port: 9000 }') + podYaml('shop/api', ['8080']) + serviceYaml('shop/api', ['90:9000']),
      ),
    ).toEqual([]);
  });

  it('looks at the peers of an egress rule', () => {
    const api = podYaml('shop/api', ['8080']);
    expect(findingsOf(rule, outOfWeb(toApi, '{ port: 80 }') + api)).toMatchObject([{ at: '9:23', text: '80' }]);
    expect(findingsOf(rule, outOfWeb(toApi, '{ port: 8080 }') + api)).toEqual([]);
  });

  it('cannot tell where the rule also means others', () => {
    const api = podYaml('shop/api', ['8080']);
    for (const to of [
      `${toApi}, { ipBlock: { cidr: 198.51.100.0/24 } }`,
      '{ namespaceSelector: {} }',
      `${toApi}, { podSelector: { matchLabels: { app: gone } } }`,
    ])
      expect(audit(rule, outOfWeb(to, '{ port: 80 }') + api)).toMatchObject({
        findings: [],
        unknown: [expect.any(String)],
      });
  });

  it('cannot tell where a container declares no ports, or where there are no workloads', () => {
    expect(audit(rule, intoApi('{ port: 80 }') + podYaml('shop/api'))).toMatchObject({
      findings: [],
      unknown: [expect.stringContaining('declare no ports')],
    });
    expect(reasonsOf(rule, intoApi('{ port: 80 }'))).toHaveLength(1);
  });

  it('leaves port names and rules without ports alone', () => {
    expect(audit(rule, intoApi('{ port: http }') + podYaml('shop/api', ['8080']))).toEqual({
      findings: [],
      unknown: [],
    });
    expect(audit(rule, intoApi('{ protocol: UDP }') + podYaml('shop/api', ['8080']))).toEqual({
      findings: [],
      unknown: [],
    });
  });

  it('cannot tell of the ports of proxies that meshes give to pods', () => {
    for (const port of [4191, 15_008, 15_020, 15_090])
      expect(audit(rule, intoApi(`{ port: ${port} }`) + podYaml('shop/api', ['8080']))).toMatchObject({
        findings: [],
        unknown: [expect.stringContaining('proxy that a mesh gives')],
      });
    expect(findingsOf(rule, intoApi('{ port: 15090, protocol: UDP }') + podYaml('shop/api', ['8080']))).toHaveLength(1);
  });
});

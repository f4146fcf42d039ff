import { tcpOnlyAllPorts as rule } from '../../../lib/audit/rules/traps/tcp-only-all-ports';
import { findingsOf } from '../findings-of';
import { policyYaml } from '../shop-yaml';

const withPorts = (ports: string) =>
  policyYaml('shop/a', `podSelector: {}\ningress:\n  - from: [{ podSelector: {} }]\n    ports: ${ports}`);

describe('tcp-only-all-ports', () => {
  it('fires on its bad example and not on its good one', () => {
    expect(findingsOf(rule, rule.examples.bad)).toMatchObject([
      { at: '11:11', text: '{}', severity: 'warning', field: 'spec.egress[0].ports[0]' },
    ]);
    expect(findingsOf(rule, rule.examples.good)).toEqual([]);
  });

  it('points at the empty entry among others', () => {
    expect(findingsOf(rule, withPorts('[{ port: 80 }, {}]'))).toMatchObject([
      {
        at: '8:29',
        text: '{}',
        message:
          'NetworkPolicy shop/a: spec.ingress[0].ports[1] is {}: it allows ingress on every TCP port, and on none of UDP and SCTP',
      },
    ]);
  });

  it('leaves alone a protocol that is written, a list without entries, and no ports', () => {
    for (const ports of ['[{ protocol: TCP }]', '[{ protocol: UDP }]', '[]', ''])
      expect(findingsOf(rule, withPorts(ports))).toEqual([]);
  });
});

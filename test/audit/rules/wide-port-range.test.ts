import { widePortRange } from '../../../lib/audit/rules/reach/wide-port-range';
import { findingsOf } from '../findings-of';
import { policyYaml } from '../shop-yaml';

const rule = widePortRange;

const ingress = (rules: string, name = 'shop/web') =>
  policyYaml(name, `podSelector: {matchLabels: {app: web}}\npolicyTypes: [Ingress]\ningress:\n${rules}`);

test('more than 1,000 ports: at the item', () => {
  expect(findingsOf(rule, ingress('  - ports: [{port: 80}, {port: 1, endPort: 1001}]'))).toMatchObject([
    {
      at: '8:27',
      message: 'NetworkPolicy shop/web: it lets everyone reach pods with app=web on TCP 1-1001: 1001 ports',
    },
  ]);
});

test.each([
  ['exactly 1,000 ports', '  - ports: [{port: 1, endPort: 1000}]'],
  ['one port', '  - ports: [{port: 65535}]'],
  ['no port, which is allows-all-ports', '  - ports: [{protocol: UDP}]'],
])('%s', (_, rules) => {
  expect(findingsOf(rule, ingress(rules))).toEqual([]);
});

test('a plugin that ignores endPort opens one port', () => {
  const cni = { name: 'old', enforces: true, supportsEndPort: false, supportsSctp: true, supportsNamedPorts: true };
  expect(findingsOf(rule, ingress('  - ports: [{port: 1, endPort: 65535}]'), { cni })).toEqual([]);
});

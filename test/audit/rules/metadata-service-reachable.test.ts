import { metadataServiceReachable } from '../../../lib/audit/rules/reach/metadata-service-reachable';
import { findingsOf } from '../findings-of';
import { policyYaml } from '../shop-yaml';

const rule = metadataServiceReachable;

const egress = (rules: string) =>
  policyYaml('shop/web', `podSelector: {matchLabels: {app: web}}\npolicyTypes: [Egress]\negress:\n${rules}`);

test('a block that holds it, on a port where it answers', () => {
  expect(
    findingsOf(rule, egress('  - to: [{ipBlock: {cidr: 169.254.0.0/16}}]\n    ports: [{port: 80}]')),
  ).toMatchObject([{ at: '8:29', text: '169.254.0.0/16', message: expect.stringContaining('169.254.169.254') }]);
});

test.each([
  ['everyone', '  - {}', ['169.254.169.254', 'fd00:ec2::254', '168.63.129.16']],
  ['less the link-local block', '  - to: [{ipBlock: {cidr: 0.0.0.0/0, except: [169.254.0.0/16]}}]', ['168.63.129.16']],
  ['IPv6', "  - to: [{ipBlock: {cidr: 'fd00::/8'}}]", ['fd00:ec2::254']],
])('%s', (_, rules, addresses) => {
  const [found] = findingsOf(rule, egress(rules));
  for (const address of addresses) expect(found?.message).toContain(address);
});

test('an exception in one policy does not help against another policy', () => {
  const text = egress('  - to: [{ipBlock: {cidr: 0.0.0.0/0, except: [169.254.0.0/16, 168.63.129.16/32]}}]');
  const other = policyYaml('shop/other', 'podSelector: {}\npolicyTypes: [Egress]\negress: [{}]');
  expect(findingsOf(rule, text + other).map(({ subject }) => subject)).toEqual(['NetworkPolicy shop other']);
});

test.each([
  ['another port', '  - to: [{ipBlock: {cidr: 0.0.0.0/0}}]\n    ports: [{port: 443}]'],
  ['UDP', '  - ports: [{protocol: UDP, port: 80}]'],
  ['all services left out', '  - to: [{ipBlock: {cidr: 0.0.0.0/0, except: [169.254.0.0/16, 168.63.129.16/32]}}]'],
  ['pods', '  - to: [{namespaceSelector: {}}]'],
])('not by %s', (_, rules) => {
  expect(findingsOf(rule, egress(rules))).toEqual([]);
});

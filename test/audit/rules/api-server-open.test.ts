import { apiServerOpen } from '../../../lib/audit/rules/reach/api-server-open';
import { findingsOf, reasonsOf } from '../findings-of';
import { policyYaml } from '../shop-yaml';

const rule = apiServerOpen;

const egress = (rules: string) =>
  policyYaml('shop/web', `podSelector: {matchLabels: {app: web}}\npolicyTypes: [Egress]\negress:\n${rules}`);

const cluster = { apiServerCidrs: ['10.0.0.1/32'] };
const to = (cidr: string, port = 443) => egress(`  - to: [{ipBlock: {cidr: ${cidr}}}]\n    ports: [{port: ${port}}]`);

test('without a profile only what holds every address surely holds it', () => {
  expect(findingsOf(rule, to('0.0.0.0/0'))).toMatchObject([{ at: '8:29', text: '0.0.0.0/0' }]);
  expect(findingsOf(rule, egress('  - {}'))).toHaveLength(1);
  expect(findingsOf(rule, to('10.0.0.0/8'))).toEqual([]);
  expect(reasonsOf(rule, to('10.0.0.0/8'))).toHaveLength(1);
});

test('with a profile a block that holds it and more', () => {
  expect(findingsOf(rule, to('10.0.0.0/8', 6443), { cluster })).toMatchObject([{ at: '8:29' }]);
  expect(findingsOf(rule, to('10.1.0.0/16'), { cluster })).toEqual([]);
});

test('to name it is fine', () => {
  expect(findingsOf(rule, to('10.0.0.1/32'), { cluster })).toEqual([]);
});

test('other ports do not lead to it', () => {
  expect(findingsOf(rule, to('0.0.0.0/0', 80))).toEqual([]);
});

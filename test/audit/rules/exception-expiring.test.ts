import { exceptionExpiring } from '../../../lib/audit/rules/hygiene/exception-expiring';
import { findingsOf } from '../findings-of';
import { policyYaml } from '../shop-yaml';

const rule = exceptionExpiring;

const exception = (expires: string, owner = ', netpact.dev/owner: payments') =>
  policyYaml('shop/allow-legacy', 'podSelector: {}', `annotations: {netpact.dev/expires: "${expires}"${owner}}`);

test.each([
  ['2026-11-21', 'its last day is today'],
  ['2026-11-22', 'in 1 day'],
  ['2026-12-20', 'in 29 days'],
])('%s: %s', (until, when) => {
  expect(findingsOf(rule, exception(until))).toMatchObject([
    { at: '3:84', message: expect.stringMatching(`${when}$`) },
  ]);
});

test.each(['2026-11-20', '2026-12-21', '2027-01-01', 'soon'])('%s is over, or far away, or no day', (until) => {
  expect(findingsOf(rule, exception(until))).toEqual([]);
});

test('the threshold can be set', () => {
  expect(findingsOf(rule, exception('2027-01-01'), { thresholds: { expiringDays: 60 } })).toHaveLength(1);
});

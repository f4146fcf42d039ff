import { exceptionExpired } from '../../../lib/audit/rules/hygiene/exception-expired';
import { findingsOf } from '../findings-of';
import { policyYaml } from '../shop-yaml';

const rule = exceptionExpired;

const exception = (expires: string, owner = ', netpact.dev/owner: payments') =>
  policyYaml('shop/allow-legacy', 'podSelector: {}', `annotations: {netpact.dev/expires: "${expires}"${owner}}`);

test('the day after its last day: at the annotation', () => {
  expect(findingsOf(rule, exception('2026-11-20'))).toMatchObject([
    { at: '3:84', text: '"2026-11-20"', severity: 'error', help: [expect.stringContaining('payments')] },
  ]);
});

test('its last day counts to its end, in UTC', () => {
  expect(findingsOf(rule, exception('2026-11-21'), { now: '2026-11-21T23:59:59Z' })).toEqual([]);
  expect(findingsOf(rule, exception('2026-11-21'), { now: '2026-11-22T00:00:00Z' })).toHaveLength(1);
});

test.each(['soon', '2026-02-30', '20261231'])('%s is no day', (until) => {
  expect(findingsOf(rule, exception(until))).toMatchObject([{ message: expect.stringContaining('which is no day') }]);
});

test('a policy without an end is no exception', () => {
  expect(findingsOf(rule, policyYaml('shop/a', 'podSelector: {}'))).toEqual([]);
});

import { exceptionWithoutOwner } from '../../../lib/audit/rules/hygiene/exception-without-owner';
import { findingsOf } from '../findings-of';
import { policyYaml } from '../shop-yaml';

const rule = exceptionWithoutOwner;

const exception = (expires: string, owner = ', netpact.dev/owner: payments') =>
  policyYaml('shop/allow-legacy', 'podSelector: {}', `annotations: {netpact.dev/expires: "${expires}"${owner}}`);

test.each(['', ", netpact.dev/owner: ''"])('no owner, or a blank one', (owner) => {
  expect(findingsOf(rule, exception('2027-03-31', owner))).toMatchObject([
    { at: '3:84', subject: 'NetworkPolicy shop allow-legacy' },
  ]);
});

test('with an owner, or without an end', () => {
  expect(findingsOf(rule, exception('2027-03-31'))).toEqual([]);
  expect(findingsOf(rule, policyYaml('shop/a', 'podSelector: {}'))).toEqual([]);
});

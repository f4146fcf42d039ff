import { orInsteadOfAnd as rule } from '../../../lib/audit/rules/traps/or-instead-of-and';
import { audit, findingsOf } from '../findings-of';
import { namespaceYaml, podYaml, policyYaml } from '../shop-yaml';

const from = (...entries: string[]) =>
  policyYaml(
    'orders/allow',
    `podSelector: {}\ningress:\n  - from:\n${entries.map((entry) => `      - ${entry}`).join('\n')}`,
  );
const store = 'namespaceSelector: { matchLabels: { team: store } }';
const front = 'podSelector: { matchLabels: { app: front } }';
const cluster =
  namespaceYaml('store', 'team: store') + podYaml('store/front') + podYaml('store/crawler') + podYaml('orders/api');

describe('or-instead-of-and', () => {
  it('fires on its bad example at the second entry, and shows the difference', () => {
    const [finding, ...others] = findingsOf(rule, rule.examples.bad);
    expect(finding).toMatchObject({ at: '25:11', severity: 'warning', field: 'spec.ingress[0].from[0]' });
    expect(finding?.message).toContain(
      'so that storefront/crawler[Pod] is meant too; in one entry they mean only storefront/frontend[Pod]',
    );
    expect(finding?.notes).toEqual(['no workload of orders has app=frontend']);
    expect(others).toEqual([]);
    expect(findingsOf(rule, rule.examples.good)).toEqual([]);
  });

  it('fires whichever selector comes first', () => {
    expect(findingsOf(rule, from(front, store) + cluster)).toMatchObject([{ at: '9:11' }]);
  });

  it('writes the entry that was meant', () => {
    expect(findingsOf(rule, from(store, front) + cluster)[0]?.help).toEqual([
      'remove the dash before the second selector: - { namespaceSelector: { matchLabels: { team: store } }, podSelector: { matchLabels: { app: front } } }',
    ]);
  });

  it('takes two entries for what they are where the labels exist in the own namespace', () => {
    expect(findingsOf(rule, from(store, front) + cluster + podYaml('orders/front'))).toEqual([]);
  });

  it('does not fire where nobody has both', () => {
    expect(findingsOf(rule, from(store, 'podSelector: { matchLabels: { app: nobody } }') + cluster)).toEqual([]);
  });

  it('leaves other neighbours alone', () => {
    const one = `{ ${store}, ${front} }`;
    for (const entries of [
      [one],
      [one, front],
      [store, 'podSelector: {}'],
      [store, store],
      [front, front],
      [store, 'ipBlock: { cidr: 198.51.100.0/24 }'],
      [`{ ${store}, podSelector: {} }`, front],
    ])
      expect(findingsOf(rule, from(...entries) + cluster)).toEqual([]);
  });

  it('cannot tell without workloads', () => {
    expect(audit(rule, from(store, front))).toMatchObject({ findings: [], unknown: [expect.any(String)] });
  });
});

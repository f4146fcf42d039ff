import { catalogue } from '../../../lib/audit/catalogue';
import { staleSuppression } from '../../../lib/audit/rules/hygiene/stale-suppression';
import { findingsOf } from '../findings-of';

/** What the audit itself finds is none of theirs. */
const rules = catalogue.filter(
  (rule) => ['reach', 'outage', 'hygiene'].includes(rule.category) && rule !== staleSuppression,
);

describe.each(rules.map((rule) => [rule.name, rule] as const))('%s', (_, rule) => {
  it('fires on its bad example, at a place in it', () => {
    const found = findingsOf(rule, rule.examples.bad);
    expect(found.length).toBeGreaterThan(0);
    for (const { text, message, help } of found) {
      expect(text).not.toBe('');
      expect(message).not.toMatch(/undefined|\.$/);
      expect(help.length).toBeGreaterThan(0);
    }
  });

  it('does not fire on its good example', () => {
    expect(findingsOf(rule, rule.examples.good)).toEqual([]);
  });
});

import { hygieneRules } from '../../../lib/audit/rules/hygiene/index';
import { outageRules } from '../../../lib/audit/rules/outages/index';
import { reachRules } from '../../../lib/audit/rules/reach/index';
import { findingsOf } from '../findings-of';

describe.each([...reachRules, ...outageRules, ...hygieneRules].map((rule) => [rule.name, rule] as const))(
  '%s',
  (_, rule) => {
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
  },
);

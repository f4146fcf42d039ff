import { catalogue } from '../../../lib/audit/catalogue';
import { deprecatedApiVersion } from '../../../lib/audit/rules/validity/deprecated-api-version';
import { duplicatePolicy } from '../../../lib/audit/rules/validity/duplicate-policy';
import { invalidPolicy } from '../../../lib/audit/rules/validity/invalid-policy';
import { unknownField } from '../../../lib/audit/rules/validity/unknown-field';
import { findingsInRefused } from '../findings-of';
import { policyYaml } from '../shop-yaml';

describe('the rules on validity', () => {
  it('fire on their bad examples only', () => {
    const validityRules = catalogue.filter(({ category }) => category === 'validity');
    for (const rule of validityRules) {
      expect(findingsInRefused(rule, rule.examples.bad)).not.toEqual([]);
      for (const other of validityRules) expect(findingsInRefused(other, rule.examples.good)).toEqual([]);
    }
  });
});

describe('invalid-policy', () => {
  it('reports each reason at its field', () => {
    const yaml = policyYaml(
      'shop/a',
      'podSelector: { matchLabels: { "a b": c } }\ningress:\n  - ports:\n      - port: 0\n      - protocol: ICMP',
    );
    expect(findingsInRefused(invalidPolicy, yaml).map(({ field, at, severity }) => [field, at, severity])).toEqual([
      ['spec.ingress[0].ports[0].port', '8:17', 'error'],
      ['spec.ingress[0].ports[1].protocol', '9:21', 'error'],
      ['spec.podSelector.matchLabels', '5:33', 'error'],
    ]);
  });

  it('reports what the server only warns of as a warning', () => {
    const yaml = policyYaml('shop/a', "podSelector: {}\ningress:\n  - from: [{ ipBlock: { cidr: '2001:DB8::/32' } }]");
    expect(findingsInRefused(invalidPolicy, yaml)).toMatchObject([{ severity: 'warning' }]);
  });
});

describe('unknown-field', () => {
  it('points at the name of the field', () => {
    expect(findingsInRefused(unknownField, unknownField.examples.bad)).toMatchObject([
      { at: '6:5', text: 'app', severity: 'error' },
    ]);
  });

  it('says nothing of what is merely invalid', () => {
    expect(findingsInRefused(unknownField, invalidPolicy.examples.bad)).toEqual([]);
    expect(findingsInRefused(invalidPolicy, unknownField.examples.bad)).toEqual([]);
  });
});

describe('duplicate-policy', () => {
  it('is an error where the two differ, and names the first', () => {
    expect(findingsInRefused(duplicatePolicy, duplicatePolicy.examples.bad)).toMatchObject([
      { at: '10:19', text: 'guard-db', severity: 'error', notes: ['first declared here: shop.yaml:3:19'] },
    ]);
  });

  it('is an info where both say the same', () => {
    const yaml = policyYaml('shop/a', 'podSelector: {}');
    expect(findingsInRefused(duplicatePolicy, yaml + yaml)).toMatchObject([
      { severity: 'info', subject: 'NetworkPolicy shop a' },
    ]);
  });

  it('does not mistake one name in two namespaces, or another kind, for a duplicate', () => {
    const yaml = policyYaml('shop/a', 'podSelector: {}') + policyYaml('blog/a', 'podSelector: {}');
    const service = 'apiVersion: v1\nkind: Service\nmetadata: { name: a, namespace: shop }\nspec: { ports: [] }\n';
    expect(findingsInRefused(duplicatePolicy, yaml + service)).toEqual([]);
  });
});

describe('deprecated-api-version', () => {
  it.each(['extensions/v1beta1', 'networking.k8s.io/v1beta1'])('fires on %s', (version) => {
    const yaml = policyYaml('shop/a', 'podSelector: {}').replace('networking.k8s.io/v1', version);
    expect(findingsInRefused(deprecatedApiVersion, yaml)).toMatchObject([
      { at: '1:13', text: version, severity: 'error' },
    ]);
  });

  it('leaves other wrong versions to invalid-policy', () => {
    const yaml = policyYaml('shop/a', 'podSelector: {}').replace('k8s.io/v1', 'k8s.io/v2');
    expect(findingsInRefused(deprecatedApiVersion, yaml)).toEqual([]);
    expect(findingsInRefused(invalidPolicy, yaml)).toMatchObject([{ field: 'apiVersion' }]);
  });
});

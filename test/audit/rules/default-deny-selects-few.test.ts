import { defaultDenySelectsFew as rule } from '../../../lib/audit/rules/traps/default-deny-selects-few';
import { findingsOf } from '../findings-of';
import { podYaml, policyYaml } from '../shop-yaml';

const named = (name: string, ...spec: string[]) => policyYaml(`shop/${name}`, spec.join('\n'));
const all = 'podSelector: {}';
const backend = 'podSelector: { matchLabels: { tier: backend } }';
const both = 'policyTypes: [Ingress, Egress]';

describe('default-deny-selects-few', () => {
  it('fires on its bad example and not on its good one', () => {
    expect(findingsOf(rule, rule.examples.bad)).toMatchObject([
      { at: '5:3', text: 'podSelector: { matchLabels: { tier: backend } }', severity: 'error' },
    ]);
    expect(findingsOf(rule, rule.examples.good)).toEqual([]);
  });

  it('names the workloads that the selector leaves out', () => {
    const yaml =
      named('default-deny-all', backend, both) + podYaml('shop/api', [], 'tier: backend') + podYaml('shop/web');
    expect(findingsOf(rule, yaml)[0]?.message).toBe(
      'NetworkPolicy shop/default-deny-all: its name says that it denies by default, but it selects only pods with tier=backend, and leaves out shop/web[Pod]',
    );
  });

  it.each([
    ['default-deny-all', 'policyTypes: [Ingress]', 'egress'],
    ['deny-all', 'policyTypes: [Egress]', 'ingress'],
    ['default-deny-egress', 'policyTypes: [Ingress]', 'egress'],
    ['default-deny-ingress', 'policyTypes: [Egress]', 'ingress'],
    ['default-deny-ingress-egress', 'policyTypes: [Ingress]', 'egress'],
  ])('fires on %s with %s', (name, types, missing) => {
    expect(findingsOf(rule, named(name, all, types))).toMatchObject([
      {
        at: '6:3',
        field: 'spec.policyTypes',
        message: expect.stringContaining(`does not isolate ${missing}`),
        help: [expect.stringContaining('write policyTypes: [')],
      },
    ]);
  });

  it('points at the name where policyTypes is not written', () => {
    expect(findingsOf(rule, named('deny-all', all))).toMatchObject([
      { at: '3:18', text: 'deny-all', field: 'spec.policyTypes' },
    ]);
  });

  it('fires on a rule that allows everything', () => {
    const yaml = named('default-deny-ingress', all, 'policyTypes: [Ingress]', 'ingress:', '  - {}');
    expect(findingsOf(rule, yaml)).toMatchObject([
      { at: '8:7', text: '{}', message: expect.stringContaining('spec.ingress[0] allows everything') },
    ]);
  });

  it.each([
    ['default-deny', 'policyTypes: [Ingress]'],
    ['default-deny', 'policyTypes: [Egress]'],
    ['default-deny-ingress', 'policyTypes: [Ingress]'],
    ['deny-all-egress', 'policyTypes: [Egress]'],
    ['default-deny-all', both],
    ['deny-allowlist', 'policyTypes: [Ingress]'],
    ['allow-web', 'policyTypes: [Ingress]'],
  ])('does not fire on %s with %s', (name, types) => expect(findingsOf(rule, named(name, all, types))).toEqual([]));

  it('takes rules for some as part of a default deny', () => {
    const dns = ['egress:', '  - ports: [{ protocol: UDP, port: 53 }]'];
    expect(findingsOf(rule, named('default-deny-egress', all, 'policyTypes: [Egress]', ...dns))).toEqual([]);
  });

  it('takes a name that repeats the label for a name of those pods', () => {
    expect(findingsOf(rule, named('web-deny-all', 'podSelector: { matchLabels: { app: web } }', both))).toEqual([]);
    expect(findingsOf(rule, named('webapp-deny-all', 'podSelector: { matchLabels: { app: web } }', both))).toHaveLength(
      1,
    );
  });
});

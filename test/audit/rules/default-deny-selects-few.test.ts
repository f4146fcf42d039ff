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
      { at: '5:3', text: 'podSelector: { matchLabels: { tier: backend } }', severity: 'warning' },
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

  it('is a hint where the selector leaves out no workload of the input', () => {
    const chart = 'podSelector: { matchLabels: { part-of: shop } }';
    const yaml = named('default-deny', chart, both) + podYaml('shop/web', [], 'part-of: shop');
    expect(findingsOf(rule, yaml)).toMatchObject([{ severity: 'info' }]);
    expect(findingsOf(rule, yaml + podYaml('shop/api'))).toMatchObject([{ severity: 'warning' }]);
  });

  it('is never an error', () => {
    const yaml = named('deny-all', backend, 'policyTypes: [Ingress]') + podYaml('shop/web');
    expect(findingsOf(rule, yaml).map(({ severity }) => severity)).toEqual(['warning', 'warning']);
  });

  // Names as repositories have them, each with what such a policy selects.
  it.each([
    ['deny-all-for-label', 'podSelector: { matchLabels: { role: db } }', both],
    ['deny-all-for-testweb', 'podSelector: { matchLabels: { run: web-1 } }', 'policyTypes: [Ingress]'],
    ['deny-all-to-db', 'podSelector: { matchLabels: { app: nexus-db } }', both],
    ['deny-all-to-fastapi', 'podSelector: { matchLabels: { app: fastapi-k8s } }', 'policyTypes: [Ingress]'],
    ['deny-all-except-admin', 'podSelector: { matchLabels: { role: db } }', 'policyTypes: [Ingress]'],
    ['default-deny-all-except-dns', backend, 'policyTypes: [Egress]'],
    ['default-deny-web', 'podSelector: { matchLabels: { app: frontend } }', both],
    ['web-deny-all', 'podSelector: { matchLabels: { app: web } }', both],
    ['webapp-deny-all', 'podSelector: { matchLabels: { app: web } }', 'policyTypes: [Ingress]'],
    ['allow-web-under-default-deny', backend, 'policyTypes: [Ingress]'],
    ['default-deny-all-kubeflow-system', all, 'policyTypes: [Ingress]'],
    ['deny-all-from-other-namespaces', all, 'policyTypes: [Ingress]'],
    ['deny-all-except-ingress', all, 'policyTypes: [Egress]'],
    ['default-deny-ingress-nginx', 'podSelector: { matchLabels: { app: nginx } }', 'policyTypes: [Egress]'],
  ])('does not fire on %s with %s and %s: the name says whom it means', (name, selector, types) => {
    expect(findingsOf(rule, named(name, selector, types))).toEqual([]);
  });

  it.each([
    ['shop-default-deny', 'the namespace'],
    ['denyall', 'nobody'],
    ['default-deny-all-network-policy', 'nobody'],
    ['zero-trust.default-deny', 'nobody'],
  ])('fires on %s with a label: the name names %s', (name) => {
    expect(findingsOf(rule, named(name, backend, both))).toMatchObject([{ field: 'spec.podSelector' }]);
  });

  it.each([
    'web-deny-all-egress',
    'web-default-deny-egress',
    'deny-all-egress-from-db',
    'deny-all-ingress-and-egress-of-web',
  ])('holds %s to the direction that it names, whomever it means', (name) => {
    const web = 'podSelector: { matchLabels: { app: web } }';
    expect(findingsOf(rule, named(name, web, 'policyTypes: [Ingress]'))).toMatchObject([
      { field: 'spec.policyTypes', message: expect.stringContaining('does not isolate egress') },
    ]);
    expect(findingsOf(rule, named(name, web, both))).toEqual([]);
  });
});

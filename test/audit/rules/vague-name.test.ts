import { vagueName } from '../../../lib/audit/rules/hygiene/vague-name';
import { findingsOf } from '../findings-of';
import { podYaml, policyYaml } from '../shop-yaml';

const rule = vagueName;

test.each(['policy-1', 'test', 'np', 'foo', 'my-network-policy'])('%s: at the name', (name) => {
  const text = policyYaml(`shop/${name}`, 'podSelector: {matchLabels: {app: web}}');
  expect(findingsOf(rule, text)).toMatchObject([{ at: '3:18', text: name, severity: 'info' }]);
});

test.each(['web', 'allow-web', 'webserver', 'shop-rules', 'default-deny', 'allow-8080', 'from-front', 'from-ops'])(
  '%s says something',
  (name) => {
    const spec =
      'podSelector: {matchLabels: {app: web}}\ningress:\n  - from: [{namespaceSelector: {matchLabels: {team: ops}}, podSelector: {matchLabels: {tier: front}}}]\n    ports: [{port: 8080}]';
    expect(findingsOf(rule, policyYaml(`shop/${name}`, spec))).toEqual([]);
  },
);

test('the names of selected workloads count', () => {
  const text = policyYaml('shop/checkout', 'podSelector: {}');
  expect(findingsOf(rule, text)).toHaveLength(1);
  expect(findingsOf(rule, podYaml('shop/checkout') + text)).toEqual([]);
});

test('a direction says something where a rule of it is for everybody', () => {
  const all = 'podSelector: {}\npolicyTypes: [Egress]\negress: [{}]';
  const some = 'podSelector: {}\npolicyTypes: [Egress]\negress: [{to: [{podSelector: {matchLabels: {app: web}}}]}]';
  expect(findingsOf(rule, policyYaml('shop/allow-egress', all))).toEqual([]);
  expect(findingsOf(rule, policyYaml('shop/allow-egress', some))).toHaveLength(1);
  expect(findingsOf(rule, policyYaml('shop/allow-ingress', all))).toHaveLength(1);
});

test('what netpact names after a workload is called what the app calls it', () => {
  const text = policyYaml('shop/np-ingress', 'podSelector: {matchLabels: {app: web}}');
  const written = text.replace(
    'namespace: shop}',
    'namespace: shop, annotations: {netpact.dev/flows: shop/a may reach shop/np on TCP 80}}',
  );
  expect(findingsOf(rule, text)).toHaveLength(1);
  expect(written).not.toBe(text);
  expect(findingsOf(rule, written)).toEqual([]);
});

import fc from 'fast-check';
import { resolveLocation } from '../../../lib/diagnostics/finding';
import { loadObjects, loadTexts } from '../../../lib/k8s/load';

const manifests = `# Source: a.yaml
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: p, labels: {a: b}, annotations: {c: "d"}}
spec:
  podSelector: &s
    matchLabels: {app: web}
    matchExpressions:
      - {key: a, operator: In, values: [x, y]}
  ingress:
    - from:
        - podSelector: *s
          namespaceSelector: {}
        - ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}
      ports:
        - port: 80
          endPort: 90
  policyTypes: [Ingress]
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  ownerReferences:
    - {kind: X, name: y, controller: true}
spec:
  replicas: 2
  template:
    metadata: {labels: {app: web}}
    spec:
      hostNetwork: true
      containers:
        - ports:
            - {name: http, containerPort: 8080, protocol: TCP}
---
{"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "s"}, "spec": {"ports": [{"port": 80}]}}]}
`;

/** Cuts out a part of the text and puts something else there. */
const edit = fc.record({
  at: fc.nat(manifests.length),
  cut: fc.nat(12),
  put: fc.constantFrom(
    '',
    '\n',
    '  ',
    ': ',
    '- ',
    '\t',
    '"',
    "'",
    '{',
    '}',
    '[',
    ']',
    '&a ',
    '*s',
    '!x ',
    '|',
    '---\n',
    '%',
    '<<: ',
    'null',
    '~',
    '5',
    '...\n',
    '\r',
    '\u0000',
    '\uFEFF',
    '? ',
    '#',
  ),
});

test('a manifest that is damaged anywhere gives findings with places, and never an exception', () => {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
      let text = manifests;
      for (const { at, cut, put } of edits) text = text.slice(0, at) + put + text.slice(at + cut);
      const { findings, notes, resources, refusedPolicies } = loadTexts([{ file: 'a.yaml', text }]);
      const lines = text.split('\n').length;
      for (const finding of [...findings, ...notes]) {
        const span = resolveLocation(finding.at);
        if (!span) continue;
        expect(span.line).toBeGreaterThanOrEqual(1);
        expect(span.line).toBeLessThanOrEqual(lines);
        expect(span.column).toBeGreaterThanOrEqual(1);
      }
      // Whatever was read can be located.
      for (const { origin } of [...resources.policies, ...resources.workloads, ...resources.services])
        origin.span('spec');
      for (const { origin } of refusedPolicies) origin.span('spec.ingress[0].from[1]');
    }),
    { numRuns: Number(process.env.NETPACT_RUNS ?? 1000) },
  );
});

test('values of any shape are refused or read, and never an exception', () => {
  const anything = fc.anything({
    maxDepth: 4,
    key: fc.constantFrom(
      'spec',
      'metadata',
      'ingress',
      'from',
      'ports',
      'name',
      'labels',
      'containers',
      'template',
      'podSelector',
      'matchLabels',
    ),
  });
  const object = fc.record({
    apiVersion: fc.constantFrom('networking.k8s.io/v1', 'apps/v1', 'v1'),
    kind: fc.constantFrom('NetworkPolicy', 'Deployment', 'Pod', 'Service', 'Namespace', 'List', 'CronJob'),
    metadata: anything,
    spec: anything,
    items: fc.array(anything, { maxLength: 2 }),
  });
  fc.assert(
    fc.property(object, (value) => {
      loadObjects([value]);
    }),
    { numRuns: Number(process.env.NETPACT_RUNS ?? 1000) },
  );
});

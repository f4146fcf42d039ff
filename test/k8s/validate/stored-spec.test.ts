import { readSpec } from '../../../lib/k8s/validate/read-spec';
import { storedSpec } from './stored-spec';

const stored = (spec: unknown) => storedSpec(readSpec({ spec }));

test.each([
  [null, ['Ingress']],
  [{ policyTypes: [] }, ['Ingress']],
  [{ policyTypes: null, egress: [] }, ['Ingress']],
  [{ egress: [{}] }, ['Ingress', 'Egress']],
  [{ egress: [null] }, ['Ingress', 'Egress']],
  [{ policyTypes: ['Egress'], ingress: [{}] }, ['Egress']],
])('docs/semantics.md 2: %j isolates %j', (spec, types) => {
  expect(stored(spec).policyTypes).toEqual(types);
});

test("docs/semantics.md 2: a port's protocol is TCP", () => {
  expect(stored({ ingress: [{ ports: [null, { port: 80 }, { protocol: 'UDP' }] }] }).ingress).toEqual([
    { ports: [{ protocol: 'TCP' }, { port: 80, protocol: 'TCP' }, { protocol: 'UDP' }] },
  ]);
});

test('empty lists and nulls are not stored, and a null rule is an empty one', () => {
  const spec = {
    podSelector: { matchLabels: {}, matchExpressions: [] },
    ingress: [null, { from: [], ports: null }],
    egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8', except: [] } }, { namespaceSelector: { matchLabels: null } }] }],
  };
  expect(stored(spec)).toEqual({
    podSelector: {},
    ingress: [{}, {}],
    egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8' } }, { namespaceSelector: {} }] }],
    policyTypes: ['Ingress', 'Egress'],
  });
});

test('a spec that says nothing that needs reading is taken as it stands', () => {
  const spec = { podSelector: { matchLabels: { a: 'b' } }, ingress: [{ ports: [{ port: 80 }] }] };
  expect(readSpec({ spec })).toBe(spec);
});

import { contractText } from '../../lib/contract/contract-text';
import { readContract } from '../../lib/contract/read-contract';
import type { Contract } from '../../lib/intent/contract';

const contract: Contract = {
  app: 'storefront',
  namespaces: [{ name: 'shop', labels: { team: 'storefront' } }],
  needs: [
    {
      namespace: 'orders',
      direction: 'egress',
      subject: {
        name: 'every pod of orders',
        namespace: 'orders',
        selector: { matchExpressions: [{ key: 'tier', operator: 'In', values: ['a', 'b'] }] },
        hostNetwork: true,
      },
      peer: { name: 'shop/web', namespace: 'shop', selector: {}, hostNetwork: false },
      ports: [
        { protocol: 'TCP', port: 8080, endPort: 8090 },
        { protocol: 'UDP', port: 53, endPort: 53 },
        { protocol: 'TCP', port: 9102, endPort: 9102, name: 'metrics' },
      ],
      reason: 'because',
      owner: undefined,
      until: '2026-12-31',
    },
    {
      namespace: 'orders',
      direction: 'ingress',
      subject: {
        name: 'orders/api',
        namespace: 'orders',
        selector: { matchLabels: { app: 'api' } },
        hostNetwork: false,
      },
      peer: { name: 'shop/web', namespace: 'shop', selector: {}, hostNetwork: false },
      ports: 'all',
      reason: undefined,
      owner: 'ann',
      until: undefined,
    },
  ],
};

type Json = { [key: string]: unknown };
const place = () => ({ file: 'shop.json', line: 1, column: 1 });
const read = (value: unknown) => readContract(value, 'shop.json', place);
const written = (): Json & { needs: Json[] } => JSON.parse(contractText(contract));

it('reads what it writes', () => {
  expect(read(written())).toEqual({ contract, findings: [] });
});

it.each([
  ['null', null],
  ['a list', []],
  ['a manifest', { apiVersion: 'v1', kind: 'List', items: [] }],
  ['a file of somebody else', { generatedBy: 'hand', schemaVersion: 1, needs: [] }],
])('%s is no contract', (_, value) => {
  expect(read(value).findings.map(({ code }) => code)).toEqual(['contract-foreign']);
});

it.each([[2], [0], ['1'], [undefined]])('schema version %p is refused, never guessed at', (schemaVersion) => {
  const { findings, contract: nothing } = read({ ...written(), schemaVersion });
  expect(findings.map(({ code }) => code)).toEqual(['contract-version']);
  expect(nothing).toBeUndefined();
});

/** A contract with one thing changed in its first need. */
const changed = (change: (need: Json) => unknown): unknown => {
  const value = written();
  change(value.needs[0] ?? {});
  return value;
};
const pods = (more: Json) => ({ name: 'orders/api', namespace: 'orders', podSelector: {}, ...more });

const mistakes: readonly (readonly [said: string, value: unknown])[] = [
  ['"more" is no field that this netpact knows', { ...written(), more: 1 }],
  ['"except" is no field', changed((need) => Object.assign(need, { except: [] }))],
  ['the field "needs" is missing', { ...written(), needs: undefined }].map((each, at) =>
    at === 1 ? JSON.parse(JSON.stringify(each)) : each,
  ) as [string, unknown],
  ['this is a mapping, and must be a list', { ...written(), needs: {} }],
  ['this is null, and must be a mapping', { ...written(), needs: [null] }],
  ['no port never means every port', changed((need) => Object.assign(need, { ports: [] }))],
  ['and must be a list', changed((need) => Object.assign(need, { ports: 'every' }))],
  [
    'a port is a number from 1 to 65535',
    changed((need) => Object.assign(need, { ports: [{ protocol: 'TCP', port: 0 }] })),
  ],
  ['the field "protocol" is missing', changed((need) => Object.assign(need, { ports: [{ port: 80 }] }))],
  ['the field "port" is missing', changed((need) => Object.assign(need, { ports: [{ protocol: 'TCP' }] }))],
  [
    'number is what a pod of the app has',
    changed((need) => Object.assign(need, { ports: [{ protocol: 'TCP', port: 80, number: 80 }] })),
  ],
  ['the direction is "ingress" or "egress"', changed((need) => Object.assign(need, { direction: 'both' }))],
  ['is no name of a namespace', changed((need) => Object.assign(need, { namespace: 'Orders' }))],
  [
    'a policy selects pods of its own namespace',
    changed((need) => Object.assign(need, { subject: pods({ namespace: 'other' }) })),
  ],
  ["none of the app's namespaces", changed((need) => Object.assign(need, { peer: pods({}) }))],
  [
    'the operators are In, NotIn, Exists',
    changed((need) =>
      Object.assign(need, { subject: pods({ podSelector: { matchExpressions: [{ key: 'a', operator: 'Is' }] } }) }),
    ),
  ],
  [
    'is no field of needs[0].subject.podSelector',
    changed((need) => Object.assign(need, { subject: pods({ podSelector: { app: 'web' } }) })),
  ],
  ['a label selector is a mapping', changed((need) => Object.assign(need, { subject: pods({ podSelector: null }) }))],
  [
    'no pod satisfies this selector',
    changed((need) =>
      Object.assign(need, {
        subject: pods({
          podSelector: { matchLabels: { a: 'b' }, matchExpressions: [{ key: 'a', operator: 'DoesNotExist' }] },
        }),
      }),
    ),
  ],
  ['is no day', changed((need) => Object.assign(need, { until: '2026-02-30' }))],
  ['this is the number 3, and must be text', changed((need) => Object.assign(need, { reason: 3 }))],
  ['hostNetwork is true or left out', changed((need) => Object.assign(need, { subject: pods({ hostNetwork: 'no' }) }))],
  ['is no name of an app', { ...written(), app: '../x' }],
];

it.each(mistakes)('%s', (said, value) => {
  const { findings, contract: nothing } = read(value);
  expect(findings.map(({ message }) => message).join('\n')).toContain(said);
  expect(new Set(findings.map(({ code }) => code))).toEqual(new Set(['contract-invalid']));
  expect(nothing).toBeUndefined();
});

import fc from 'fast-check';
import { load } from 'js-yaml';
import { parseAllDocuments, parseDocument, stringify } from 'yaml';
import { blockYaml, Commented, Lines, type YamlValue } from '../../../lib/k8s/emit/block-yaml';
import { oneLine, type PolicyDocument, renderManifests } from '../../../lib/k8s/emit/render-manifests';
import { readYaml } from '../../../lib/k8s/load/yaml/yaml-reader';
import type { NetworkPolicySpec } from '../../../lib/k8s/network-policy';

const yamlOptions = { version: '1.1', compat: 'core', lineWidth: 0, aliasDuplicateObjects: false } as const;

function policy(
  namespace: string,
  name: string,
  more: Partial<PolicyDocument> & { readonly spec?: NetworkPolicySpec } = {},
): PolicyDocument {
  return {
    comment: more.comment ?? `${namespace}: ${name}`,
    manifest: more.manifest ?? {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name, namespace },
      spec: more.spec ?? { podSelector: {} },
    },
  };
}

/** Maps without prototypes, whole numbers as texts: what two readers differ in and YAML does not. */
const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? Number(each) : each)));

const perNamespace = { layout: 'per-namespace' } as const;

describe('the files of an output folder', () => {
  it('are one for each namespace, with a sorted kustomization', () => {
    const files = renderManifests([policy('shop', 'b'), policy('orders', 'a')], perNamespace);
    expect([...files.keys()].sort()).toEqual(['kustomization.yaml', 'orders.k8s.yaml', 'shop.k8s.yaml']);
    expect(files.get('kustomization.yaml')).toBe(`# Written by netpact. Change the TypeScript source, not this file.
---
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - orders.k8s.yaml
  - shop.k8s.yaml
`);
  });

  it('are one for each policy if asked', () => {
    const files = renderManifests([policy('shop', 'b'), policy('shop', 'a')], { layout: 'per-policy' });
    expect([...files.keys()].sort()).toEqual(['kustomization.yaml', 'shop/a.yaml', 'shop/b.yaml']);
  });

  it('are none without policies', () => {
    expect(renderManifests([], perNamespace).size).toBe(0);
  });

  it('have the policies in the order in which they are given', () => {
    const text = renderManifests([policy('shop', 'b'), policy('shop', 'a')], perNamespace).get('shop.k8s.yaml') ?? '';
    expect(parseAllDocuments(text).map((document) => document.getIn(['metadata', 'name']))).toEqual(['b', 'a']);
  });

  it('keep every comment on its line', () => {
    const comment = 'a\nkind: Secret\r\u0085\u2028b\u0000\u001b[31m\ufffe\u202ec';
    const text = renderManifests([policy('shop', 'a', { comment })], perNamespace).get('shop.k8s.yaml') ?? '';
    // U+FFFE is one of the characters that kubectl refuses in a comment too.
    expect(text.split('\n')[2]).toBe('# a kind: Secret b [31m c');
  });

  it('order the keys as the documentation of Kubernetes does', () => {
    const text = renderManifests(
      [
        policy('shop', 'a', {
          manifest: {
            spec: {
              egress: [
                {
                  ports: [{ endPort: 90, port: 80, protocol: 'TCP' }],
                  to: [{ ipBlock: { except: ['10.1.0.0/16'], cidr: '10.0.0.0/8' } }],
                },
              ],
              ingress: [{ from: [{ podSelector: {}, namespaceSelector: { matchLabels: { b: '1', a: '2' } } }] }],
              policyTypes: ['Ingress', 'Egress'],
              podSelector: { matchExpressions: [{ values: ['x'], operator: 'In', key: 'tier' }] },
            },
            metadata: { annotations: { b: 'x', a: 'y' }, labels: { app: 'web' }, namespace: 'shop', name: 'a' },
            kind: 'NetworkPolicy',
            apiVersion: 'networking.k8s.io/v1',
          },
        }),
      ],
      perNamespace,
    ).get('shop.k8s.yaml');
    expect(text).toContain(`apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: a
  namespace: shop
  labels:
    app: web
  annotations:
    a: "y"
    b: x
spec:
  podSelector:
    matchExpressions:
      - key: tier
        operator: In
        values:
          - x
  policyTypes:
    - Ingress
    - Egress
  ingress:
    - from:
        - namespaceSelector:
            matchLabels:
              a: "2"
              b: "1"
          podSelector: {}
  egress:
    - to:
        - ipBlock:
            cidr: 10.0.0.0/8
            except:
              - 10.1.0.0/16
      ports:
        - protocol: TCP
          port: 80
          endPort: 90
`);
  });
});

/** Text that is likely to be misread: words, numbers, dates and signs that mean something to some YAML reader. */
const tricky = fc.oneof(
  fc.constantFrom(
    'yes',
    'No',
    'on',
    'OFF',
    'y',
    'N',
    'null',
    '~',
    'True',
    '1_000',
    '0o17',
    '017',
    '0x1f',
    '1e3',
    '0O17',
    '0o7_7',
    '0B11',
    '-0o7',
    '1_0e5',
    '.5',
    '-.inf',
    'NaN',
  ),
  fc.constantFrom(
    '12:30:45',
    '2026-11-21',
    '=',
    '<<',
    '- a',
    '? a',
    'a: b',
    'a #b',
    '#',
    '@a',
    '`',
    '%',
    '|',
    '>',
    '!a',
    '&a',
    '*a',
    '{}',
    '[]',
    '::/0',
    '',
  ),
  fc.string({ unit: fc.constantFrom(...'aA1 .:#-_/,()[]{}"\'\\!&*?|>%@`~=<é→') }),
  // Characters alone and at both ends: spaces that trimming takes away, and what is seen as nothing.
  fc.string({ unit: fc.constantFrom(...'a \u00a0\u2003\u3000\u2028\u200b\ufeff\ufffe\uffff\u0085\t\n') }),
  fc.string({ unit: 'binary', maxLength: 6 }),
);
const tree = fc.letrec<{ value: YamlValue; map: Record<string, YamlValue> }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    tricky,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('map'),
  ),
  map: fc.dictionary(tricky, tie('value'), { maxKeys: 3 }),
})).map;

describe('block style', () => {
  it('is read back as it was by readers of YAML 1.1 and 1.2', () => {
    fc.assert(
      fc.property(tree, (value) => {
        const text = blockYaml({ root: value });
        expect(parseDocument(text, { version: '1.2' }).toJS()).toEqual({ root: value });
        expect(parseDocument(text, { version: '1.1', merge: false }).toJS()).toEqual({ root: value });
        expect(load(text)).toEqual({ root: value });
      }),
    );
  });

  // What sigs.k8s.io/yaml, which kubectl reads with, made of each when it stood there as `yaml` writes it.
  it.each([
    ['a no-break space at the end was lost', 'a\u00a0', '"a\\u00a0"'],
    ['an em space at the end was lost', 'a\u2003', '"a\\u2003"'],
    ['an ideographic space alone was null', '\u3000', '"\\u3000"'],
    ['U+FFFE was refused with the whole file', 'a\ufffe', '"a\\ufffe"'],
    ['15', '0O17', '"0O17"'],
    ['63', '0o7_7', '"0o7_7"'],
    ['-7', '-0o7', '"-0o7"'],
    ['3', '0B11', '"0B11"'],
    ['-1', '0b-1', '"0b-1"'],
    ['31', '0X1f', '"0X1f"'],
    ['1000000', '1_0e5', '"1_0e5"'],
  ])('quotes what kubectl would read otherwise: %s', (_, value, text) => {
    expect(blockYaml({ [value]: value, list: [value] })).toBe(`${text}: ${text}\nlist:\n  - ${text}\n`);
  });

  it('comments of items and lines of texts change nothing of what is read, by any reader', () => {
    const comment = fc.string().map(oneLine);
    const line = fc.string({ unit: fc.constantFrom(...'aA1 .:#-|>[]{}"\'&*!%@é\t\u00a0\u2028\u0000') });
    const item = fc.tuple(comment, fc.dictionary(fc.constantFrom('from', 'ports'), tree));
    fc.assert(
      fc.property(fc.array(item), fc.array(line, { minLength: 1 }), (items, lines) => {
        const text = blockYaml({
          flows: new Lines(lines),
          rules: items.map(([over, value]) => new Commented(over, value)),
          end: 1,
        });
        const meant = { flows: lines.join('\n'), rules: items.map(([, value]) => ({ ...value })), end: 1 };
        expect(parseDocument(text, { version: '1.2' }).toJS()).toEqual(meant);
        expect(load(text)).toEqual(meant);
        const outcome = readYaml(text, () => () => undefined);
        expect(plain('value' in outcome ? outcome.value : outcome.problem)).toEqual(plain(meant));
      }),
    );
  });

  it('writes texts line by line where every line is visible, and quotes them where one is not', () => {
    const written = (...lines: string[]) => blockYaml({ a: new Lines(lines) });
    expect(written('b: c', '# d')).toBe('a: |-\n  b: c\n  # d\n');
    expect(written('b')).toBe('a: |-\n  b\n');
    for (const hidden of ['', ' b', 'b ', 'b\tc', 'b\u2028c', 'b\u0000'])
      expect(written('x', hidden)).toBe(`a: ${JSON.stringify(`x\n${hidden}`).replace('\u2028', '\\u2028')}\n`);
    expect(() => written('x', '\ud800')).toThrow(RangeError);
  });

  it('refuses half of a character, in a key as in a value', () => {
    expect(() => blockYaml({ a: ['x\ud83d'] })).toThrow(/"x\\ud83d" is no text/);
    expect(() => blockYaml({ '\ude00': 1 })).toThrow(RangeError);
    expect(blockYaml({ a: '\ud83d\ude00' })).toBe('a: 😀\n');
  });

  it('is what the package yaml writes, byte for byte, except that =, <<, document markers and numbers with _ are quoted', () => {
    const oneLiners = fc
      .string({ unit: fc.constantFrom(...'aA1 .:#-_/,()[]{}"\'\\!&*?|>%@`~=<é→') })
      .filter((text) => !/^(?:=$|<<$|---|\.\.\.|[-.1][-.1]*_[-.1_]*$)/.test(text));
    const policies = fc.record({
      name: oneLiners,
      list: fc.array(fc.record({ key: oneLiners, values: fc.array(oneLiners) })),
      port: fc.nat(),
    });
    fc.assert(fc.property(policies, (value) => expect(blockYaml(value)).toBe(stringify(value, yamlOptions))));
  });
});

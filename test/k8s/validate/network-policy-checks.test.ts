import { checkNetworkPolicy } from '../../../lib/k8s/validate/network-policy-checks';

const policy = (spec: unknown, metadata: unknown = { name: 'a', namespace: 'shop' }) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata,
  spec,
});

/** `field reason` of everything that is wrong, severity left out where it is an error. */
function problems(manifest: Readonly<Record<string, unknown>>): string[] {
  return checkNetworkPolicy(manifest).map(({ field, reason, severity }) => {
    return `${field} ${reason.replace('FieldValue', '')}${severity === 'error' ? '' : ` ${severity}`}`;
  });
}

const ofSpec = (spec: unknown) => problems(policy(spec));
const selector = (podSelector: unknown) => ofSpec({ podSelector });
const ports = (...entries: unknown[]) => ofSpec({ ingress: [{ ports: entries }] });
const peers = (...entries: unknown[]) => ofSpec({ egress: [{ to: entries }] });
const ipBlock = (cidr: unknown, ...except: unknown[]) => peers({ ipBlock: { cidr, except } });

describe('docs/semantics.md 19: names and labels', () => {
  const ofMeta = (metadata: unknown) => problems(policy({}, metadata));

  test.each([
    [{ name: 'Web' }, ['metadata.name Invalid']],
    [{ name: 'x'.repeat(254) }, ['metadata.name Invalid']],
    [{}, ['metadata.name Required']],
    [{ name: null }, ['metadata.name Required']],
    [{ name: 5 }, ['metadata.name TypeInvalid']],
    [{ generateName: 'web-' }, []],
    [{ generateName: 'Web-' }, ['metadata.generateName Invalid']],
    [{ name: 'a', namespace: 'a.b' }, ['metadata.namespace Invalid']],
    [{ name: 'a', namespace: 'x'.repeat(64) }, ['metadata.namespace Invalid']],
    [{ name: 'a', labels: { 'a/b/c': 'd' } }, ['metadata.labels Invalid']],
    [{ name: 'a', labels: { a: '-' } }, ['metadata.labels Invalid']],
    [{ name: 'a', labels: { a: null } }, []],
    [{ name: 'a', labels: { a: true } }, ['metadata.labels[a] TypeInvalid']],
    [{ name: 'a', annotations: { 'UPPER.case/x': 'any text → at all' } }, []],
    [{ name: 'a', annotations: { 'a b': '' } }, ['metadata.annotations Invalid']],
    [{ name: 'a', annotations: { a: 'x'.repeat(262_144) } }, ['metadata.annotations TooLong']],
    [{ name: 'a', finalizers: ['x', 'a.b/c', 'orphan'] }, ['metadata.finalizers[0] Invalid']],
    [{ name: 'a', nmae: 'b' }, ['metadata.nmae UnknownField']],
    [
      { name: 'a', ownerReferences: [{ kind: 'X', name: 'x', uid: 'u' }] },
      ['metadata.ownerReferences[0].apiVersion Required'],
    ],
  ])('metadata %j', (metadata, expected) => expect(ofMeta(metadata)).toEqual(expected));

  test.each([
    [{ matchLabels: { 'a b': 'c' } }, ['spec.podSelector.matchLabels Invalid']],
    [{ matchLabels: { a: 'b c' } }, ['spec.podSelector.matchLabels Invalid']],
    [{ matchLabels: { a: '' } }, []],
    [{ matchLabels: [] }, ['spec.podSelector.matchLabels TypeInvalid']],
    [{ app: 'web' }, ['spec.podSelector.app UnknownField']],
    [[], ['spec.podSelector TypeInvalid']],
    ['', ['spec.podSelector TypeInvalid']],
  ])('podSelector %j', (value, expected) => expect(selector(value)).toEqual(expected));
});

describe('docs/semantics.md 20: operators', () => {
  const at = 'spec.podSelector.matchExpressions[0]';
  test.each([
    [{ key: 'a', operator: 'In', values: ['x', ''] }, []],
    [{ key: 'a', operator: 'In', values: [] }, [`${at}.values Required`]],
    [{ key: 'a', operator: 'NotIn' }, [`${at}.values Required`]],
    [{ key: 'a', operator: 'Exists' }, []],
    [{ key: 'a', operator: 'Exists', values: [] }, []],
    [{ key: 'a', operator: 'Exists', values: ['x'] }, [`${at}.values Forbidden`]],
    [{ key: 'a', operator: 'DoesNotExist', values: ['x'] }, [`${at}.values Forbidden`]],
    [{ key: 'a', operator: 'in', values: ['x'] }, [`${at}.operator Invalid`]],
    [{ key: 'a' }, [`${at}.operator Invalid`]],
    [{ key: '', operator: 'Exists' }, [`${at}.key Invalid`]],
    [{ key: 'a', operator: 'In', values: ['b c', 5] }, [`${at}.values[0] Invalid`, `${at}.values[1] TypeInvalid`]],
    [null, [`${at}.operator Invalid`, `${at}.key Invalid`]],
  ])('%j', (expression, expected) => expect(selector({ matchExpressions: [expression] })).toEqual(expected));
});

describe('docs/semantics.md 21: ports', () => {
  const at = 'spec.ingress[0].ports[0]';
  test.each([
    [null, []],
    [{}, []],
    [{ port: 1 }, []],
    [{ port: 65_535, protocol: 'SCTP' }, []],
    [{ port: 0 }, [`${at}.port Invalid`]],
    [{ port: 65_536 }, [`${at}.port Invalid`]],
    [{ port: 80.5 }, [`${at}.port TypeInvalid`]],
    [{ port: true }, [`${at}.port TypeInvalid`]],
    [{ port: '80' }, [`${at}.port Invalid`]],
    [{ port: 'metrics-and-more' }, [`${at}.port Invalid`]],
    [{ port: 'http', endPort: 90 }, [`${at}.endPort Invalid`]],
    [{ protocol: 'tcp' }, [`${at}.protocol NotSupported`]],
    [{ protocol: 6 }, [`${at}.protocol TypeInvalid`]],
    [{ port: 80, endPort: 80 }, []],
    [{ port: 80, endPort: 79 }, [`${at}.endPort Invalid`]],
    [{ port: 80, endPort: 65_536 }, [`${at}.endPort Invalid`]],
    [{ port: 80, endPort: '90' }, [`${at}.endPort TypeInvalid`]],
    [{ endPort: 90 }, [`${at}.endPort Invalid`]],
    [{ port: 80, name: 'http' }, [`${at}.name UnknownField`]],
    ['http', [`${at} TypeInvalid`]],
  ])('%j', (entry, expected) => expect(ports(entry)).toEqual(expected));

  test('a number in quotes is helped', () => {
    const [problem] = checkNetworkPolicy(policy({ ingress: [{ ports: [{ port: '80' }] }] }));
    expect(problem).toMatchObject({
      message: 'spec.ingress[0].ports[0].port is "80": the name of a port must contain at least one letter',
      help: ['remove the quotes: port: 80'],
    });
  });
});

describe('docs/semantics.md 22: peers and address blocks', () => {
  const at = 'spec.egress[0].to[0]';
  test.each([
    [{}, [`${at} Required`]],
    [null, [`${at} Required`]],
    [{ podSelector: null }, [`${at} Required`]],
    [{ podSelector: {}, namespaceSelector: {} }, []],
    [{ ipBlock: { cidr: '10.0.0.0/8' }, podSelector: {} }, [`${at} Forbidden`]],
    [{ podSelector: '' }, [`${at}.podSelector TypeInvalid`]],
    [{ ipBlock: 0 }, [`${at}.ipBlock TypeInvalid`]],
    [{ pods: {} }, [`${at}.pods UnknownField`, `${at} Required`]],
  ])('peer %j', (peer, expected) => expect(peers(peer)).toEqual(expected));

  const cidr = `${at}.ipBlock.cidr`;
  const except = (index: number) => `${at}.ipBlock.except[${index}]`;
  test.each([
    ['10.0.0.0/8', [], []],
    ['', [], [`${cidr} Required`]],
    [null, [], [`${cidr} Required`]],
    [10, [], [`${cidr} TypeInvalid`]],
    ['10.0.0.0', [], [`${cidr} Invalid`]],
    ['10.0.0.0/33', [], [`${cidr} Invalid`]],
    ['10.0.0.0/08', [], [`${cidr} Invalid`]],
    ['010.0.0.0/8', [], [`${cidr} Invalid`]],
    ['10.0.0.1/8', ['10.1.0.0/16'], [`${cidr} Invalid`]],
    ['::ffff:10.0.0.0/104', ['::ffff:10.1.0.0/112'], [`${cidr} Invalid`, `${except(0)} Invalid`]],
    ['2001:DB8::/32', [], [`${cidr} Invalid warning`]],
    ['fe80::%eth0/64', [], [`${cidr} Invalid`]],
    ['10.0.0.0/8', ['10.0.0.0/9', '10.0.0.0/8'], [`${except(1)} Invalid`]],
    ['10.0.0.0/8', ['11.0.0.0/16'], [`${except(0)} Invalid`]],
    [
      '10.0.0.0/8',
      ['2001:db8::/64', 'x', 5],
      [`${except(0)} Invalid`, `${except(1)} Invalid`, `${except(2)} TypeInvalid`],
    ],
    ['x', ['y'], [`${cidr} Invalid`]],
  ])('ipBlock %j except %j', (block, exceptions, expected) => {
    expect(ipBlock(block, ...exceptions)).toEqual(expected);
  });

  test('host bits are what an older server takes', () => {
    const [problem] = checkNetworkPolicy(policy({ egress: [{ to: [{ ipBlock: { cidr: '10.0.0.1/8' } }] }] }));
    expect(problem).toMatchObject({ isTolerated: true, help: ['write 10.0.0.0/8'] });
  });
});

describe('docs/semantics.md 23: policyTypes', () => {
  const at = 'spec.policyTypes';
  test.each([
    [['Ingress', 'Ingress'], []],
    [['ingress'], [`${at}[0] NotSupported`]],
    [[null], [`${at}[0] NotSupported`]],
    [['Ingress', 'Egress', 'Ingress'], [`${at} Invalid`]],
    ['Ingress', [`${at} TypeInvalid`]],
    [[], []],
    [null, []],
  ])('%j', (types, expected) => expect(ofSpec({ policyTypes: types })).toEqual(expected));
});

test('everything that is wrong is said at once', () => {
  const spec = {
    podSelector: { matchLabels: { 'a b': 'c' } },
    policyTypes: ['Both'],
    ingress: [{ ports: [{ port: 0 }], from: [{}] }, null, 'x'],
    egres: [],
  };
  expect(ofSpec(spec)).toEqual([
    'spec.egres UnknownField',
    'spec.podSelector.matchLabels Invalid',
    'spec.ingress[0].ports[0].port Invalid',
    'spec.ingress[0].from[0] Required',
    'spec.ingress[2] TypeInvalid',
    'spec.policyTypes[0] NotSupported',
  ]);
});

test('an ingress rule knows "from" and not "to"', () => {
  expect(ofSpec({ ingress: [{ to: [] }], egress: [{ from: [] }] })).toEqual([
    'spec.ingress[0].to UnknownField',
    'spec.egress[0].from UnknownField',
  ]);
});

test.each([null, {}, { podSelector: null }, { ingress: [null], egress: [{ to: null, ports: null }] }])(
  'the server accepts the spec %j',
  (spec) => expect(ofSpec(spec)).toEqual([]),
);

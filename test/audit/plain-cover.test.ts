import { coveredParts } from '../../lib/audit/redundancy/covered-parts';
import type { NetworkPolicySpec } from '../../lib/k8s/network-policy';
import { cluster, namespace, policy, workload } from '../analyze/cluster';
import { contextOfResources } from './findings-of';

type EgressRule = NonNullable<NonNullable<NetworkPolicySpec['egress']>[number]>;

const names = Array.from({ length: 10 }, (_, index) => `w${index}`);

/** What is covered of the egress rules of one policy, each with its place and the places of what covers it. */
function coveredOf(egress: readonly EgressRule[]) {
  const spec = { podSelector: { matchLabels: { app: 'w0' } }, policyTypes: ['Egress' as const], egress };
  const resources = cluster([
    namespace('shop'),
    ...names.map((app) => workload(`shop/${app}`, { app })),
    policy('shop/p', spec),
  ]);
  const { policies, rules, undecided } = coveredParts(contextOfResources(resources));
  expect(policies).toEqual([]);
  const placeOf = ({ path }: { readonly path: string }) => Number(path.replace(/\D/g, ''));
  const found = rules.map(({ rule, byRules }) => [placeOf(rule), byRules.map(placeOf)] as const);
  return { found: new Map(found), undecided };
}

const to = (app: string, port: number, endPort?: number): EgressRule => ({
  to: [{ podSelector: { matchLabels: { app } } }],
  ports: [{ protocol: 'TCP', port, ...(endPort && { endPort }) }],
});
const toBlock = (cidr: string, port: number, except: readonly string[] = []): EgressRule => ({
  to: [{ ipBlock: { cidr, except } }],
  ports: [{ port }],
});

test('of thousands of rules that overlap each is decided', () => {
  const pods = Array.from({ length: 3000 }, (_, index) => to(`w${index % 10}`, 1000 + (index % 150)));
  const ofPods = coveredOf(pods);
  expect(ofPods.undecided).toEqual([]);
  expect(ofPods.found.size).toBe(3000 - 150);
  for (const [place, by] of ofPods.found) expect(by).toEqual([place % 150]);
  const blocks = Array.from({ length: 3000 }, (_, index) =>
    toBlock(index < 40 ? `10.${index}.0.0/16` : `10.${index % 40}.${index % 256}.0/24`, 443),
  );
  const ofBlocks = coveredOf(blocks);
  expect(ofBlocks.undecided).toEqual([]);
  expect(ofBlocks.found.size).toBe(3000 - 40);
  for (const [place, by] of ofBlocks.found) expect(by).toEqual([place % 40]);
});

test.each<[string, readonly EgressRule[], readonly (readonly [number, readonly number[]])[]]>([
  ['a port of a range', [to('w1', 80), to('w1', 70, 90)], [[0, [1]]]],
  ['a port beside a range', [to('w1', 91), to('w1', 70, 90)], []],
  ['the pods of another entry', [to('w1', 80), to('w2', 80)], []],
  ['one of two ranges is not enough', [to('w1', 75, 85), to('w1', 70, 80), to('w1', 81, 90)], [[0, [1, 2]]]],
  ['a block that a gap cuts', [toBlock('10.0.0.0/16', 80), toBlock('10.0.0.0/8', 80, ['10.0.3.0/24'])], []],
  [
    'a block with the same gap, and one that a gap does not touch',
    [
      toBlock('10.0.0.0/16', 80, ['10.0.2.0/23']),
      toBlock('10.1.0.0/16', 80),
      toBlock('10.0.0.0/8', 80, ['10.0.3.0/24']),
    ],
    [
      [1, [2]],
      [0, [2]],
    ],
  ],
  [
    'pods of every namespace hold those of one',
    [
      to('w1', 80),
      { to: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: 'w1' } } }], ports: [{ port: 80 }] },
    ],
    [[0, [1]]],
  ],
  [
    'everyone',
    [to('w1', 80), toBlock('10.0.0.0/8', 80), { ports: [{ port: 80 }] }],
    [
      [1, [2]],
      [0, [2]],
    ],
  ],
  ['a name of a port is no number', [{ ports: [{ port: 'http' }] }, { ports: [{ port: 80 }] }], []],
  ['a name is one of all ports', [{ ports: [{ port: 'http' }] }, { ports: [{ protocol: 'TCP' }] }], [[0, [1]]]],
  [
    'a name of one protocol is none of another',
    [{ ports: [{ port: 'dns', protocol: 'UDP' }] }, { ports: [{ port: 'dns' }] }],
    [],
  ],
])('what covers what: %s', (_, egress, expected) => {
  const { found, undecided } = coveredOf(egress);
  expect(undecided).toEqual([]);
  expect([...found]).toEqual(expect.arrayContaining(expected.map((each) => [...each])));
  expect(found.size).toBe(expected.length);
});

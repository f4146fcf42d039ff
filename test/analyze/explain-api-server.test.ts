import { formatAddress, parseCidr } from '../../lib/algebra/cidr';
import { formatPorts, intersectPorts } from '../../lib/algebra/port-set';
import { type Analysis, analyze } from '../../lib/analyze/analysis';
import type { AskedPort } from '../../lib/analyze/explain/asked-port';
import { explain } from '../../lib/analyze/explain/explain';
import type { Explanation } from '../../lib/analyze/explain/explanation';
import { type ApiServer, type End, endOf } from '../../lib/analyze/model/end';
import { probedAddresses, randomCluster } from './random-cluster';
import { seededRandom } from './seeded-random';

const asked: AskedPort = { protocol: 'TCP', port: 80 };

/** The addresses of small blocks, one by one. */
function addressesIn(blocks: readonly string[]): readonly string[] {
  return blocks.flatMap((text) => {
    const block = parseCidr(text);
    if (!block) throw new RangeError(`${text} is no block`);
    const count = Number(block.last - block.first) + 1;
    return Array.from({ length: count }, (_, index) =>
      formatAddress({ family: block.family, value: block.first + BigInt(index) }),
    );
  });
}

/** The API server's answer, and those of each of its addresses. */
function answers(analysis: Analysis, pods: End, direction: 'to' | 'from', blocks: readonly string[]) {
  const cidrs = blocks.flatMap((text) => parseCidr(text) ?? []);
  const server: ApiServer = { kind: 'api-server', name: 'kube-apiserver', cidrs };
  const ask = (other: End | ApiServer): Explanation =>
    direction === 'to' ? explain(analysis, pods, other, asked) : explain(analysis, other, pods, asked);
  return { whole: ask(server), each: addressesIn(blocks).map((name) => ask({ kind: 'address', name })) };
}

test('kube-apiserver is allowed or denied where each of its addresses is, and undetermined where they differ', () => {
  const seen = new Set<string>();
  for (let seed = 1; seed <= 200; seed++) {
    const random = seededRandom(seed);
    const analysis = analyze(randomCluster(random));
    const probe = (index: number) => probedAddresses[(seed * 7 + index) % probedAddresses.length] ?? '';
    const block = (index: number, prefix: 30 | 32) => {
      const address = probe(index);
      return address.includes(':') ? `${address}/${prefix + 96}` : `${address}/${prefix}`;
    };
    for (const blocks of [[block(0, 32)], [block(1, 30)], [block(2, 32), block(3, 30)]])
      for (const pods of analysis.universe.pods)
        for (const direction of ['to', 'from'] as const) {
          const { whole, each } = answers(analysis, endOf(analysis.universe, pods), direction, blocks);
          const verdicts = new Set(each.map(({ verdict }) => verdict));
          const [only = ''] = verdicts;
          const expected = verdicts.size === 1 ? only : 'undetermined';
          const conn = each.map((one) => one.conn).reduce(intersectPorts);
          const where = [seed, pods.name, direction, ...blocks];
          expect([...where, whole.verdict, formatPorts(whole.conn)]).toEqual([...where, expected, formatPorts(conn)]);
          seen.add(expected);
        }
  }
  expect([...seen].sort()).toEqual(['allowed', 'denied', 'undetermined']);
});

test('without known addresses a sure answer is that of every address', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const analysis = analyze(randomCluster(seededRandom(seed)));
    for (const pods of analysis.universe.pods)
      for (const direction of ['to', 'from'] as const) {
        const { whole } = answers(analysis, endOf(analysis.universe, pods), direction, []);
        if (whole.verdict === 'undetermined') continue;
        const { each } = answers(
          analysis,
          endOf(analysis.universe, pods),
          direction,
          probedAddresses.map((address) => `${address}/${address.includes(':') ? 128 : 32}`),
        );
        expect([seed, pods.name, ...new Set(each.map(({ verdict }) => verdict))]).toEqual([
          seed,
          pods.name,
          whole.verdict,
        ]);
      }
  }
});

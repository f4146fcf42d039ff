import { containsPort } from '../../lib/algebra/port-set';
import { analyze } from '../../lib/analyze/analysis';
import { type AskedPort, parseAskedPort } from '../../lib/analyze/explain/asked-port';
import { endsOf } from '../../lib/analyze/explain/end-source';
import { explain } from '../../lib/analyze/explain/explain';
import { resolveEnds } from '../../lib/analyze/explain/resolve-end';
import type { ClusterResources } from '../../lib/k8s/resources';
import { type ContainerPorts, type End, mayConnect, type Pod } from '../evaluator/may-connect';
import { policiesOf } from '../evaluator/policies';
import { randomCluster } from './random-cluster';
import { type Random, seededRandom } from './seeded-random';

const protocols = ['TCP', 'UDP', 'SCTP'] as const;
const numbers = [53, 80, 81, 443, 8080];

/** What nobody says of pods without a manifest: the ports that they declare. */
const declared: readonly ContainerPorts[] = [
  [],
  ...numbers.map((port) =>
    protocols.flatMap((protocol) => ['http', 'dns', 'web'].map((name) => ({ name, port, protocol }))),
  ),
];
/** And the labels of namespaces that have no object in the input. */
const labelled = [
  {},
  ...['app', 'tier'].flatMap((key) => ['a', 'b', '', 'shop'].map((value) => ({ [key]: value }))),
  { app: 'a', tier: 'b' },
];

/** An end as it is asked for, and every one that it could be. */
interface Asked {
  readonly text: string;
  readonly worlds: readonly End[];
}

function pods(random: Random, resources: ClusterResources, name?: string): Asked {
  const namespace = random.pick(['default', 'shop', 'prod', 'other']);
  const labels: Record<string, string> =
    name === undefined
      ? Object.fromEntries(random.list(0, 2, () => [random.pick(['app', 'tier']), random.pick(['a', 'b', 'shop'])]))
      : { app: name };
  const written = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  const known = resources.namespaces.find((each) => each.name === namespace);
  const worlds = (known ? [known.labels] : labelled).map((nsLabels): Pod => ({ namespace, labels, nsLabels }));
  return { text: `${namespace}/${name ?? `[${written.join(',') || '*'}]`}`, worlds };
}

function address(random: Random): Asked {
  const text = random.pick(['10.1.0.1', '192.0.2.127', '255.255.255.255', '2001:db8:1::5', '::1', '11.0.0.0']);
  return { text, worlds: [text] };
}

test('a sure answer about pods without a manifest is so for all ports and namespace labels that they could have', () => {
  const seen = new Map<string, number>();
  for (let seed = 1; seed <= 1000; seed++) {
    const random = seededRandom(seed);
    const resources = { ...randomCluster(random), workloads: [] };
    const analysis = analyze(resources);
    const policies = policiesOf(resources.policies);
    const end = () => random.pick([pods(random, resources), pods(random, resources, random.pick(['a', 'b', 'shop']))]);
    const ends: readonly (readonly [Asked, Asked])[] = [
      [end(), end()],
      [end(), address(random)],
      [address(random), end()],
    ];
    for (const [src, dst] of ends) {
      const resolved = resolveEnds(endsOf(analysis), src.text, dst.text);
      if ('problems' in resolved) continue;
      for (const text of ['80', '53/UDP', '443/SCTP', 'http', 'dns/UDP']) {
        const port = parseAskedPort(text) as AskedPort;
        const { verdict, conn, dependsOn } = explain(analysis, ...resolved.ends, port);
        seen.set(verdict, (seen.get(verdict) ?? 0) + 1);
        const given =
          'port' in port ? [port] : numbers.map((number) => ({ port: number, protocol: port.protocol ?? 'TCP' }));
        for (const { port: number, protocol } of given)
          for (const from of src.worlds)
            for (const target of dst.worlds)
              for (const ports of typeof target === 'string' ? [[]] : declared) {
                const to = typeof target === 'string' ? target : { ...target, ports };
                const passes = mayConnect(policies, { from, to, port: number, protocol });
                const isSure = verdict === 'allowed' || verdict === 'denied';
                // Where labels are not known it is the answer by the fixed defaults.
                const isSaidToPass = dependsOn.length === 0 && containsPort(conn, protocol, number);
                if (isSure ? passes !== (verdict === 'allowed') : !passes && isSaidToPass)
                  throw new Error(
                    `seed ${seed}: ${src.text} to ${dst.text} on ${text} is ${verdict}; ${protocol} ${number} of ${JSON.stringify({ from, to })}: ${passes}`,
                  );
              }
      }
    }
  }
  expect([...seen.keys()].sort()).toEqual(['allowed', 'denied', 'undetermined']);
  for (const count of seen.values()) expect(count).toBeGreaterThan(200);
});

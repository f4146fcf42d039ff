import { containsPort, noPorts } from '../../lib/algebra/port-set';
import { analyze } from '../../lib/analyze/analysis';
import { connectivityRows } from '../../lib/analyze/connectivity/connectivity';
import type { ClusterResources } from '../../lib/k8s/resources';
import { type End, mayConnect } from '../evaluator/may-connect';
import { policiesOf } from '../evaluator/policies';
import { portsOfAddress } from './ports-of-address';
import { probedAddresses, probedPorts, randomCluster } from './random-cluster';
import { seededRandom } from './seeded-random';

/** NETPACT_SEED replays one cluster (NETPACT_CLUSTERS=1) or starts another run. */
const firstSeed = Number(process.env.NETPACT_SEED ?? 20261121);
const clusters = Number(process.env.NETPACT_CLUSTERS ?? 2500);
const protocols = ['TCP', 'UDP', 'SCTP'] as const;

describe('the analyzer against one packet at a time', () => {
  test(`${clusters} random clusters agree on every pair, address and probed port`, () => {
    for (let seed = firstSeed; seed < firstSeed + clusters; seed++) {
      const differences = differencesOf(randomCluster(seededRandom(seed)));
      if (differences.length > 0)
        throw new Error(`replay with NETPACT_SEED=${seed} NETPACT_CLUSTERS=1:\n${differences.slice(0, 10).join('\n')}`);
    }
  });

  test('rows say the same as pairs: none missing, none twice, none empty, sorted', () => {
    for (let seed = firstSeed; seed < firstSeed + clusters / 5; seed++) {
      const analysis = analyze(randomCluster(seededRandom(seed)));
      const rows = [...connectivityRows(analysis, { families: [4, 6] })];
      const keys = rows.map(({ src, dst }) => `${src}\0${dst}`);
      expect(keys).toEqual([...new Set(keys)].sort());
      const { pods } = analysis.universe;
      const expected = pods.flatMap((src) =>
        pods.flatMap((dst) => {
          const ports = analysis.between(src, dst);
          return src === dst || ports === noPorts ? [] : [{ src: src.name, dst: dst.name, ports }];
        }),
      );
      const found = rows.filter(({ src, dst }) => src.includes('/') && dst.includes('/'));
      expect(found.map(({ src, dst, ports }) => ({ src, dst, ports }))).toEqual(expected);
    }
  });
});

function differencesOf(resources: ClusterResources): string[] {
  const analysis = analyze(resources);
  const policies = policiesOf(resources.policies);
  const nsLabels = new Map(resources.namespaces.map(({ name, labels }) => [name, labels]));
  const pods = analysis.universe.pods.map((set) => ({
    set,
    pod: { ...set, nsLabels: nsLabels.get(set.namespace) ?? {} },
  }));
  const differences: string[] = [];
  const compare = (from: End, to: End, ports: ReturnType<typeof analysis.between>) => {
    for (const protocol of protocols)
      for (const port of probedPorts)
        if (mayConnect(policies, { from, to, protocol, port }) !== containsPort(ports, protocol, port))
          differences.push(
            `${nameOf(from)} to ${nameOf(to)} ${protocol} ${port}: the engine says ${containsPort(ports, protocol, port)}`,
          );
  };
  for (const source of pods) {
    for (const target of pods) compare(source.pod, target.pod, analysis.between(source.set, target.set));
    for (const address of probedAddresses) {
      compare(source.pod, address, portsOfAddress(analysis.addresses('egress', source.set), address));
      compare(address, source.pod, portsOfAddress(analysis.addresses('ingress', source.set), address));
    }
  }
  return differences;
}

const nameOf = (end: End): string =>
  typeof end === 'string' ? end : `${end.namespace} ${JSON.stringify(end.labels)} ${JSON.stringify(end.ports)}`;

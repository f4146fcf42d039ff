import {
  allPorts,
  containsPort,
  intersectPorts,
  isSubsetOfPorts,
  noPorts,
  type PortSet,
  unionPorts,
} from '../../lib/algebra/port-set';
import { analyze } from '../../lib/analyze/analysis';
import { connectivityRows } from '../../lib/analyze/connectivity/connectivity';
import { judgeBoth, portsBetween } from '../../lib/analyze/judge/judge';
import { type End, endOf } from '../../lib/analyze/model/end';
import type { PodSet } from '../../lib/analyze/model/universe';
import type { ClusterResources } from '../../lib/k8s/resources';
import { isInCidr } from '../evaluator/address';
import { addressEdges } from '../evaluator/address-edges';
import { type End as EvaluatedEnd, mayConnect } from '../evaluator/may-connect';
import { policiesOf } from '../evaluator/policies';
import { portsOfAddress } from './ports-of-address';
import { probedAddresses, probedPorts, randomCluster, randomNodes } from './random-cluster';
import { seededRandom } from './seeded-random';

/** NETPACT_SEED replays one cluster (NETPACT_CLUSTERS=1) or starts another run. */
const firstSeed = Number(process.env.NETPACT_SEED ?? 20261121);
const clusters = Number(process.env.NETPACT_CLUSTERS ?? 2500);
const protocols = ['TCP', 'UDP', 'SCTP'] as const;

describe('the analyzer against one packet at a time', () => {
  test(`${clusters} random clusters agree on every pair, address and probed port`, () => {
    for (let seed = firstSeed; seed < firstSeed + clusters; seed++) {
      const random = seededRandom(seed);
      const differences = differencesOf(randomCluster(random), randomNodes(random));
      if (differences.length > 0)
        throw new Error(`replay with NETPACT_SEED=${seed} NETPACT_CLUSTERS=1:\n${differences.slice(0, 10).join('\n')}`);
    }
  });

  test('what is not known of nodes lies between the fewest and the most ports that any node could have', () => {
    const kinds = new Set(['node-addresses'] as const);
    let open = 0;
    for (let seed = firstSeed; seed < firstSeed + clusters / 5; seed++) {
      const random = seededRandom(seed);
      const resources = randomCluster(random);
      const nodeCidrs = randomNodes(random);
      const { book, universe } = analyze(resources, { cluster: { nodeCidrs } });
      const isNode = (address: string) => nodeCidrs.length === 0 || nodeCidrs.some((cidr) => isInCidr(address, cidr));
      for (const node of universe.pods.filter(({ hostNetwork }) => hostNetwork))
        for (const pods of universe.pods)
          for (const [from, to] of [
            [pods, node],
            [node, pods],
          ] as const) {
            const { bounds } = judgeBoth(book, endOf(universe, from), endOf(universe, to), kinds);
            const isThere = (end: PodSet, address: string): End =>
              end === node ? { kind: 'address', name: address } : endOf(universe, end);
            const families = new Map<boolean, PortSet>();
            for (const address of [...probedAddresses, ...addressEdges(nodeCidrs)].filter(isNode)) {
              const ports = portsBetween(book, isThere(from, address), isThere(to, address));
              if (!isSubsetOfPorts(ports, bounds.most))
                throw new Error(`seed ${seed}: ${from.name} to ${to.name} at ${address}`);
              families.set(
                address.includes(':'),
                intersectPorts(families.get(address.includes(':')) ?? allPorts, ports),
              );
            }
            // One family is enough to reach a node.
            const least = [...families.values()].reduce(unionPorts, noPorts);
            expect(isSubsetOfPorts(bounds.least, least)).toBe(true);
            if (bounds.least !== bounds.most) open++;
          }
    }
    expect(open > 0 || clusters < 2500).toBe(true);
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

function differencesOf(resources: ClusterResources, nodes: readonly string[]): string[] {
  const analysis = analyze(resources, { cluster: { nodeCidrs: nodes } });
  const policies = policiesOf(resources.policies);
  const nsLabels = new Map(resources.namespaces.map(({ name, labels }) => [name, labels]));
  const pods = analysis.universe.pods.map((set) => ({
    set,
    pod: { ...set, nsLabels: nsLabels.get(set.namespace) ?? {} },
  }));
  const differences: string[] = [];
  const compare = (from: EvaluatedEnd, to: EvaluatedEnd, ports: ReturnType<typeof analysis.between>) => {
    for (const protocol of protocols)
      for (const port of probedPorts)
        if (mayConnect(policies, { from, to, protocol, port, nodes }) !== containsPort(ports, protocol, port))
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

const nameOf = (end: EvaluatedEnd): string =>
  typeof end === 'string' ? end : `${end.namespace} ${JSON.stringify(end.labels)} ${JSON.stringify(end.ports)}`;

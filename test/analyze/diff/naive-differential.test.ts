import { containsPort, noPorts, type PortSet } from '../../../lib/algebra/port-set';
import { type ClusterDiff, diffClusters } from '../../../lib/analyze/diff/cluster-diff';
import { workloadName } from '../../../lib/analyze/model/universe';
import type { ClusterResources } from '../../../lib/k8s/resources';
import { isInRange } from '../../evaluator/address';
import { type End, mayConnect, type Pod } from '../../evaluator/may-connect';
import { type Policy, policiesOf } from '../../evaluator/policies';
import { probedAddresses, probedPorts, randomCluster, randomNodes } from '../random-cluster';
import { type Random, seededRandom } from '../seeded-random';

/** NETPACT_SEED replays one pair of clusters (NETPACT_CLUSTERS=1) or starts another run. */
const firstSeed = Number(process.env.NETPACT_SEED ?? 20261121);
const pairs = Number(process.env.NETPACT_CLUSTERS ?? 150);
const protocols = ['TCP', 'UDP', 'SCTP'] as const;

/** Two clusters that share some of their workloads and policies. */
function randomPair(random: Random): readonly [ClusterResources, ClusterResources] {
  const [one, other] = [randomCluster(random), randomCluster(random)];
  const workloads = [...one.workloads.filter(() => random.chance(0.8)), ...other.workloads.slice(one.workloads.length)];
  const policies = [
    ...one.policies.filter(() => random.chance(0.6)),
    ...other.policies.slice(0, random.below(3)).map((policy) => ({ ...policy, name: `new-${policy.name}` })),
  ];
  const namespaces = random.chance(0.5) ? one.namespaces : other.namespaces;
  return [one, { ...one, workloads, policies, namespaces }];
}

function forEachPair(
  check: (before: ClusterResources, after: ClusterResources, nodes: readonly string[]) => void,
): void {
  for (let seed = firstSeed; seed < firstSeed + pairs; seed++) {
    try {
      const random = seededRandom(seed);
      check(...randomPair(random), randomNodes(random));
    } catch (error) {
      throw new Error(`replay with NETPACT_SEED=${seed} NETPACT_CLUSTERS=1`, { cause: error });
    }
  }
}

describe('the diff of random pairs of clusters', () => {
  test(`${pairs} pairs: what changed is what one packet at a time says`, () => {
    forEachPair((before, after, nodes) => {
      const said = portChanges(diffClusters(before, after, { cluster: { nodeCidrs: nodes } }));
      expect(said.overlapping).toEqual([]);
      expect(differences(before, after, nodes, said.changes)).toEqual([]);
    });
  });

  test('a cluster with itself is equal', () => {
    forEachPair((before) => expect(diffClusters(before, before)).toMatchObject(nothing));
  });

  test('the other way round it says the opposite', () => {
    const opposite = {
      equal: 'equal',
      mixed: 'mixed',
      narrowed: 'widened',
      widened: 'narrowed',
      undecided: 'undecided',
    } as const;
    forEachPair((before, after) => {
      const [there, back] = [diffClusters(before, after), diffClusters(after, before)];
      expect(back.verdict).toBe(opposite[there.verdict]);
      expect(isolated(back.newlyIsolated)).toEqual(isolated(there.noLongerIsolated));
      const turned = [...knownChanges(back)].map(([key, [old, now]]) => [key, [now, old]] as const);
      expect(new Map(turned)).toEqual(knownChanges(there));
    });
  });

  test('renaming and reordering change nothing', () => {
    forEachPair((before) => {
      const policies = before.policies.map((policy, index) => ({
        ...policy,
        name: `renamed-${index}`,
        spec: reordered(policy.spec),
      }));
      const after = { ...before, workloads: [...before.workloads].reverse(), policies: policies.reverse() };
      const diff = diffClusters(before, after);
      expect(diff).toMatchObject(nothing);
      expect(diff.policies).toMatchObject({ added: [], removed: [], changed: [] });
    });
  });

  test('in full, not by words: a policy written twice under two names is equal', () => {
    forEachPair((before) => {
      const twins = before.policies.map((policy) => ({ ...policy, name: `twin-${policy.name}` }));
      const diff = diffClusters(before, { ...before, policies: [...before.policies, ...twins] });
      expect(diff).toMatchObject(nothing);
      expect(diff.policies.added).toHaveLength(twins.length);
    });
  });
});

const nothing = { verdict: 'equal', changes: [], oneSided: [], newlyIsolated: [], noLongerIsolated: [] };

const isolated = (all: ClusterDiff['newlyIsolated']) => all.map(({ pods, direction }) => `${pods.name} ${direction}`);

/** The lists of a spec the other way round: no meaning is in their order. */
function reordered<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(reordered).reverse() as Value;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, each]) => [key, reordered(each)] as const);
  return Object.fromEntries(entries.reverse()) as Value;
}

type Changes = ReadonlyMap<string, readonly [before: PortSet, after: PortSet]>;

/** Changes of pairs and ranges by `src to dst`, and keys that are there twice. */
function portChanges({ changes, oneSided }: ClusterDiff): {
  readonly changes: Changes;
  readonly overlapping: readonly string[];
} {
  const found = new Map<string, readonly [PortSet, PortSet]>();
  const overlapping: string[] = [];
  for (const { src, dst, before, after } of [...changes, ...oneSided])
    for (const source of src.kind === 'pods' ? src.pods.map(({ name }) => name) : src.ranges)
      for (const target of dst.kind === 'pods' ? dst.pods.map(({ name }) => name) : dst.ranges) {
        const key = `${source} to ${target}`;
        if (found.has(key)) overlapping.push(key);
        found.set(key, [before, after]);
      }
  return { changes: found, overlapping };
}

/** The changes between pods of the common universe: which others are found as examples depends on the question. */
function knownChanges(diff: ClusterDiff): Changes {
  const known = new Set(
    [diff.sides?.before, diff.sides?.after].flatMap((side) => side?.universe.pods ?? []).map(({ name }) => name),
  );
  const isKnown = (name: string) => known.has(name) || !name.includes('/');
  return new Map([...portChanges(diff).changes].filter(([key]) => key.split(' to ').every(isKnown)));
}

function differences(
  before: ClusterResources,
  after: ClusterResources,
  nodes: readonly string[],
  changes: Changes,
): readonly string[] {
  const names = [...new Set([...before.workloads, ...after.workloads].map(workloadName))];
  const [old, now] = [sideOf(before), sideOf(after)];
  const ranges = rangesIn(changes);
  const wrong: string[] = [];
  for (const [source, target] of pairsOf(names)) {
    const exists = ({ pods }: Side) => [source, target].every((name) => !name.includes('/') || pods.has(name));
    const key = [source, target].map((name) =>
      name.includes('/') ? [name] : ranges.filter((range) => isInRange(name, range)),
    );
    const change = (key[0] ?? [])
      .flatMap((a) => (key[1] ?? []).flatMap((b) => [changes.get(`${a} to ${b}`) ?? []]))
      .find((each) => each.length > 0);
    for (const protocol of protocols)
      for (const port of probedPorts) {
        const allowed = [old, now].map(
          (side) =>
            exists(side) &&
            mayConnect(side.policies, { from: endOf(side, source), to: endOf(side, target), protocol, port, nodes }),
        );
        const said = [change?.[0] ?? noPorts, change?.[1] ?? noPorts].map((ports) =>
          containsPort(ports, protocol, port),
        );
        // Of pairs that stayed as they are the diff says nothing.
        const isRight = change ? said[0] === allowed[0] && said[1] === allowed[1] : allowed[0] === allowed[1];
        if (!isRight)
          wrong.push(
            `${source} to ${target} ${protocol} ${port}: was ${allowed[0]}, is ${allowed[1]}; the diff says ${said}`,
          );
      }
  }
  return wrong;
}

interface Side {
  readonly policies: readonly Policy[];
  readonly pods: ReadonlyMap<string, Pod>;
}

function sideOf({ namespaces, policies, workloads }: ClusterResources): Side {
  const labels = new Map(namespaces.map((each) => [each.name, each.labels]));
  return {
    policies: policiesOf(policies),
    pods: new Map(
      workloads.map((each) => [workloadName(each), { ...each, nsLabels: labels.get(each.namespace) ?? {} }]),
    ),
  };
}

const endOf = ({ pods }: Side, name: string): End => pods.get(name) ?? name;

function* pairsOf(names: readonly string[]): Generator<readonly [string, string]> {
  for (const source of names) {
    for (const target of names) yield [source, target];
    for (const address of probedAddresses) {
      yield [source, address];
      yield [address, source];
    }
  }
}

const rangesIn = (changes: Changes): readonly string[] => [
  ...new Set([...changes.keys()].flatMap((key) => key.split(' to ')).filter((name) => !name.includes('/'))),
];

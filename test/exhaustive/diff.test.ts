import { containsPort, subtractPorts } from '../../lib/algebra/port-set';
import { type ClusterDiff, diffClusters } from '../../lib/analyze/diff/cluster-diff';
import type { Labels, PolicyResource } from '../../lib/k8s/resources';
import { cluster, namespace } from '../analyze/cluster';
import { type Random, seededRandom } from '../analyze/seeded-random';
import { isInRange } from '../evaluator/address';
import { selects } from '../evaluator/may-connect';
import { bareLabels, everyPod, namings, type Pod, probed, verdictsOf } from './every-pod';
import { keysOf, randomPolicy } from './small-policies';

/** NETPACT_SEED replays one pair (NETPACT_PAIRS=1) or starts another run. */
const firstSeed = Number(process.env.NETPACT_SEED ?? 20261121);
const pairs = Number(process.env.NETPACT_PAIRS ?? 1000);

interface SmallPair {
  readonly keys: readonly string[];
  readonly knownLabels: Labels;
  readonly before: readonly PolicyResource[];
  readonly after: readonly PolicyResource[];
}

/** Policies of few keys, some of them replaced, dropped or added; mostly with three keys, now and then with four. */
function randomPair(random: Random, seed: number): SmallPair {
  const keys = keysOf(seed % 10 === 0 ? 4 : random.pick([1, 2, 2, 3]));
  const before = random.list(1, 4, () => 0).map((_, index) => randomPolicy(random, `p${index}`, keys));
  const after = before.flatMap((each, index) => {
    if (random.chance(0.5)) return [each];
    return random.chance(0.3) ? [] : [{ ...randomPolicy(random, `n${index}`, keys), namespace: each.namespace }];
  });
  const more = random.chance(0.3) ? [randomPolicy(random, 'more', keys)] : [];
  return { keys, knownLabels: random.pick([{}, { env: 'prod' }]), before, after: [...after, ...more] };
}

interface Changed {
  readonly source: Pod;
  readonly target: Pod;
  readonly port: number;
  readonly change: 'opened' | 'closed';
}

/** What changes for every pair of pods, each probed port and every naming of ports; `alike` leaves out pods that are like another. */
function* everyChange({ keys, knownLabels, before, after }: SmallPair, alike: 'once' | 'all'): Generator<Changed> {
  const usesNames = JSON.stringify([before, after]).includes('"http"');
  for (const bare of bareLabels) {
    const pods = everyPod(keys, knownLabels, bare);
    const [old, now] = [verdictsOf(before, pods), verdictsOf(after, pods)];
    const distinct = new Map(
      [...pods.keys()].map((pod) => [`${old.keyOf(pod)} ${now.keyOf(pod)} ${!pods[pod]?.address}`, pod]),
    );
    const asked = alike === 'once' ? [...distinct.values()] : [...pods.keys()];
    for (const from of asked)
      for (const to of asked) {
        const [source, target] = [pods[from], pods[to]];
        if (!source || !target || (source.address && target.address)) continue;
        for (const [port, number] of probed.entries())
          for (let naming = 0; naming < (usesNames && !target.address ? namings.length : 1); naming++) {
            const [was, is] = [old.connects(from, to, port, naming), now.connects(from, to, port, naming)];
            if (was !== is) yield { source, target, port: number, change: is ? 'opened' : 'closed' };
          }
      }
  }
}

const verdicts = { '': 'equal', opened: 'widened', closed: 'narrowed', 'closed opened': 'mixed' } as const;

function diffOf({ knownLabels, before, after }: SmallPair): ClusterDiff {
  const known = namespace('known', knownLabels);
  return diffClusters(cluster([known, ...before]), cluster([known, ...after]));
}

function forEachPair(check: (pair: SmallPair) => void): void {
  for (let seed = firstSeed; seed < firstSeed + pairs; seed++)
    try {
      check(randomPair(seededRandom(seed), seed));
    } catch (error) {
      throw new Error(`replay with NETPACT_SEED=${seed} NETPACT_PAIRS=1`, { cause: error });
    }
}

describe('the diff of policies alone, against every pod that could exist', () => {
  test(`${pairs} pairs: the verdict is what every pair of pods says`, () => {
    forEachPair((pair) => {
      const found = new Set<string>();
      for (const { change } of everyChange(pair, 'once')) {
        found.add(change);
        if (found.size === 2) break;
      }
      const expected = verdicts[[...found].sort().join(' ') as keyof typeof verdicts];
      expect(diffOf(pair).verdict).toBe(expected);
    });
  });

  test(`${pairs / 10} pairs: whatever changes is in a row, unless the diff says that there are more`, () => {
    forEachPair((pair) => {
      if (JSON.stringify(pair).length % 10 !== 0 || pair.keys.length > 2) return;
      const diff = diffOf(pair);
      const lists = [...pair.before, ...pair.after].flatMap(({ spec }) => listsIn(spec));
      const shown = new Map<Pod, Pod>();
      const asWritten = (pod: Pod) => {
        const known = shown.get(pod) ?? asShown(pod, lists);
        shown.set(pod, known);
        return known;
      };
      const missing = new Set<string>();
      for (const changed of everyChange(pair, 'all'))
        if (
          !diff.unlisted.includes(changed.change) &&
          !isInRow(diff, { ...changed, source: asWritten(changed.source), target: asWritten(changed.target) })
        )
          missing.add(JSON.stringify(changed));
      expect([...missing].slice(0, 3)).toEqual([]);
    });
  });
});

/** Every list of values that policies name, with its key. */
function listsIn(value: unknown): readonly { readonly key: string; readonly values: readonly string[] }[] {
  if (typeof value !== 'object' || value === null) return [];
  const { key, values, matchLabels } = value as { key?: string; values?: string[]; matchLabels?: Labels };
  return [
    ...(key !== undefined && Array.isArray(values) ? [{ key, values }] : []),
    ...Object.entries(matchLabels ?? {}).map(([name, each]) => ({ key: name, values: [each] })),
    ...Object.values(value).flatMap(listsIn),
  ];
}

/** Of values that no policy tells apart the first one is written, and `any` for those that none names. */
function asShown(pod: Pod, lists: ReturnType<typeof listsIn>): Pod {
  const written = (key: string, value: string) => {
    const ofKey = lists.filter((list) => list.key === key);
    const isAlike = (other: string) => ofKey.every(({ values }) => values.includes(value) === values.includes(other));
    const named = [...new Set(ofKey.flatMap(({ values }) => values))].sort();
    return named.find(isAlike) ?? 'any';
  };
  const shown = (labels: Labels) =>
    Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, written(key, value)]));
  return { ...pod, labels: shown(pod.labels), namespaceLabels: shown(pod.namespaceLabels) };
}

/** Whether a row shows pods with some of these labels, and this port or a name for ports. */
function isInRow({ changes, sides }: ClusterDiff, { source, target, port, change }: Changed): boolean {
  const spaces = new Map(sides?.after.universe.namespaces.map(({ name, labels }) => [name, labels]));
  const isAt = (end: ClusterDiff['changes'][number]['src'], pod: Pod) => {
    if (end.kind === 'addresses')
      return end.ranges.some((range) => pod.address !== undefined && isInRange(pod.address, range));
    return end.pods.some(({ namespace: name, labels }) => {
      if (!selects({ matchLabels: labels }, pod.labels)) return false;
      if (!name.startsWith('[')) return name === pod.namespace;
      const { 'kubernetes.io/metadata.name': _, ...own } = spaces.get(name) ?? labelsIn(name);
      return !pod.address && selects({ matchLabels: own }, pod.namespaceLabels);
    });
  };
  return changes.some(({ src, dst, before, after }) => {
    const [more, less] = change === 'opened' ? [after, before] : [before, after];
    const isNamed = dst.kind === 'pods' && dst.pods.some(({ ports }) => ports.length > 0);
    const isOnPort = isNamed || containsPort(subtractPorts(more, less), 'TCP', port);
    return isOnPort && isAt(src, source) && isAt(dst, target);
  });
}

/** The labels that the name of an imagined namespace says: `[env=prod]`. */
function labelsIn(name: string): Labels {
  const parts = name
    .slice(1, -1)
    .split(',')
    .filter((part) => part !== '*');
  return Object.fromEntries(parts.map((part) => part.split('=') as [string, string]));
}

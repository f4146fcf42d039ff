import fc from 'fast-check';
import { diffClusters } from '../../lib/analyze/diff/cluster-diff';
import { proveObjects } from '../../lib/analyze/verify/prove-manifests';
import type { NetworkPolicy } from '../../lib/k8s/network-policy';
import type { PolicyResource } from '../../lib/k8s/resources';
import { cluster, namespace } from '../analyze/cluster';
import { type Random, seededRandom } from '../analyze/seeded-random';
import { acceptedApp } from '../compile/accepted-app';
import { randomApp, randomAppWithProfile } from '../compile/random-app';
import { reworded, type SplitLabels, shuffled } from './reworded';
import { keysOf, randomPolicy } from './small-policies';

/** NETPACT_SEED replays one input (NETPACT_INPUTS=1) or starts another run. */
const firstSeed = Number(process.env.NETPACT_SEED ?? 20261121);
const inputs = Number(process.env.NETPACT_INPUTS ?? 220);

function forEachSeed(check: (random: Random, seed: number) => void): void {
  for (let seed = firstSeed; seed < firstSeed + inputs; seed++)
    try {
      check(seededRandom(seed), seed);
    } catch (error) {
      throw new Error(`replay with NETPACT_SEED=${seed} NETPACT_INPUTS=1`, { cause: error });
    }
}

const byName = ['kubernetes.io/metadata.name', 'known'] as const;

function rewordedPolicies(random: Random, policies: readonly PolicyResource[], labels: SplitLabels) {
  const all = policies.flatMap((each) =>
    reworded(random, each.spec, labels).map((spec, index) => ({ ...each, spec, name: `${each.name}-${index}` })),
  );
  return shuffled(random, all);
}

function inOtherWords(random: Random, manifest: NetworkPolicy, labels: SplitLabels): readonly NetworkPolicy[] {
  const { metadata } = manifest;
  return reworded(random, manifest.spec, labels).map((spec, index) => ({
    ...manifest,
    metadata: { ...metadata, name: `${metadata.name.slice(0, 200)}-${index}` },
    spec,
  }));
}

describe('the same meaning in other words', () => {
  test(`${inputs} sets of policies: the diff is equal in both directions`, () => {
    forEachSeed((random) => {
      const keys = keysOf(random.pick([1, 2, 3]));
      const labels: SplitLabels = {
        // Labels that policies name already, and one that they do not.
        pods: [...keys, 'new'].flatMap((key) => [[key, 'x'] as const, [key, 'fresh'] as const]),
        namespaces: [['env', 'prod'], ['new', 'x'], byName],
      };
      const policies = random.list(1, 4, () => 0).map((_, index) => randomPolicy(random, `p${index}`, keys));
      const known = namespace('known', random.pick([{}, { env: 'prod' }]));
      const written = cluster([known, ...policies]);
      const other = cluster([known, ...rewordedPolicies(random, policies, labels)]);
      for (const [before, after] of [
        [written, other],
        [other, written],
      ] as const) {
        const { verdict, changes, unlisted, undecided, newlyIsolated, noLongerIsolated } = diffClusters(before, after);
        expect({ verdict, changes, unlisted, undecided, newlyIsolated, noLongerIsolated }).toEqual({
          verdict: 'equal',
          changes: [],
          unlisted: [],
          undecided: [],
          newlyIsolated: [],
          noLongerIsolated: [],
        });
      }
    });
  });

  test(`${inputs} apps: the proof takes manifests that say the same`, () => {
    const labels: SplitLabels = {
      pods: ['app', 'tier', 'role', 'new'].flatMap((key) => [[key, 'a'] as const, [key, 'fresh'] as const]),
      namespaces: [
        ['env', 'prod'],
        ['tier', 'a'],
        ['new', 'x'],
        ['kubernetes.io/metadata.name', 'ns0'],
      ],
    };
    const apps = fc.oneof(randomApp, randomAppWithProfile);
    let taken = 0;
    forEachSeed((random, seed) => {
      const [app] = fc.sample(apps, { seed, numRuns: 1 });
      const compiled = app && acceptedApp(app)?.compiled;
      if (!compiled || compiled.policies.length === 0) return;
      // One namespace in other words, one direction at least: the proof compares each of them on its own.
      const one = random.pick(compiled.policies).manifest;
      const isReworded = ({ metadata, spec }: NetworkPolicy) =>
        metadata.namespace === one.metadata.namespace && spec.policyTypes?.join() === one.spec.policyTypes?.join();
      const manifests = compiled.policies.flatMap(({ manifest }) =>
        isReworded(manifest) ? inOtherWords(random, manifest, labels) : [manifest],
      );
      const { findings } = proveObjects(compiled.intent, shuffled(random, manifests));
      expect(findings.map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
      taken += 1;
    });
    if (inputs >= 200) expect(taken).toBeGreaterThan(inputs / 2);
  });
});

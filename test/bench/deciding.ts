import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { seededRandom } from '../analyze/seeded-random';
import { builtMain } from '../built-netpact';
import { describeRuns, type Figure, medianMilliseconds, memoryFigure } from './figure';
import { type Command, measure, outputOf } from './whole-process';

/** How many label keys; with so many conditions of three keys each, some pods may escape, and which is hardest to tell. */
const sizes = [40, 80, 120, 160, 200];
const conditionsPerKey = 4.26;

/**
 * `diff` where the new side isolates by random conditions what the old side isolated as a whole: is every pod that could
 * exist still isolated? Beside each the reading of the same file.
 */
export function deciding(): { readonly report: string; readonly figures: readonly Figure[] } {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'netpact-bench-'));
  const commands = sizes.map((keys) => {
    const [old, now] = [path.join(folder, `old-${keys}.yaml`), path.join(folder, `new-${keys}.yaml`)];
    const conditions = randomConditions(keys);
    writeFileSync(old, manifests([{ matchExpressions: [] }, ...conditions]));
    writeFileSync(now, manifests(conditions));
    const diff: Command = {
      label: `netpact diff, ${keys} labels, ${conditions.length} conditions`,
      argv: ['node', builtMain(), 'diff', old, now, '--format', 'json'],
    };
    const read: Command = {
      label: `netpact only reads, ${keys} labels`,
      argv: ['node', 'test/bench/read-only.cjs', now],
    };
    return { keys, diff, read };
  });
  const runs = measure(
    commands.flatMap(({ diff, read }) => [diff, read]),
    3,
  );
  const verdicts = commands.map(({ keys, diff }) => {
    const { verdict } = JSON.parse(outputOf(diff)) as { readonly verdict: string };
    return { keys, verdict, runs: runs.get(diff) ?? [] };
  });
  const promised = verdicts.filter(({ keys }) => keys <= 120);
  return {
    report: `${describeRuns(runs)}\n${verdicts.map(({ keys, verdict }) => `  ${keys} labels: ${verdict}`).join('\n')}`,
    figures: [
      {
        promise: 'up to 120 labels: decided within a minute',
        measured: promised
          .map((each) => `${each.verdict} in ${medianMilliseconds(each.runs).toFixed(0)} ms`)
          .join(', '),
        isKept: promised.every((each) => each.verdict !== 'undecided' && medianMilliseconds(each.runs) < 60_000),
      },
      memoryFigure(
        'up to 120 labels: under 500 MB',
        promised.flatMap((each) => each.runs),
        500,
      ),
    ],
  };
}

function randomConditions(keys: number): readonly object[] {
  const random = seededRandom(keys);
  return Array.from({ length: Math.round(keys * conditionsPerKey) }, () => ({
    matchExpressions: random.list(3, 3, () => ({
      key: `k${random.below(keys)}`,
      operator: random.pick(['Exists', 'DoesNotExist']),
    })),
  }));
}

function manifests(subjects: readonly object[]): string {
  return subjects
    .map((podSelector, index) =>
      JSON.stringify({
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: `p${index}`, namespace: 'shop' },
        spec: { podSelector, policyTypes: ['Ingress'] },
      }),
    )
    .map((document) => `---\n${document}\n`)
    .join('');
}

import { seededRandom } from '../analyze/seeded-random';
import { type Compared, compareApp } from './naive-invariants';
import { randomAssumingApp } from './random-assumptions';

/** NETPACT_SEED replays one app (NETPACT_APPS=1) or starts another run. */
const firstSeed = Number(process.env.NETPACT_SEED ?? 20261122);
const apps = Number(process.env.NETPACT_APPS ?? 300);

describe(`the invariants of ${apps} apps that assume something of pods, against every pod of which it holds`, () => {
  const all: Compared[] = [];
  const isAssumedWrongly: { readonly text: string; readonly expected: boolean; readonly said: boolean }[] = [];
  beforeAll(() => {
    for (let seed = firstSeed; seed < firstSeed + apps; seed++)
      try {
        const compared = compareApp(randomAssumingApp(seededRandom(seed), seed), seed);
        const said = compared.others.some(({ code }) => code.startsWith('assumption-'));
        const messages = compared.others.map(({ message }) => message).join('; ');
        isAssumedWrongly.push({
          text: `NETPACT_SEED=${seed} NETPACT_APPS=1: ${messages}`,
          expected: compared.isAssumedWrongly,
          said,
        });
        expect(compared.others.filter(({ code }) => !code.startsWith('assumption-'))).toEqual([]);
        // Where an assumption is an error, the proof has failed: what invariants say besides does not matter.
        if (!compared.isAssumedWrongly) all.push(...compared.verdicts);
      } catch (error) {
        throw new Error(`replay with NETPACT_SEED=${seed} NETPACT_APPS=1`, { cause: error });
      }
  });
  const wrong = (isWrong: (each: Compared) => boolean) =>
    all.filter(isWrong).map(({ text, expected, said }) => `${text} (expected ${expected}, said ${said})`);

  test('they are proved exactly where no two of these pods make a forbidden connection', () => {
    const isProved = (verdict: string) => verdict === 'proved';
    expect(wrong(({ expected, said }) => isProved(expected) !== isProved(said))).toEqual([]);
    if (apps < 300) return;
    // Agreement says something only where all answers are common.
    for (const verdict of ['proved', 'invariant-violated'])
      expect(all.filter(({ expected }) => expected === verdict).length).toBeGreaterThan(apps / 4);
  });

  test('an assumption that is not true of a template, or leaves nobody where pods are named, is an error; no other is', () => {
    expect(isAssumedWrongly.filter(({ expected, said }) => expected !== said)).toEqual([]);
    if (apps < 300) return;
    for (const expected of [true, false])
      expect(isAssumedWrongly.filter((each) => each.expected === expected).length).toBeGreaterThan(apps / 20);
  });
});

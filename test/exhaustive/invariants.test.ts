import {
  type AnyPort,
  denyAll,
  type Flow,
  flow,
  foreignNamespace,
  type Invariant,
  namespace,
  namespacesWhere,
  never,
  only,
  type Workload,
} from 'netpact';
import { proveObjects } from '../../lib/analyze/verify/prove-manifests';
import { seededRandom } from '../analyze/seeded-random';
import { compileCharts } from '../compile/compiling';
import { type Compared, compareApp } from './naive-invariants';
import { randomInvariantApp } from './random-invariants';

/** NETPACT_SEED replays one app (NETPACT_APPS=1) or starts another run. */
const firstSeed = Number(process.env.NETPACT_SEED ?? 20261121);
const apps = Number(process.env.NETPACT_APPS ?? 500);

describe(`the invariants of ${apps} apps, against every pod that could exist`, () => {
  const all: Compared[] = [];
  beforeAll(() => {
    for (let seed = firstSeed; seed < firstSeed + apps; seed++)
      try {
        const { verdicts, others } = compareApp(randomInvariantApp(seededRandom(seed), seed), seed);
        // Nothing else is to be said of manifests that nobody touched.
        expect(others).toEqual([]);
        all.push(...verdicts);
      } catch (error) {
        throw new Error(`replay with NETPACT_SEED=${seed} NETPACT_APPS=1`, { cause: error });
      }
  });
  const wrong = (isWrong: (each: Compared) => boolean) =>
    all.filter(isWrong).map(({ text, expected, said }) => `${text} (expected ${expected}, said ${said})`);

  test('they are proved exactly where no two ends make a forbidden connection', () => {
    const isProved = (verdict: string) => verdict === 'proved';
    expect(wrong(({ expected, said }) => isProved(expected) !== isProved(said))).toEqual([]);
    if (apps < 500) return;
    // Agreement says something only where all answers are common.
    for (const verdict of ['proved', 'invariant-violated', 'invariant-unproved'])
      expect(all.filter(({ expected }) => expected === verdict).length).toBeGreaterThan(apps / 12);
  });

  test('a violation that depends on labels that nobody declared is none that could be shown', () => {
    expect(wrong(({ expected, said }) => expected === 'invariant-unproved' && said === 'invariant-violated')).toEqual(
      [],
    );
  });

  test('a violation whatever those labels are is one that is shown', () => {
    expect(wrong(({ expected, said }) => expected === 'invariant-violated' && said === 'invariant-unproved')).toEqual(
      [],
    );
  });
});

describe('labels of a foreign namespace that nobody declared, by hand', () => {
  const said = (flowsOf: (web: Web) => readonly Flow[], invariantOf: (web: Web) => Invariant): readonly string[] => {
    const shop = namespace('shop', { baseline: denyAll({ dns: false }) });
    const web = shop.workload('web');
    const chart = { namespaces: [shop], flows: [...flowsOf(web)], invariants: [invariantOf(web)] };
    const { policies, intent } = compileCharts([chart]);
    const manifests = policies.map(({ manifest }) => manifest);
    return proveObjects(intent, manifests).findings.map(({ code }) => code);
  };
  const far = foreignNamespace('far').workload('x');
  const where = (env: string | boolean | { readonly not: readonly string[] }) => namespacesWhere('some', { env });

  test('one that either has the label or has it not is no violation: both statements speak of the same labels', () => {
    const flows = (web: Web) => [flow(where(true)).to(web).port(80), flow(web).to(far).port(81)];
    expect(said(flows, (web) => only(where(true)).mayReach(web))).toEqual([]);
    expect(said(flows, (web) => never(where(false)).to(web))).toEqual([]);
  });

  test('what is allowed unless it has the label cannot be proved either way', () => {
    const flows = (web: Web) => [
      flow(web)
        .to(where({ not: ['prod'] }))
        .port(80),
    ];
    expect(said(flows, (web) => never(web).to(far))).toEqual(['invariant-unproved']);
  });

  test('a violation of others is one, whatever these labels are', () => {
    const flows = (web: Web) => [flow(web).to(web).port(80), flow(where('prod')).to(web).port(80)];
    expect(said(flows, (web) => never(far, web).to(web))).toEqual(['invariant-violated']);
  });
});

type Web = Workload<'shop/web', AnyPort>;

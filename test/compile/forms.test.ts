import fc from 'fast-check';
import { proveFiles } from '../../lib/analyze/verify/prove-manifests';
import type { CompiledApp } from '../../lib/compile/compile-app';
import { renderManifests } from '../../lib/k8s/emit/render-manifests';
import { seededRandom } from '../analyze/seeded-random';
import { declaredMatrix } from '../evaluator/declared-matrix';
import { mayConnect } from '../evaluator/may-connect';
import { type Policy, policiesIn } from '../evaluator/policies';
import { probesOf } from '../evaluator/probes';
import { providedBaselines } from '../evaluator/provided-baselines';
import { type AcceptedApp, acceptedForms } from './accepted-app';
import { compileCharts, renderedOf } from './compiling';
import { asWritten, chartsOf, type Order, randomApp, randomAppWithProfile, shuffled } from './random-app';

const anyApp = fc.oneof(randomApp, randomAppWithProfile);
const forms = ['per-flow', 'per-workload'] as const;

/** Random apps that both forms take, with the seed of each. */
function acceptedApps(firstSeed: number, count: number): readonly (readonly [number, readonly AcceptedApp[]])[] {
  return Array.from({ length: count }, (_, index) => firstSeed + index).flatMap((seed) => {
    const [app] = fc.sample(anyApp, { seed, numRuns: 1 });
    const accepted = app && acceptedForms(app, forms);
    return accepted ? [[seed, accepted] as const] : [];
  });
}

const policiesOf = (compiled: CompiledApp): readonly Policy[] => policiesIn(...Object.values(renderedOf(compiled)));

test('both forms of 120 random apps are proved, and an evaluator that knows neither finds no difference', () => {
  const apps = acceptedApps(20261122, 120);
  expect(apps.length).toBeGreaterThan(100);
  let fewer = 0;
  for (const [seed, [flows, workloads]] of apps) {
    if (!flows || !workloads) throw new Error('one form is missing');
    for (const { compiled } of [flows, workloads]) {
      const { findings } = proveFiles(compiled.intent, renderManifests(compiled.policies, { layout: 'per-namespace' }));
      expect([seed, findings.filter(({ severity }) => severity === 'error')]).toEqual([seed, []]);
    }
    const { declarations } = flows;
    const provided = providedBaselines(declarations);
    const [one, other] = [policiesOf(flows.compiled), policiesOf(workloads.compiled)];
    const isDeclared = declaredMatrix(declarations);
    for (const probe of probesOf({ declarations, policies: [...one, ...provided] }, seededRandom(seed), 150)) {
      const verdicts = [one, other].map((policies) => mayConnect([...policies, ...provided], probe));
      expect([seed, probe, verdicts]).toEqual([seed, probe, [isDeclared(probe), isDeclared(probe)]]);
    }
    expect(other.length).toBeLessThanOrEqual(one.length);
    if (other.length < one.length) fewer += 1;
  }
  expect(fewer).toBeGreaterThan(20);
});

test('the order of declarations changes not one byte of policies for each workload', () => {
  fc.assert(
    fc.property(randomApp, fc.nat(), (app, seed) => {
      const [first, second] = [asWritten, shuffled(seed)].map((order) =>
        compileCharts(chartsOf(app, order), { policies: 'per-workload' }),
      );
      if (!first || !second) throw new Error('one order is missing');
      const errors = ({ findings }: CompiledApp) =>
        findings
          .filter(({ severity }) => severity === 'error')
          .map(({ code }) => code)
          .sort();
      expect(errors(second)).toEqual(errors(first));
      if (!errors(first).includes('policy-name-taken')) expect(renderedOf(second)).toEqual(renderedOf(first));
    }),
    { numRuns: 100 },
  );
});

describe('a change of form is safe to apply', () => {
  const apps = acceptedApps(20261201, 60);

  test.each([
    ['per-flow to per-workload', 0, 1],
    ['per-workload to per-flow', 1, 0],
  ])(
    '%s: new policies one by one, then the old ones one by one, and at every moment just what is declared passes',
    (_, from, to) => {
      let moments = 0;
      for (const [seed, accepted] of apps) {
        const [before, after] = [accepted[from], accepted[to]];
        if (!before || !after) throw new Error('one form is missing');
        const { declarations } = before;
        const provided = providedBaselines(declarations);
        const isDeclared = declaredMatrix(declarations);
        const [old, now] = [policiesOf(before.compiled), policiesOf(after.compiled)];
        const random = seededRandom(seed);
        const probes = probesOf({ declarations, policies: [...old, ...provided] }, random, 40);
        const expected = probes.map(isDeclared);
        for (const live of momentsOf(old, now, shuffled(seed))) {
          moments += 1;
          const policies = [...live, ...provided];
          expect([seed, probes.map((probe) => mayConnect(policies, probe))]).toEqual([seed, expected]);
        }
      }
      expect(moments).toBeGreaterThan(200);
    },
  );

  test('the other way round it is not: what is deleted first is missed', () => {
    const isMissed = apps.filter(([seed, [before, after]]) => {
      if (!before || !after) return false;
      const { declarations } = before;
      const provided = providedBaselines(declarations);
      const [old, now] = [policiesOf(before.compiled), policiesOf(after.compiled)];
      const kept = new Set(now.map(nameOf));
      const left = [...old.filter((policy) => kept.has(nameOf(policy))), ...provided];
      const isDeclared = declaredMatrix(declarations);
      const probes = probesOf({ declarations, policies: old }, seededRandom(seed), 40);
      return probes.some((probe) => isDeclared(probe) && !mayConnect(left, probe));
    });
    expect(isMissed.length).toBeGreaterThan(10);
  });

  test('no name means something else in the other form', () => {
    for (const [seed, accepted] of apps) {
      const [flows, workloads] = accepted.map(({ compiled }) => specsOf(compiled));
      const shared = [...(flows ?? [])].filter(([name]) => workloads?.has(name));
      expect([seed, shared.map(([name]) => [name, workloads?.get(name)])]).toEqual([seed, shared]);
    }
  });
});

/** What is in the cluster, step by step: each new policy is applied, in any order, and then each old one deleted. */
function* momentsOf(old: readonly Policy[], now: readonly Policy[], order: Order): Generator<readonly Policy[]> {
  const live = new Map(old.map((policy) => [nameOf(policy), policy]));
  for (const policy of order(now)) {
    live.set(nameOf(policy), policy);
    yield [...live.values()];
  }
  const kept = new Set(now.map(nameOf));
  for (const policy of order(old)) {
    if (kept.has(nameOf(policy))) continue;
    live.delete(nameOf(policy));
    yield [...live.values()];
  }
}

const nameOf = ({ metadata: { namespace, name } }: Policy): string => `${namespace}/${name}`;

const specsOf = ({ policies }: CompiledApp): ReadonlyMap<string, unknown> =>
  new Map(policies.map(({ manifest: { metadata, spec } }) => [`${metadata.namespace}/${metadata.name}`, spec]));

import { namespace as declaredNamespace, denyIngress, flow, type Invariant, only, type PodSelection } from 'netpact';
import { matchesSelector, type Selector } from '../../lib/algebra/selector';
import { type ClusterDiff, diffClusters } from '../../lib/analyze/diff/cluster-diff';
import { labelsOutside } from '../../lib/analyze/possible/label-variables';
import { proveObjects } from '../../lib/analyze/verify/prove-manifests';
import { redundantParts } from '../../lib/audit/redundancy/redundant-parts';
import { newSteps } from '../../lib/decide/steps';
import type { IngressRule, NetworkPolicy } from '../../lib/k8s/network-policy';
import type { Labels, PolicyResource } from '../../lib/k8s/resources';
import { cluster, namespace, policy, workload } from '../analyze/cluster';
import { contextOfResources } from '../audit/findings-of';
import { type ChartParts, compileCharts, must } from '../compile/compiling';
import { type ConditionSelector, type Conditions, conditionsOf, type Flavour, leftOver } from './planted-conditions';

/** NETPACT_SEED starts another run; every name of a test says its seed. */
const firstSeed = Number(process.env.NETPACT_SEED ?? 20261121);
const sizes = [12, 40, 80, 120];
const flavours: readonly Flavour[] = ['Exists', 'In'];
const hardCases = sizes.flatMap((size) =>
  flavours.map((flavour, index) => ({ size, flavour, seed: firstSeed + 2 * size + index })),
);

const known = new Map<number, Conditions>();

/** Completing is a search for every condition: once for all tests. */
function conditions({ size, flavour, seed }: (typeof hardCases)[number]): Conditions {
  const made = known.get(seed) ?? conditionsOf(size, flavour, seed);
  known.set(seed, made);
  return made;
}

const isOutside = (selectors: readonly Selector[], labels: Labels) =>
  !selectors.some((each) => matchesSelector(each, labels));

/** Both lists of conditions that somebody escapes. */
const incomplete = ({ planted, needle }: Conditions) => [planted, needle];

describe.each(hardCases)('$size keys, $flavour, seed $seed', (hard) => {
  test('labels outside are found exactly where there are some', () => {
    const made = conditions(hard);
    for (const { selectors, escaping } of incomplete(made)) {
      expect(isOutside(selectors, escaping)).toBe(true);
      const found = labelsOutside(selectors, newSteps());
      if (typeof found === 'string') throw new Error(`${found}, and somebody is left: ${JSON.stringify(escaping)}`);
      expect(isOutside(selectors, found)).toBe(true);
    }
    expect(labelsOutside(made.completed.selectors, newSteps())).toBe('all');
  });

  test('the diff: isolating everyone is not the same as isolating by conditions that somebody escapes', () => {
    const made = conditions(hard);
    for (const { selectors } of incomplete(made)) {
      const diff = diffFrom(
        [isolating('all', {})],
        selectors.map((each, at) => isolating(`p${at}`, each)),
      );
      expect(['widened', 'undecided']).toContain(diff.verdict);
      const shown = podsOpened(diff);
      if (diff.verdict === 'widened') expect(shown.length).toBeGreaterThan(0);
      for (const labels of shown) expect([labels, isOutside(selectors, labels)]).toEqual([labels, true]);
    }
    const all = made.completed.selectors.map((each, at) => isolating(`p${at}`, each));
    expect(diffFrom([isolating('all', {})], all).verdict).toBe('equal');
  });

  test('the proof: a peer of all pods is not a list of conditions that somebody escapes', () => {
    const made = conditions(hard);
    for (const { selectors } of incomplete(made)) {
      const codes = codesFrom(selectors);
      expect(codes.length).toBeGreaterThan(0);
      for (const code of codes) expect(code).toMatch(/^proof-(missing|undecided)$/);
    }
    expect(codesFrom(made.completed.selectors)).toEqual([]);
  });

  test('invariants: only those of many sets may reach it, where somebody in none of them does', () => {
    const made = conditions(hard);
    for (const { selectors } of incomplete(made)) {
      const [code, ...more] = codesOnly(selectors);
      expect(code).toMatch(/^invariant-(violated|unproved)$/);
      expect(more).toEqual([]);
    }
    expect(codesOnly(made.completed.selectors)).toEqual([]);
  });

  test('redundancy: what admits everyone is needed by whoever escapes the conditions beside it', () => {
    const made = conditions(hard);
    const removable = {
      rules: ['both spec.ingress[0]', 'both spec.ingress[1]'],
      policies: ['conditional', 'everyone'],
    };
    const kind = hard.flavour === 'Exists' ? 'rules' : 'policies';
    const [conditional] = removable[kind];
    for (const { selectors } of incomplete(made)) expect(redundantBeside(selectors, kind)).toEqual([conditional]);
    expect(redundantBeside(made.completed.selectors, kind)).toEqual(removable[kind]);
  });
});

const isolating = (name: string, podSelector: ConditionSelector | Record<string, never>): PolicyResource =>
  policy(`shop/${name}`, { podSelector, policyTypes: ['Ingress'] } as PolicyResource['spec']);

const diffFrom = (before: readonly PolicyResource[], after: readonly PolicyResource[]): ClusterDiff =>
  diffClusters(cluster([namespace('shop'), ...before]), cluster([namespace('shop'), ...after]));

/** The labels of every imagined pod of the namespace that a row opens. */
const podsOpened = ({ changes }: Pick<ClusterDiff, 'changes'>): readonly Labels[] =>
  changes.flatMap(({ kind, dst }) =>
    kind === 'opened' && dst.kind === 'pods'
      ? dst.pods.flatMap(({ name, labels }) => (name.startsWith('shop/[') ? [labels] : []))
      : [],
  );

const shop = declaredNamespace('shop', { baseline: denyIngress() });
const db = shop.workload('db', { ports: { sql: 5432 } });
const toDb: ChartParts = { namespaces: [shop], flows: [flow(shop.allPods()).to(db).port('sql')] };

function compiled(chart: ChartParts) {
  const { policies, intent, findings } = compileCharts([chart]);
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  return { intent, manifests: policies.map(({ manifest }) => manifest) };
}

/** What the proof says where the one peer of the flow to the database is these peers instead. */
function codesFrom(selectors: readonly ConditionSelector[]): readonly string[] {
  const { intent, manifests } = compiled(toDb);
  let edited = 0;
  const written = manifests.map(({ spec, ...rest }): NetworkPolicy => {
    const ingress = (spec.ingress ?? []).map((rule) => {
      if (JSON.stringify(rule?.from) !== '[{"podSelector":{}}]') return rule;
      edited += 1;
      return { ...rule, from: selectors.map((podSelector) => ({ podSelector })) };
    });
    return { ...rest, spec: spec.ingress ? { ...spec, ingress } : spec };
  });
  expect(edited).toBe(1);
  return proveObjects(intent, written).findings.map(({ code }) => code);
}

/** What the proof says where all pods reach the database, and only those of these sets may. */
function codesOnly(selectors: readonly ConditionSelector[]): readonly string[] {
  const sets = selectors.map((each, at) => shop.pods(`set-${at}`, selectionOf(each)));
  const invariants: Invariant[] = [only(...sets).mayReach(db)];
  const { intent, manifests } = compiled({ ...toDb, invariants });
  return proveObjects(intent, manifests).findings.map(({ code }) => code);
}

const selectionOf = ({ matchExpressions }: ConditionSelector): PodSelection =>
  Object.fromEntries(
    matchExpressions.map(({ key, operator, values = [] }): [string, PodSelection[string]] => {
      if (operator === 'In') return [key, values];
      return [key, operator === 'NotIn' ? { not: values } : operator === 'Exists'];
    }),
  );

/**
 * What could be removed alone of a rule for the conditions and one for the whole namespace: `rules` of one policy, or the
 * only rules of two `policies`.
 */
function redundantBeside(selectors: readonly ConditionSelector[], kind: 'rules' | 'policies') {
  const conditional = { from: selectors.map((podSelector) => ({ podSelector })) };
  const everyone = { from: [{ podSelector: {} }] };
  const toDatabase = (name: string, ...ingress: readonly IngressRule[]) =>
    policy(`shop/${name}`, { podSelector: { matchLabels: { app: 'db' } }, ingress });
  const written =
    kind === 'rules'
      ? [toDatabase('both', conditional, everyone)]
      : [toDatabase('conditional', conditional), toDatabase('everyone', everyone)];
  const database = workload('shop/db', { app: 'db' });
  const parts = redundantParts(contextOfResources(cluster([namespace('shop'), database, ...written])));
  expect(parts.undecided).toEqual([]);
  return [
    ...parts.policies.map(({ owner }) => owner.policy.name),
    ...parts.rules.map(({ owner, rule }) => `${owner.policy.name} ${rule.path}`),
  ].sort();
}

/** Where conditions ask for keys alone, any value of them will do. */
const keysOf = (labels: Labels | string) =>
  typeof labels === 'string' ? labels : Object.keys(labels).sort().join(' ');

test.each(flavours)('12 keys, %s: what is left is what trying all 4096 label sets leaves', (flavour) => {
  for (let seed = firstSeed; seed < firstSeed + 25; seed++)
    try {
      const { planted, needle, completed } = conditionsOf(12, flavour, seed);
      for (const each of [planted, needle]) {
        const left = leftOver(each).map(keysOf);
        expect(left).toContain(keysOf(each.escaping));
        expect(left).toContain(keysOf(labelsOutside(each.selectors, newSteps())));
      }
      expect(leftOver(completed)).toEqual([]);
    } catch (error) {
      throw new Error(`replay with NETPACT_SEED=${seed}`, { cause: error });
    }
});

describe('80 labels and 336 declared subjects', () => {
  const keys = Array.from({ length: 80 }, (_, key) => `k${key}`);
  // Steps of 1 to 5 along 80 keys: 336 different pairs.
  const pairs = Array.from({ length: 336 }, (_, at) => ({
    [keys[at % 80] ?? '']: 'x',
    [keys[(at + 1 + Math.floor(at / 80)) % 80] ?? '']: 'x',
  }));
  const subjects = pairs.map((labels, at) => shop.pods(`s${at}`, labels));
  const flows = subjects.map((each, at) =>
    flow(each)
      .to(must(subjects[(at + 7) % subjects.length]))
      .port(8080),
  );

  const codesWith = (podSelector: Selector): readonly string[] => {
    const { intent, manifests } = compiled({ namespaces: [shop], flows });
    const spec = { podSelector, policyTypes: ['Ingress'], ingress: [{}] };
    const more = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'more', namespace: 'shop' },
      spec,
    };
    return proveObjects(intent, [...manifests, more]).findings.map(({ code }) => code);
  };

  test('nothing more than declared is proved', () => {
    const { intent, manifests } = compiled({ namespaces: [shop], flows });
    expect(proveObjects(intent, manifests).findings).toEqual([]);
  });

  test('one more policy, for pods with a label that nobody declared, is a surplus', () => {
    expect(codesWith({ matchLabels: { stranger: 'yes' } })).toEqual(['proof-surplus']);
  });

  test('one more policy, for pods with labels that nobody declared together, is a surplus', () => {
    const some = Object.fromEntries([3, 21, 40, 59, 77].map((key) => [`k${key}`, 'x']));
    expect(codesWith({ matchLabels: some })).toEqual(['proof-surplus']);
    // Every key is there, and none with the declared value.
    const values = keys.map((key) => ({ key, operator: 'Exists' as const }));
    const others = keys.map((key) => ({ key, operator: 'NotIn' as const, values: ['x'] }));
    expect(codesWith({ matchExpressions: [...values, ...others] })).toEqual(['proof-surplus']);
  });
});

test('the diff: a pod of three labels that only the removed policy isolated', () => {
  const subject = (name: string, rules: string, ...conditions: readonly string[]) =>
    policy(
      `shop/${name}`,
      `{podSelector: {matchExpressions: [${conditions.map((each) => `{${each}}`).join(', ')}]}, policyTypes: [Ingress]${rules}}`,
    );
  const p0 = subject(
    'p0',
    ', ingress: [{}]',
    'key: c, operator: NotIn, values: [x, y]',
    'key: d, operator: NotIn, values: [x]',
  );
  const p1 = subject('p1', '', 'key: d, operator: NotIn, values: [x, y]');
  const fromY = ', ingress: [{from: [{podSelector: {matchLabels: {a: y}}}]}]';
  const old = subject('p2', fromY, 'key: c, operator: In, values: [x]', 'key: d, operator: Exists');
  const now = subject('p2', '', 'key: c, operator: Exists', 'key: a, operator: DoesNotExist');
  const [before, after] = [
    [p0, p1, old],
    [p0, p1, now],
  ];
  const isIsolated = (policies: readonly PolicyResource[], labels: Labels) =>
    policies.some(({ spec }) => matchesSelector(spec.podSelector ?? {}, labels));
  const pod = { a: 'x', c: 'x', d: 'x' };
  expect([isIsolated(before, pod), isIsolated(after, pod)]).toEqual([true, false]);

  const diff = diffFrom(before, after);
  expect(['widened', 'mixed']).toContain(diff.verdict);
  expect(diff.undecided).toEqual([]);
  const fromEverywhere = diff.changes.filter(
    ({ src }) => src.kind === 'addresses' && src.ranges.includes('0.0.0.0-255.255.255.255'),
  );
  const opened = podsOpened({ changes: fromEverywhere }).filter(({ a, c, d }) => a && c === 'x' && d === 'x');
  expect(opened.length).toBeGreaterThan(0);
  for (const labels of opened) {
    expect(Object.keys(labels).sort()).toEqual(['a', 'c', 'd']);
    expect([isIsolated(before, labels), isIsolated(after, labels)]).toEqual([true, false]);
  }
});

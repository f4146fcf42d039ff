import { redundantParts } from '../../lib/audit/redundancy/redundant-parts';
import type { Labels } from '../../lib/k8s/resources';
import { cluster, namespace, policy, workload } from '../analyze/cluster';
import { seededRandom } from '../analyze/seeded-random';
import { contextOfResources } from '../audit/findings-of';
import { candidatesOf, randomSet, type SmallSet, unnoticed, withoutPolicy, withoutRules } from './removals';

/** NETPACT_SEED replays one set of policies (NETPACT_SETS=1) or starts another run. */
const firstSeed = Number(process.env.NETPACT_SEED ?? 20261121);
const sets = Number(process.env.NETPACT_SETS ?? 600);

/** What can be removed alone: policies, and rules of policies that cannot. */
function removable(set: SmallSet): { readonly policies: readonly string[]; readonly rules: readonly string[] } {
  const candidates = candidatesOf(set);
  const whole = unnoticed(
    set,
    candidates.map((each) => withoutPolicy(set.policies, each)),
  );
  const kept = candidates.filter(({ name }) => !whole.has(name));
  const rules = unnoticed(
    set,
    kept.flatMap((each) => withoutRules(set.policies, each)),
  );
  return { policies: [...whole].sort(), rules: [...rules].sort() };
}

function redundantIn({ knownLabels, policies, workloads }: Omit<SmallSet, 'keys'>) {
  const context = contextOfResources(cluster([namespace('known', knownLabels), ...workloads, ...policies]));
  const parts = redundantParts(context);
  expect(parts.undecided).toEqual([]);
  return {
    policies: parts.policies.map(({ owner }) => owner.policy.name).sort(),
    rules: parts.rules.map(({ owner, rule }) => `${owner.policy.name} ${rule.path}`).sort(),
  };
}

describe('redundant policies and rules, against every pod that could exist', () => {
  test(`${sets} sets of policies: redundant is exactly what can be removed alone without a change`, () => {
    const found = { policies: 0, rules: 0, needed: 0 };
    for (let seed = firstSeed; seed < firstSeed + sets; seed++)
      try {
        const set = randomSet(seededRandom(seed), seed);
        const expected = removable(set);
        expect(redundantIn(set)).toEqual(expected);
        found.policies += expected.policies.length;
        found.rules += expected.rules.length;
        found.needed += candidatesOf(set).length - expected.policies.length;
      } catch (error) {
        throw new Error(`replay with NETPACT_SEED=${seed} NETPACT_SETS=1`, { cause: error });
      }
    // Agreement says something only where both answers are common.
    if (sets >= 500) expect(Math.min(found.policies, found.rules, found.needed)).toBeGreaterThan(sets / 6);
  });

  test('what another namespace could need is not redundant: a second one with env=prod may come', () => {
    const web = workload('known/web', { a: 'x' }, { ports: [80] });
    const subject = { podSelector: { matchLabels: { a: 'x' } }, policyTypes: ['Ingress' as const] };
    const from = (name: string, matchLabels: Labels) =>
      policy(`known/${name}`, { ...subject, ingress: [{ from: [{ namespaceSelector: { matchLabels } }] }] });
    const byLabel = from('by-label', { env: 'prod' });
    const byName = from('by-name', { 'kubernetes.io/metadata.name': 'known' });
    const set = { keys: ['a'], knownLabels: { env: 'prod' }, policies: [byLabel, byName], workloads: [web] };
    expect(redundantIn(set)).toEqual({ policies: ['by-name'], rules: [] });
    expect(removable(set)).toEqual({ policies: ['by-name'], rules: [] });
    const rules = [byLabel, byName].flatMap((each) => each.spec.ingress ?? []);
    const both = policy('known/both', { ...subject, ingress: rules });
    expect(redundantIn({ ...set, policies: [both] })).toEqual({ policies: [], rules: ['both spec.ingress[1]'] });
  });
});

import { coveredParts } from '../../lib/audit/redundancy/covered-parts';
import type { PolicyResource } from '../../lib/k8s/resources';
import { cluster, namespace } from '../analyze/cluster';
import { seededRandom } from '../analyze/seeded-random';
import { contextOfResources } from '../audit/findings-of';
import { directionOf, randomSet, rulesOf, type SmallSet, unnoticed, withRules } from './removals';

/** NETPACT_SEED replays one set of policies (NETPACT_SETS=1) or starts another run. */
const firstSeed = Number(process.env.NETPACT_SEED ?? 20261122);
const sets = Number(process.env.NETPACT_SETS ?? 400);

function reportedIn({ knownLabels, workloads }: SmallSet, policies: readonly PolicyResource[]) {
  return coveredParts(contextOfResources(cluster([namespace('known', knownLabels), ...workloads, ...policies])));
}

/** Whether policies let the same pass as others do, for every pod that could exist. */
const isSame = (set: SmallSet, policies: readonly PolicyResource[], left: readonly PolicyResource[]): boolean =>
  unnoticed({ ...set, policies }, [{ name: 'left', left }]).has('left');

/** The same policy with some of its rules: those at these paths, or all others. */
function onlyRules(policy: PolicyResource, paths: ReadonlySet<string>, keep: 'these' | 'others'): PolicyResource {
  const direction = directionOf(policy);
  const rules = rulesOf(policy, direction).filter(
    (_, index) => paths.has(`spec.${direction}[${index}]`) === (keep === 'these'),
  );
  return withRules(policy, direction, rules);
}

/** What is wrong with what is reported of a set; `found` counts what is reported with what covers it. */
function problemsOf(set: SmallSet): { readonly problems: readonly string[]; readonly found: number } {
  const { policies, rules, undecided } = reportedIn(set, set.policies);
  const problems: string[] = [];
  const demand = (holds: boolean, what: string) => {
    if (!holds) problems.push(what);
  };
  demand(undecided.length === 0, 'something is undecided');
  const gone = new Set(policies.map(({ owner }) => owner.policy));
  for (const { owner, by, alone } of policies) {
    const names = by.map(({ policy }) => policy);
    const what = `${owner.policy.name} by ${names.map(({ name }) => name)}`;
    demand((names.length === 0) === (alone !== undefined), `${what}: nobody is named, or somebody without need`);
    demand(!names.some((each) => gone.has(each) || each === owner.policy), `${what}: names what is reported`);
    if (alone) continue;
    demand(isSame(set, [owner.policy, ...names], names), `${what}: they do not cover it by themselves`);
    // One that lets everything pass changes nothing alone either, and is said to be covered as long as somebody covers it.
    for (const one of names.length > 1 ? names : []) {
      const others = names.filter((each) => each !== one);
      demand(!isSame(set, [owner.policy, ...others], others), `${what}: without ${one.name} too`);
    }
  }
  const goneRules = new Set(rules.map(({ owner, rule }) => `${owner.policy.name} ${rule.path}`));
  for (const { owner, rule, byRules, byPolicies } of rules) {
    const { policy } = owner;
    const what = `${policy.name} ${rule.path} by ${[...byRules.map(({ path }) => path), ...byPolicies.map((each) => each.policy.name)]}`;
    demand(!gone.has(policy), `${what}: its policy is reported`);
    demand(!byRules.some(({ path }) => goneRules.has(`${policy.name} ${path}`)), `${what}: names what is reported`);
    demand(!byPolicies.some((each) => gone.has(each.policy)), `${what}: names what is reported`);
    const covering = byPolicies.map((each) => each.policy);
    const own = new Set(byRules.map(({ path }) => path));
    const withIt = onlyRules(policy, new Set([...own, rule.path]), 'these');
    const without = onlyRules(policy, own, 'these');
    demand(isSame(set, [withIt, ...covering], [without, ...covering]), `${what}: they do not cover it by themselves`);
  }
  const left = set.policies.flatMap((each) => {
    const paths = new Set(rules.flatMap(({ owner, rule }) => (owner.policy === each ? [rule.path] : [])));
    return gone.has(each) ? [] : [paths.size === 0 ? each : onlyRules(each, paths, 'others')];
  });
  demand(isSame(set, set.policies, left), 'something changes when all that is reported is removed');
  const again = reportedIn(set, left);
  const covered = [...again.policies.filter(({ by }) => by.length > 0), ...again.rules];
  demand(
    covered.length === 0,
    `of what is left something is covered: ${covered.map(({ owner }) => owner.policy.name)}`,
  );
  return { problems, found: policies.filter(({ by }) => by.length > 0).length + rules.length };
}

test(`${sets} sets of policies: what is reported as redundant goes together, and is covered by what it names`, () => {
  let found = 0;
  for (let seed = firstSeed; seed < firstSeed + sets; seed++) {
    const result = problemsOf(randomSet(seededRandom(seed), seed));
    if (result.problems.length > 0)
      throw new Error(`replay with NETPACT_SEED=${seed} NETPACT_SETS=1:\n${result.problems.join('\n')}`);
    found += result.found;
  }
  if (sets >= 400) expect(found).toBeGreaterThan(sets / 5);
});

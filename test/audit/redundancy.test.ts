import { allPorts, formatPorts } from '../../lib/algebra/port-set';
import { type Analysis, analyze } from '../../lib/analyze/analysis';
import { rangesOfReach } from '../../lib/analyze/engine/address-reach';
import { isolatedDirections } from '../../lib/analyze/model/policy-rules';
import { coveredParts } from '../../lib/audit/redundancy/covered-parts';
import { redundantParts } from '../../lib/audit/redundancy/redundant-parts';
import type { Rule } from '../../lib/audit/rule';
import { redundantPolicy } from '../../lib/audit/rules/hygiene/redundant-policy';
import { redundantRule } from '../../lib/audit/rules/hygiene/redundant-rule';
import { oneSideDenied } from '../../lib/audit/rules/traps/one-side-denied';
import type { NetworkPolicySpec } from '../../lib/k8s/network-policy';
import type { ClusterResources, PolicyResource } from '../../lib/k8s/resources';
import { randomCluster } from '../analyze/random-cluster';
import { seededRandom } from '../analyze/seeded-random';
import { contextOfResources } from './findings-of';

const firstSeed = Number(process.env.NETPACT_SEED ?? 20261121);
const clusters = Number(process.env.NETPACT_CLUSTERS ?? 400);

/** Who reaches whom, replicas of one workload included, and what everyone exchanges with addresses. */
function reachOf(analysis: Analysis): string {
  const { pods } = analysis.universe;
  const pairs = pods.map((from) => pods.map((to) => formatPorts(analysis.between(from, to))).join(';'));
  const ranges = pods.map((each) =>
    (['ingress', 'egress'] as const)
      .flatMap((direction) => rangesOfReach(analysis.addresses(direction, each), [4, 6], allPorts))
      .map(({ range, ports }) => `${range} ${formatPorts(ports)}`)
      .join(';'),
  );
  return [...pairs, ...ranges].join('\n');
}

/** The same pods and namespaces with other policies. */
function reachWith(whole: Analysis, policies: readonly PolicyResource[]): string {
  const { universe, resources, settings } = whole;
  const pods = universe.pods.filter(({ workload }) => !workload);
  return reachOf(analyze({ ...resources, policies }, settings, { namespaces: universe.namespaces, pods }));
}

function withoutRule(policy: PolicyResource, direction: 'ingress' | 'egress', index: number): PolicyResource {
  const rules = (policy.spec[direction] ?? []).filter((_, position) => position !== index);
  return { ...policy, spec: { ...policy.spec, [direction]: rules } as NetworkPolicySpec };
}

function differencesOf(resources: ClusterResources): { readonly wrong: readonly string[]; readonly found: number } {
  const context = contextOfResources(resources);
  const { policies, rules } = redundantParts(context);
  const whole = context.exposed();
  const before = reachOf(whole);
  const wrong: string[] = [];
  const redundant = new Set(policies.map(({ owner }) => owner.policy));
  const redundantPaths = new Set(rules.map(({ owner, rule }) => `${owner.policy.name} ${rule.path}`));
  for (const policy of resources.policies) {
    const isolates = isolatedDirections(policy.spec);
    const inForce = (['ingress', 'egress'] as const).filter((direction) => isolates[direction]);
    const count = inForce.reduce((sum, direction) => sum + (policy.spec[direction]?.length ?? 0), 0);
    const selects = context.facts.selectedBy(context.facts.rulesOf(policy)).length > 0;
    const others = resources.policies.filter((each) => each !== policy);
    const isRedundant = count > 0 && selects && reachWith(whole, others) === before;
    // What only other pods need is found by every pod of a small world (test/exhaustive).
    if (!isRedundant && redundant.has(policy)) wrong.push(`policy ${policy.name}: removal says ${isRedundant}`);
    if (isRedundant || !selects) continue;
    for (const direction of inForce)
      for (const index of (policy.spec[direction] ?? []).keys()) {
        const path = `${policy.name} spec.${direction}[${index}]`;
        const isSame = reachWith(whole, [...others, withoutRule(policy, direction, index)]) === before;
        if (!isSame && redundantPaths.has(path)) wrong.push(`rule ${path}: removal says ${isSame}`);
      }
  }
  return { wrong, found: redundant.size + redundantPaths.size };
}

test('what is called redundant can be removed without a change for workloads and representatives', () => {
  let found = 0;
  for (let seed = firstSeed; seed < firstSeed + clusters; seed++) {
    const result = differencesOf(randomCluster(seededRandom(seed)));
    if (result.wrong.length > 0)
      throw new Error(`replay with NETPACT_SEED=${seed} NETPACT_CLUSTERS=1:\n${result.wrong.join('\n')}`);
    found += result.found;
  }
  if (clusters > 100) expect(found).toBeGreaterThan(clusters / 10);
});

/** Everything that is reported as redundant goes at once: rules, and then policies. */
function withoutReported(resources: ClusterResources): { readonly isSame: boolean; readonly found: number } {
  const context = contextOfResources(resources);
  const { policies, rules } = coveredParts(context);
  const whole = context.exposed();
  const gone = new Set(policies.map(({ owner }) => owner.policy));
  const left = resources.policies.flatMap((policy) => {
    if (gone.has(policy)) return [];
    const paths = rules.flatMap(({ owner, rule }) => (owner.policy === policy ? [rule.path] : []));
    return [
      (['ingress', 'egress'] as const).reduce(
        (each, direction) =>
          (policy.spec[direction] ?? [])
            .flatMap((_, index) => (paths.includes(`spec.${direction}[${index}]`) ? [index] : []))
            .reduceRight((some, index) => withoutRule(some, direction, index), each),
        policy,
      ),
    ];
  });
  return { isSame: reachWith(whole, left) === reachOf(whole), found: policies.length + rules.length };
}

test('what the audit reports as redundant can be removed together', () => {
  let found = 0;
  for (let seed = firstSeed; seed < firstSeed + clusters; seed++) {
    const result = withoutReported(randomCluster(seededRandom(seed)));
    if (!result.isSame) throw new Error(`replay with NETPACT_SEED=${seed} NETPACT_CLUSTERS=1`);
    found += result.found;
  }
  if (clusters > 100) expect(found).toBeGreaterThan(clusters / 10);
});

/** `namespace/name field` of what a rule finds. */
const fieldsOf = (rule: Rule, resources: ClusterResources): readonly string[] =>
  [...rule.check(contextOfResources(resources))].flatMap((result) =>
    result.kind === 'finding' ? [`${result.subject.namespace}/${result.subject.name} ${result.field}`] : [],
  );

test('nothing that waits for its other half is called redundant', () => {
  const counts = { waiting: 0, redundant: 0 };
  for (let seed = firstSeed; seed < firstSeed + clusters; seed++) {
    const resources = randomCluster(seededRandom(seed));
    const waiting = fieldsOf(oneSideDenied, resources);
    const owners = new Set(waiting.map((each) => each.split(' ')[0]));
    const rules = fieldsOf(redundantRule, resources);
    const policies = fieldsOf(redundantPolicy, resources).map((each) => each.split(' ')[0]);
    counts.waiting += waiting.length;
    counts.redundant += rules.length + policies.length;
    if (rules.some((each) => waiting.includes(each)) || policies.some((each) => owners.has(each)))
      throw new Error(`replay with NETPACT_SEED=${seed} NETPACT_CLUSTERS=1`);
  }
  if (clusters > 100) expect(Math.min(counts.waiting, counts.redundant)).toBeGreaterThan(10);
});

import { redundantParts } from '../../lib/audit/redundancy/redundant-parts';
import type { Labels, PolicyResource, WorkloadResource } from '../../lib/k8s/resources';
import { cluster, namespace, policy, workload } from '../analyze/cluster';
import { type Random, seededRandom } from '../analyze/seeded-random';
import { contextOfResources } from '../audit/findings-of';
import { selects } from '../evaluator/may-connect';
import { bareLabels, everyPod, namings, type Pod, probed, verdictsOf } from './every-pod';
import { keysOf, namespaces, podValues, randomPolicy, randomSelector } from './small-policies';

/** NETPACT_SEED replays one set of policies (NETPACT_SETS=1) or starts another run. */
const firstSeed = Number(process.env.NETPACT_SEED ?? 20261121);
const sets = Number(process.env.NETPACT_SETS ?? 600);

interface SmallSet {
  readonly keys: readonly string[];
  readonly knownLabels: Labels;
  readonly policies: readonly PolicyResource[];
  readonly workloads: readonly WorkloadResource[];
}

type Direction = 'ingress' | 'egress';
type Rules = readonly object[];

const directionOf = ({ spec }: PolicyResource): Direction =>
  spec.policyTypes?.includes('Egress') ? 'egress' : 'ingress';
const rulesOf = ({ spec }: PolicyResource, direction: Direction): Rules => (spec[direction] ?? []) as Rules;
const withRules = (each: PolicyResource, direction: Direction, rules: Rules): PolicyResource => ({
  ...each,
  spec: { ...each.spec, [direction]: rules } as PolicyResource['spec'],
});

/** A policy that says something that another says too: with its subject or one of its own, and some of its rules, cut or split. */
function randomEcho(random: Random, of: PolicyResource, name: string, keys: readonly string[]): PolicyResource {
  const direction = directionOf(of);
  const [own, key] = [random.pick(['from', 'to', 'ports']), random.pick(keys)];
  const split = (rule: object): Rules => {
    if (random.chance(0.5)) return [rule];
    // Both halves together are the rule, each alone is less; or one thing that the rule says is left out.
    const { [own]: _, ...rest } = rule as Record<string, unknown>;
    const field = direction === 'ingress' ? 'from' : 'to';
    const halves = ['Exists', 'DoesNotExist'].map((operator) => ({
      ...rest,
      [field]: [{ namespaceSelector: {}, podSelector: { matchExpressions: [{ key, operator }] } }],
    }));
    return random.pick([[rest], halves, halves.slice(0, 1), [...halves, rule]]);
  };
  const rules = rulesOf(of, direction)
    .filter(() => random.chance(0.8))
    .flatMap(split);
  const podSelector = random.chance(0.6) ? of.spec.podSelector : randomSelector(random, keys);
  return withRules({ ...of, name, spec: { ...of.spec, podSelector } as PolicyResource['spec'] }, direction, rules);
}

/** Policies of few keys that repeat each other in part, and workloads with labels that they name. */
function randomSet(random: Random, seed: number): SmallSet {
  const keys = keysOf(seed % 12 === 0 ? 3 : random.pick([1, 2, 2]));
  const policies: PolicyResource[] = [];
  for (const index of random.list(2, 5, () => 0).keys()) {
    const of = policies.length > 0 && random.chance(0.4) ? random.pick(policies) : undefined;
    policies.push(of ? randomEcho(random, of, `p${index}`, keys) : randomPolicy(random, `p${index}`, keys));
  }
  const workloads = random
    .list(1, 3, () => 0)
    .map((_, index) => {
      const labels = Object.fromEntries(keys.map((key) => [key, random.pick([...podValues, 'other', ''])]));
      const some = Object.fromEntries(Object.entries(labels).filter(() => random.chance(0.7)));
      const ports = random.pick([[], ['http:80'], ['http:443'], ['http:9', 80], [443]]);
      return workload(`${random.chance(0.8) ? namespaces[0] : namespaces[1]}/w${index}`, some, { ports });
    });
  return { keys, knownLabels: random.pick([{}, { env: 'prod' }]), policies, workloads };
}

/** What could be removed alone, and what the policies are without it. */
interface Removal {
  readonly name: string;
  readonly left: readonly PolicyResource[];
}

const allBut = <Item>(items: readonly Item[], left: number) => items.filter((_, index) => index !== left);

/** Policies with rules that select a workload: others are none of the audit's business. */
function candidatesOf({ policies, workloads }: SmallSet): readonly PolicyResource[] {
  return policies.filter((each) => {
    const selector = each.spec.podSelector as Parameters<typeof selects>[0];
    const isSubject = (pods: WorkloadResource) => pods.namespace === each.namespace && selects(selector, pods.labels);
    return rulesOf(each, directionOf(each)).length > 0 && workloads.some(isSubject);
  });
}

const withoutPolicy = (policies: readonly PolicyResource[], removed: PolicyResource): Removal => ({
  name: removed.name,
  left: policies.filter((each) => each !== removed),
});

function withoutRules(policies: readonly PolicyResource[], owner: PolicyResource): readonly Removal[] {
  const direction = directionOf(owner);
  return rulesOf(owner, direction).map((_, index) => ({
    name: `${owner.name} spec.${direction}[${index}]`,
    left: policies.map((each) =>
      each === owner ? withRules(each, direction, allBut(rulesOf(each, direction), index)) : each,
    ),
  }));
}

/** How policies look where the pods and ports of the small world would leave something out. */
interface View {
  seen(policies: readonly PolicyResource[]): readonly PolicyResource[];
  readonly ports: readonly number[];
  readonly onlyWithAddress: boolean;
}

const rewritten = (pattern: RegExp, by: string) => (policies: readonly PolicyResource[]) =>
  JSON.parse(JSON.stringify(policies).replaceAll(pattern, by)) as readonly PolicyResource[];
const every = [...probed.keys()];
const other = [probed.indexOf(9)];
/** A port between 80 and 443 is one that only the range gives. */
const seenBetween = rewritten(/"port":80,"endPort":443/g, '"port":9');
/** Blocks are of IPv4: none holds an IPv6 address. */
const seenByIpv6 = rewritten(/"cidr":"[^"]*"/g, '"cidr":"255.255.255.255/32"');

const views: readonly View[] = [
  { seen: (policies) => policies, ports: every, onlyWithAddress: false },
  { seen: seenBetween, ports: other, onlyWithAddress: false },
  { seen: seenByIpv6, ports: every, onlyWithAddress: true },
  { seen: (policies) => seenByIpv6(seenBetween(policies)), ports: other, onlyWithAddress: true },
];

/**
 * The removals after which nothing changes: for every pair of pods (a workload of the input is one of these pods, with one of
 * these namings), every pod and every address, however the namespace without an object is labelled.
 */
function unnoticed({ keys, knownLabels, policies }: SmallSet, removals: readonly Removal[]): ReadonlySet<string> {
  const open = new Set(removals);
  const usesNames = JSON.stringify(policies).includes('"http"');
  for (const bare of bareLabels)
    for (const view of views) {
      if (open.size === 0) break;
      const all = everyPod(keys, knownLabels, bare);
      const single = policies.map((each) => verdictsOf(view.seen([each]), all));
      // Pods that no policy tells apart are not told apart by fewer policies.
      const keyOf = (pod: number) => single.map((each) => each.keyOf(pod)).join(' ');
      const pods = [...new Map(all.map((pod, at) => [`${keyOf(at)} ${!pod.address}`, pod])).values()];
      const whole = verdictsOf(view.seen(policies), pods);
      const without = [...open].map((each) => ({ each, ...verdictsOf(view.seen(each.left), pods) }));
      for (const connection of everyConnection(pods, view, usesNames)) {
        const passes = whole.connects(...connection);
        for (const { each, connects } of without)
          if (open.has(each) && connects(...connection) !== passes) open.delete(each);
        if (open.size === 0) break;
      }
    }
  return new Set([...open].map(({ name }) => name));
}

function* everyConnection(
  pods: readonly Pod[],
  { ports, onlyWithAddress }: View,
  usesNames: boolean,
): Generator<readonly [source: number, target: number, port: number, naming: number]> {
  for (const [from, source] of pods.entries())
    for (const [to, target] of pods.entries()) {
      const outside = Number(source.address !== undefined) + Number(target.address !== undefined);
      if (outside === 2 || (onlyWithAddress && outside === 0)) continue;
      for (const port of ports)
        for (let naming = 0; naming < (usesNames && !target.address ? namings.length : 1); naming++)
          yield [from, to, port, naming];
    }
}

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

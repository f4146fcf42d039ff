import type { Labels, PolicyResource, WorkloadResource } from '../../lib/k8s/resources';
import { workload } from '../analyze/cluster';
import type { Random } from '../analyze/seeded-random';
import { selects } from '../evaluator/may-connect';
import { bareLabels, everyPod, namings, type Pod, probed, verdictsOf } from './every-pod';
import { keysOf, namespaces, podValues, randomPolicy, randomSelector } from './small-policies';

export interface SmallSet {
  readonly keys: readonly string[];
  readonly knownLabels: Labels;
  readonly policies: readonly PolicyResource[];
  readonly workloads: readonly WorkloadResource[];
}

type Direction = 'ingress' | 'egress';
type Rules = readonly object[];

export const directionOf = ({ spec }: PolicyResource): Direction =>
  spec.policyTypes?.includes('Egress') ? 'egress' : 'ingress';
export const rulesOf = ({ spec }: PolicyResource, direction: Direction): Rules => (spec[direction] ?? []) as Rules;
export const withRules = (each: PolicyResource, direction: Direction, rules: Rules): PolicyResource => ({
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
export function randomSet(random: Random, seed: number): SmallSet {
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
export interface Removal {
  readonly name: string;
  readonly left: readonly PolicyResource[];
}

const allBut = <Item>(items: readonly Item[], left: number) => items.filter((_, index) => index !== left);

/** Policies with rules that select a workload: others are none of the audit's business. */
export function candidatesOf({ policies, workloads }: SmallSet): readonly PolicyResource[] {
  return policies.filter((each) => {
    const selector = each.spec.podSelector as Parameters<typeof selects>[0];
    const isSubject = (pods: WorkloadResource) => pods.namespace === each.namespace && selects(selector, pods.labels);
    return rulesOf(each, directionOf(each)).length > 0 && workloads.some(isSubject);
  });
}

export const withoutPolicy = (policies: readonly PolicyResource[], removed: PolicyResource): Removal => ({
  name: removed.name,
  left: policies.filter((each) => each !== removed),
});

export function withoutRules(policies: readonly PolicyResource[], owner: PolicyResource): readonly Removal[] {
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
export function unnoticed(
  { keys, knownLabels, policies }: SmallSet,
  removals: readonly Removal[],
): ReadonlySet<string> {
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

import { addTo, groupBy } from '../../algebra/keyed';
import type { ClusterResources, UnevaluatedPolicy, WorkloadResource } from '../../k8s/resources';
import { resourceTitle } from '../../wording/names';
import { listed, oneOrMany } from '../../wording/words';
import type { Analysis } from '../analysis';
import { mayHold } from '../judge/doubt';
import { judgeSelection } from '../judge/matching';
import { workloadName } from '../model/universe';
import type { BothSides, IsolationChange } from './change';
import type { WorkloadChanges } from './pod-pairs';

/**
 * Why a verdict is not known, one sentence each: objects of kinds that are not evaluated came, went or changed, or such objects
 * stayed and what they may select by changed. Objects that are alike on both sides change nothing by themselves.
 */
export function unevaluatedChanges(
  before: ClusterResources,
  after: ClusterResources,
  { renamed }: WorkloadChanges,
): readonly string[] {
  const sides = { before: before.unevaluatedPolicies, after: after.unevaluatedPolicies };
  if (sides.before.length + sides.after.length === 0) return [];
  return [...changedPolicies(sides), ...changedSelection(before, after, renamed)];
}

function changedPolicies({ before, after }: BothSides<readonly UnevaluatedPolicy[]>): readonly string[] {
  const [olds, news] = [groupBy(before, identity), groupBy(after, identity)];
  const changed = new Map<string, UnevaluatedPolicy[]>();
  for (const key of new Set([...olds.keys(), ...news.keys()])) {
    const [old = [], now = []] = [olds.get(key), news.get(key)];
    const [shown] = now.length > 0 ? now : old;
    // Objects whose names are generated may be several.
    if (!shown || contents(old) === contents(now)) continue;
    const what = old.length === 0 ? 'added' : now.length === 0 ? 'removed' : 'changed';
    addTo(changed, `${shown.group} ${shown.kind} ${what}`, shown);
  }
  return [...changed].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([key, policies]) => sentenceOf(key, policies));
}

function sentenceOf(key: string, policies: readonly UnevaluatedPolicy[]): string {
  const [group = '', kind = '', what = ''] = key.split(' ');
  const names = listed(policies.map(nameOf).sort());
  const of = group === '' ? '' : ` of ${group}`;
  return `${kind} ${names}${of} ${oneOrMany(policies.length, 'was', 'were')} ${what}, and that kind is not evaluated: what opens or closes by it is not known`;
}

/** What changed of those who are on both sides and what a policy that is not evaluated calls by name: labels, ports, Services. */
function changedSelection(
  before: ClusterResources,
  after: ClusterResources,
  renamed: WorkloadChanges['renamed'],
): readonly string[] {
  const spoken = [...before.unevaluatedPolicies, ...after.unevaluatedPolicies];
  const found = new Map<string, string[]>();
  const add = (word: string, policy: UnevaluatedPolicy | undefined, owner: string) => {
    if (policy) addTo(found, JSON.stringify([word, resourceTitle(policy)]), owner);
  };
  for (const [owner, words] of changedWords(before, after, renamed))
    for (const word of words)
      add(
        word,
        spoken.find(({ content }) => content.includes(word)),
        owner,
      );
  for (const [old, now] of onBothSides(before, after, renamed)) {
    // Whoever moves to the host network or from it is selected no more, or anew, whatever the words.
    if (old.hostNetwork !== now.hostNetwork)
      add(
        'hostNetwork',
        spoken.find(({ covers }) => covers.length > 0),
        workloadName(now),
      );
    if (old.serviceAccount !== now.serviceAccount)
      add(
        'serviceAccountName',
        spoken.find(({ content }) => byAccount.test(content)),
        workloadName(now),
      );
  }
  return [...found].map(([key, owners]) => {
    const [word, title]: readonly string[] = JSON.parse(key);
    return `${word} of ${listed(owners)} changes, and ${title}, which is not evaluated, may select by it`;
  });
}

/** How policies of other kinds name service accounts: fields, and labels that Cilium and Calico give for them. */
const byAccount = /service-?account|pcsa\./i;

/** Workloads that are there before and after, under whatever name. */
function* onBothSides(
  before: ClusterResources,
  after: ClusterResources,
  renamed: WorkloadChanges['renamed'],
): Generator<readonly [old: WorkloadResource, now: WorkloadResource]> {
  const newNames = new Map(renamed.map((pair) => [workloadName(pair.before), workloadName(pair.after)]));
  const olds = new Map(before.workloads.map((each) => [newNames.get(workloadName(each)) ?? workloadName(each), each]));
  for (const now of after.workloads) {
    const old = olds.get(workloadName(now));
    if (old) yield [old, now];
  }
}

/** Whose words changed: keys of labels, names of ports, the name of a Service. */
function* changedWords(
  before: ClusterResources,
  after: ClusterResources,
  renamed: WorkloadChanges['renamed'],
): Generator<readonly [owner: string, words: readonly string[]]> {
  for (const [old, now] of onBothSides(before, after, renamed))
    yield [workloadName(now), [...differing(old.labels, now.labels), ...differing(portsOf(old), portsOf(now))]];
  const labels = ({ namespaces }: ClusterResources) => new Map(namespaces.map((each) => [each.name, each.labels]));
  const [labelsBefore, labelsAfter] = [labels(before), labels(after)];
  const lived = new Set(before.workloads.map(({ namespace }) => namespace));
  for (const name of new Set(after.workloads.map(({ namespace }) => namespace)))
    if (lived.has(name))
      yield [`namespace ${name}`, differing(labelsBefore.get(name) ?? {}, labelsAfter.get(name) ?? {})];
  const services = ({ services: all }: ClusterResources) =>
    Object.fromEntries(
      all.map(({ namespace, name, selector, ports }) => {
        // The port that nodes have for it tells nobody apart.
        const own = ports.map(({ nodePort: _, ...port }) => port);
        return [`${namespace}/${name}`, JSON.stringify([selector, own])];
      }),
    );
  for (const service of differing(services(before), services(after)))
    yield [`Service ${service}`, [service.slice(service.indexOf('/') + 1)]];
}

/** The numbers of a workload's port names. */
function portsOf({ ports }: WorkloadResource): Readonly<Record<string, string>> {
  const named = groupBy(ports, ({ name }) => name ?? '');
  return Object.fromEntries(
    [...named].map(([name, all]) => [name, all.map(({ port, protocol }) => `${port}/${protocol}`).join()]),
  );
}

/** The keys of which the values are not the same on both sides; without a name nothing can be asked. */
function differing(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): readonly string[] {
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return keys.filter((key) => key !== '' && a[key] !== b[key]).sort();
}

/**
 * Pods that NetworkPolicies isolate now, and did not before, with rules that let something pass: where a policy that is not
 * evaluated isolated them already, what looks like closing opens. `isMore` says that there are more of them than are known.
 */
export function unevaluatedIsolation(
  { unevaluated, book, resources }: Analysis,
  newlyIsolated: readonly IsolationChange[],
  isMore: boolean,
): readonly string[] {
  const sharing = resources.unevaluatedPolicies.find(({ sharesIsolation }) => sharesIsolation);
  if (!sharing) return [];
  const why = (title: string) =>
    `${title}, which is not evaluated, may have isolated them before: whether that opens something is not known`;
  const isolated = new Map<string, string[]>();
  for (const { pods, direction } of newlyIsolated) {
    const policy = unevaluated(direction, pods).find(({ sharesIsolation }) => sharesIsolation);
    const grants = book
      .policiesIn(pods.namespace)
      .some((each) => each[direction]?.length && mayHold(judgeSelection(each, pods, book.settings)));
    if (policy && grants) addTo(isolated, resourceTitle(policy), `${pods.name} for ${direction}`);
  }
  const reasons = [...isolated].map(([title, all]) => `NetworkPolicies isolate ${listed(all)} now, and ${why(title)}`);
  const more = `NetworkPolicies isolate more pods than are listed, and ${why(resourceTitle(sharing))}`;
  return isMore ? [...reasons, more] : reasons;
}

/** New workloads, and with policies alone pods with labels that are new, of which is not known who reaches them, because a policy that is not evaluated may let others in. */
export function unevaluatedExposure(
  { unevaluated, pods, resources }: Analysis,
  { added }: WorkloadChanges,
  exposed: readonly string[],
  newLabels: readonly string[],
): readonly string[] {
  const covered = new Map<string, string[]>();
  const [any] = resources.unevaluatedPolicies.filter(
    ({ covers, directions }) => covers.length > 0 && directions.includes('ingress'),
  );
  if (any && newLabels.length > 0)
    covered.set(
      resourceTitle(any),
      newLabels.map((label) => `pods with ${label}`),
    );
  for (const name of added.map(workloadName)) {
    const known = pods(name);
    const [policy] = known && !exposed.includes(name) ? unevaluated('ingress', known) : [];
    if (policy) addTo(covered, resourceTitle(policy), name);
  }
  return [...covered].map(
    ([title, names]) =>
      `whether other namespaces reach ${listed(names)}, which ${oneOrMany(names.length, 'is', 'are')} new, is not known: ${title} is not evaluated`,
  );
}

const nameOf = ({ namespace, name }: UnevaluatedPolicy): string =>
  namespace === undefined ? name : `${namespace}/${name}`;

const identity = (policy: UnevaluatedPolicy): string => `${policy.group} ${policy.kind} ${nameOf(policy)}`;

const contents = (policies: readonly UnevaluatedPolicy[]): string =>
  policies
    .map(({ content }) => content)
    .sort()
    .join('\n');

import { intersectPorts, noPorts, type PortSet, subtractPorts } from '../../algebra/port-set';
import { byCodeUnits } from '../../algebra/text-order';
import type { SourceSpan } from '../../diagnostics/finding';
import type { PolicyResource } from '../../k8s/resources';
import type { Analysis } from '../analysis';
import type { ClassEnd } from '../connectivity/class-rows';
import { type JudgedDirection, judgeDirection } from '../judge/judge';
import { type End, endOf } from '../model/end';
import type { PolicyRules } from '../model/policy-rules';
import { type BothSides, type ClassChange, portsOfChange, type SideName } from './change';
import { type PolicyChanges, policyName } from './policy-changes';
import type { FoundEnd } from './possible-differences';

/** Something that differs between the sides and makes a change: a policy, or the labels or ports of a workload or namespace. */
export interface Cause {
  /** `namespace/name` of a policy, `namespace/name[Kind]` of a workload, the name of a namespace. */
  readonly subject: string;
  readonly kind: 'policy' | 'workload' | 'namespace';
  readonly what: 'added' | 'removed' | 'changed';
  /** The rule that gives or gave the connection (`spec.ingress[0]`); missing where it is the policy's isolation. */
  readonly rule?: string;
  readonly location: SourceSpan;
}

/** How many pods of each end are asked, and how many causes are named: a row of thousands has a handful of reasons. */
const asked = 20;
const named = 12;

/** What makes a change, policies first; the example pairs stand for pods that changed alike. `ends` are those in no analysis. */
export function causesOf(
  { src, dst, before, after }: ClassChange,
  sides: BothSides<Analysis>,
  policies: PolicyChanges,
  ends: ReadonlyMap<string, FoundEnd>,
): readonly Cause[] {
  const differing = differingPolicies(policies);
  const found = new Map<string, Cause>();
  const endIn: EndFinder = (side, name) => ends.get(name)?.[side] ?? endNamed(sides[side], name);
  for (const [source, target] of examplesOf(src, dst))
    for (const cause of causesOfPair(source, target, { before, after }, sides, endIn, differing)) {
      if (found.size >= named) break;
      found.set(`${cause.subject} ${cause.rule ?? ''}`, cause);
    }
  return [...found.values()].sort(
    (a, b) => byCodeUnits(a.subject, b.subject) || byCodeUnits(a.rule ?? '', b.rule ?? ''),
  );
}

type Differing = ReadonlyMap<PolicyResource, Cause['what']>;
type EndFinder = (side: SideName, name: string) => End | undefined;

function differingPolicies({ added, removed, changed }: PolicyChanges): Differing {
  return new Map<PolicyResource, Cause['what']>([
    ...added.map((policy) => [policy, 'added'] as const),
    ...removed.map((policy) => [policy, 'removed'] as const),
    ...changed.flatMap(({ before, after }) => [[before, 'changed'] as const, [after, 'changed'] as const]),
  ]);
}

function* examplesOf(src: ClassEnd, dst: ClassEnd): Generator<readonly [source: string, target: string]> {
  const [sources, targets] = [namesOf(src), namesOf(dst)];
  for (const target of targets) yield [sources[0] ?? '', target];
  for (const source of sources.slice(1)) yield [source, targets[0] ?? ''];
}

/** Names of pods, or the first address of each range. */
function namesOf(end: ClassEnd): readonly string[] {
  if (end.kind === 'pods') return end.pods.slice(0, asked).map(({ name }) => name);
  return end.ranges.slice(0, asked).map((range) => range.slice(0, range.indexOf('-')));
}

function causesOfPair(
  source: string,
  target: string,
  ports: Pick<ClassChange, 'before' | 'after'>,
  sides: BothSides<Analysis>,
  endIn: EndFinder,
  differing: Differing,
): readonly Cause[] {
  const [opened, closed] = [portsOfChange(ports, 'opened'), portsOfChange(ports, 'closed')];
  const causes: Cause[] = [];
  for (const direction of ['egress', 'ingress'] as const) {
    const [subject, peer] = direction === 'egress' ? [source, target] : [target, source];
    const ask = (side: SideName): JudgedDirection | undefined => {
      const [own, other] = [endIn(side, subject), endIn(side, peer)];
      return own && other && judgeDirection(direction, own, other, sides[side].book);
    };
    const [old, now] = [ask('before'), ask('after')];
    causes.push(...whatGives(opened, old, now, differing), ...whatGives(closed, now, old, differing));
  }
  return causes.length > 0 ? causes : [source, target].flatMap((name) => changedEnd(name, sides));
}

/**
 * Why `more` lets ports through that `less` does not: a rule of a policy that differs, or that nothing isolates any more.
 * Undefined is a side where an end does not exist.
 */
function whatGives(
  wanted: PortSet,
  less: JudgedDirection | undefined,
  more: JudgedDirection | undefined,
  differing: Differing,
): readonly Cause[] {
  if (!more) return [];
  const gained = subtractPorts(intersectPorts(wanted, more.bounds.ports), less?.bounds.ports ?? noPorts);
  if (gained === noPorts) return [];
  const cause = ({ policy }: PolicyRules, rule?: string): readonly Cause[] => {
    const what = differing.get(policy);
    if (!what) return [];
    const location = policy.origin.span(rule ?? 'metadata.name');
    return [{ subject: policyName(policy), kind: 'policy', what, ...(rule && { rule }), location }];
  };
  if (more.policies.length === 0) return (less?.policies ?? []).flatMap(({ policy }) => cause(policy));
  return more.policies.flatMap(({ policy, rules }) =>
    rules
      .filter(({ allows }) => intersectPorts(allows.ports, gained) !== noPorts)
      .flatMap(({ rule }) => cause(policy, rule.path)),
  );
}

/** The end of a name, which is an address where no pods are called so. */
function endNamed(analysis: Analysis, name: string): End | undefined {
  const pods = analysis.pods(name);
  if (pods) return endOf(analysis.universe, pods);
  return name.includes('/') ? undefined : { kind: 'address', name };
}

/** Labels and declared ports decide who is meant: where no policy differs, they do. */
function changedEnd(name: string, { before, after }: BothSides<Analysis>): readonly Cause[] {
  const [old, now] = [before.pods(name), after.pods(name)];
  const workload = now?.workload ?? old?.workload;
  const namespace = now?.namespace ?? old?.namespace;
  const causes: Cause[] = [];
  if (workload && JSON.stringify([old?.labels, old?.ports]) !== JSON.stringify([now?.labels, now?.ports])) {
    causes.push({
      subject: name,
      kind: 'workload',
      what: whatBecame(old, now),
      location: workload.origin.span('metadata.name'),
    });
  }
  const [oldSpace, newSpace] = [before, after].map(({ resources }) =>
    resources.namespaces.find((each) => each.name === namespace),
  );
  const space = newSpace ?? oldSpace;
  const [oldWords, newWords] = [oldSpace, newSpace].map((each) =>
    JSON.stringify([each?.labels, each?.linkerdInjection]),
  );
  if (space && oldWords !== newWords) {
    causes.push({
      subject: space.name,
      kind: 'namespace',
      what: whatBecame(oldSpace, newSpace),
      location: space.origin.span('metadata.name'),
    });
  }
  return causes;
}

const whatBecame = (before: unknown, after: unknown): Cause['what'] =>
  before ? (after ? 'changed' : 'removed') : 'added';

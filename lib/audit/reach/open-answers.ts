import { getOrInsert } from '../../algebra/keyed';
import { onceForEach } from '../../algebra/once';
import { containsSelector } from '../../algebra/selector';
import { coversSomeIn, mayBeIn } from '../../analyze/judge/covering';
import { type Direction, directions, type PolicyRules } from '../../analyze/model/policy-rules';
import type { PodSet } from '../../analyze/model/universe';
import { type Subject, subjectKey } from '../../diagnostics/finding';
import type { UnevaluatedPolicy } from '../../k8s/resources';
import { resourceTitle } from '../../wording/names';
import { listed, oneOrMany } from '../../wording/words';
import type { AuditContext, AuditedCluster, Rule, RuleResult } from '../rule';

/**
 * What a rule says, and where a rule about reach cannot tell: of pods to which policies of kinds that are not evaluated may
 * apply neither a finding nor its absence is sure.
 */
export function* resultsOf(rule: Rule, context: AuditContext): Generator<RuleResult> {
  const open = rule.reach && openSubjects(context, rule.reach);
  if (!open || open.size === 0) return yield* rule.check(context);
  for (const result of rule.check(context)) {
    const answer = result.subject && open.get(subjectKey(result.subject));
    if (!answer) yield result;
    else if (result.kind !== 'finding') {
      if (!answer.isAsked) yield result;
    } else if (isAbout(result.field, answer.directions)) answer.alone.push(result.message);
    else yield result;
  }
  for (const { subject, reason, alone, isAsked } of open.values())
    if (isAsked || alone.length > 0)
      yield {
        kind: 'undetermined',
        subject,
        reason: alone.length > 0 ? `${reason}; by NetworkPolicies alone: ${alone.join('; ')}` : reason,
      };
}

/** Something of which a rule cannot tell. */
interface OpenSubject {
  readonly subject: Subject;
  readonly directions: ReadonlySet<Direction>;
  readonly reason: string;
  /** Whether it is said without a finding too. */
  readonly isAsked: boolean;
  /** What the rule finds of NetworkPolicies alone. */
  readonly alone: string[];
}

type OpenSubjects = ReadonlyMap<string, OpenSubject>;

const known = onceForEach((_: AuditContext) => new Map<string, readonly Omit<OpenSubject, 'alone'>[]>());

/** The same for all rules that speak of the same. */
function openSubjects(context: AuditContext, reach: NonNullable<Rule['reach']>): OpenSubjects {
  const { of, directions: asked } = reach;
  const all = getOrInsert(known(context), `${of} ${asked.join()}`, () => [...subjectsOf[of](context, asked)]);
  return new Map(all.map((each) => [subjectKey(each.subject), { ...each, alone: [] }]));
}

type Subjects = (context: AuditContext, asked: readonly Direction[]) => Iterable<Omit<OpenSubject, 'alone'>>;

const subjectsOf: Readonly<Record<NonNullable<Rule['reach']>['of'], Subjects>> = {
  *workloads({ analysis }, asked) {
    for (const pods of analysis.universe.pods) {
      const { workload } = pods;
      if (!workload) continue;
      const found = asked.filter((direction) => analysis.unevaluated(direction, pods).length > 0);
      if (found.length === 0) continue;
      const policies = new Set(found.flatMap((direction) => analysis.unevaluated(direction, pods)));
      const { kind, namespace, name } = workload;
      yield openSubject({ kind, namespace, name }, found, [...policies], 'may apply to it');
    }
  },
  // Which pods a way leads to is known where the ways are worked out.
  *ways() {},
  *namespaces({ analysis, facts }, asked) {
    for (const name of facts.populatedNamespaces()) {
      const namespace = facts.namespace(name);
      const policies = analysis.resources.unevaluatedPolicies.filter(
        (policy) => namespace && coversSomeIn(policy, namespace) && hasOneOf(policy, asked),
      );
      if (policies.length > 0)
        yield openSubject({ kind: 'Namespace', name }, asked, policies, 'may apply to pods there');
    }
  },
  *policies(context, asked) {
    const { analysis, facts } = context;
    for (const policy of analysis.resources.unevaluatedPolicies) {
      const { kind, namespace, name, covers } = policy;
      if (covers.length > 0 && hasOneOf(policy, asked))
        yield {
          subject: { kind, ...(namespace !== undefined && { namespace }), name },
          directions: new Set(asked),
          reason: 'objects of its kind are not evaluated: what it allows is not known',
          isAsked: true,
        };
    }
    for (const rules of facts.policies()) {
      const { namespace, name } = rules.policy;
      const covered = asked.flatMap((direction) =>
        coveringAll(context, rules, direction).map((by) => ({ direction, by })),
      );
      if (covered.length === 0) continue;
      const [found, policies] = [covered.map(({ direction }) => direction), covered.map(({ by }) => by)];
      const subject = { kind: 'NetworkPolicy', namespace, name };
      yield { ...openSubject(subject, found, [...new Set(policies)], 'may apply to its pods'), isAsked: false };
    }
  },
};

function openSubject(
  subject: Subject,
  found: readonly Direction[],
  policies: readonly UnevaluatedPolicy[],
  what: string,
): Omit<OpenSubject, 'alone'> {
  return { subject, directions: new Set(found), reason: reasonOf(policies, what), isAsked: true };
}

/** `CiliumNetworkPolicy shop/web may apply to it, and is not evaluated`. */
export function reasonOf(policies: readonly UnevaluatedPolicy[], what: string): string {
  return `${listed(policies.map(resourceTitle).sort())} ${what}, and ${oneOrMany(policies.length, 'is', 'are')} not evaluated`;
}

/** Why it cannot be told who reaches some pods; undefined where no policy that is not evaluated may apply to them. */
export function whyUnknown(
  { analysis }: AuditedCluster,
  direction: Direction,
  pods: readonly PodSet[],
): string | undefined {
  const policies = new Set(pods.flatMap((each) => analysis.unevaluated(direction, each)));
  return policies.size > 0
    ? reasonOf([...policies], `may apply to ${listed(pods.map(({ name }) => name))}`)
    : undefined;
}

/** Policies that may apply to every pod that a NetworkPolicy selects: to those of the input, or to whatever there could be. */
function coveringAll(
  { analysis, facts }: AuditContext,
  rules: PolicyRules,
  direction: Direction,
): readonly UnevaluatedPolicy[] {
  const { resources } = analysis;
  const [first, ...others] = facts.selectedBy(rules);
  if (first) {
    const covered = (pods: PodSet) => analysis.unevaluated(direction, pods);
    return others.every((pods) => covered(pods).length > 0) ? covered(first) : [];
  }
  const namespace = facts.namespace(rules.policy.namespace);
  return resources.unevaluatedPolicies.filter(
    ({ covers, directions: own }) =>
      namespace &&
      own.includes(direction) &&
      covers.some((each) => mayBeIn(each, namespace) && containsSelector(each.pods, rules.selector)),
  );
}

const hasOneOf = ({ directions: own }: UnevaluatedPolicy, asked: readonly Direction[]): boolean =>
  own.some((direction) => asked.includes(direction));

/** Whether a finding is about one of these directions; a field that names none is about both. */
function isAbout(field: string | undefined, some: ReadonlySet<Direction>): boolean {
  const named = directions.filter((direction) => field === direction || field?.startsWith(`spec.${direction}`));
  return named.length === 0 || named.some((direction) => some.has(direction));
}

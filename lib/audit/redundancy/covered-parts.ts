import { groupBy } from '../../algebra/keyed';
import { onceForEach } from '../../algebra/once';
import { byCodeUnits } from '../../algebra/text-order';
import { type Direction, directions, type PolicyRule, type PolicyRules } from '../../analyze/model/policy-rules';
import { type DirectedRule, directedRules } from '../directed-rules';
import { policyUndetermined } from '../policy-result';
import { deniedHalves } from '../reach/denied-halves';
import type { AuditContext, RuleResult } from '../rule';
import { type Coverage, coverageOf, type Decided } from './coverage';
import { plainlyCoveringPolicies, plainlyCoveringRules } from './plain-cover';
import { type PolicyPart, redundantParts } from './redundant-parts';
import { type Suspect, settle } from './settle';

/** A policy that changes nothing. */
export interface RedundantPolicy {
  readonly owner: PolicyRules;
  /** Policies that cover it together, and not without one of them; none of them is redundant itself. */
  readonly by: readonly PolicyRules[];
  /** Why, where nobody covers it: it lets everything pass and nobody else isolates its pods, or the other end refuses all of it. */
  readonly alone?: 'open' | 'refused';
}

/** A rule that others cover. */
interface RedundantRule {
  readonly owner: PolicyRules;
  readonly rule: PolicyRule;
  /** Rules of its own policy, and other policies, that cover it together, and not without one of them. */
  readonly byRules: readonly PolicyRule[];
  readonly byPolicies: readonly PolicyRules[];
}

/** What can be removed together without a change to who may connect to whom, each with what covers it. */
export interface CoveredParts {
  readonly policies: readonly RedundantPolicy[];
  readonly rules: readonly RedundantRule[];
  /** Of which it was not found out whether they change anything. */
  readonly undecided: readonly PolicyPart[];
}

/** The redundant policies and rules that the audit reports, worked out once for both rules. */
export const coveredParts: (context: AuditContext) => CoveredParts = onceForEach((context) => {
  const removable = redundantParts(context);
  const { undecided } = removable;
  if (removable.policies.length + removable.rules.length === 0) return { policies: [], rules: [], undecided };
  // What waits for its other half is not redundant, whoever says the same.
  const waiting = new Set(deniedHalves(context).map(({ rule }) => rule));
  const owners = removable.policies.flatMap(({ owner }) =>
    rulesIn(owner).some(({ rule }) => waiting.has(rule)) ? [] : [owner],
  );
  const book = bookOf(context);
  const policies = coveredPolicies(book, owners);
  const gone = new Set(policies.found.map(({ owner }) => owner));
  // Rules of a policy that can go alone, and stays, were not asked about.
  const left = removable.policies.flatMap(({ owner }) => (gone.has(owner) ? [] : rulesIn(owner)));
  const rules = coveredRules(
    book,
    [...removable.rules, ...left].filter(({ rule }) => !waiting.has(rule)),
    gone,
  );
  return {
    policies: policies.found,
    rules: rules.found,
    undecided: [...undecided, ...policies.unsure, ...rules.unsure],
  };
});

/** Says of which policies, or rules, it was not found out whether they change anything. */
export function* undecidedParts(context: AuditContext, of: 'policy' | 'rule'): Generator<RuleResult> {
  for (const { owner, rule } of coveredParts(context).undecided)
    if ((rule === undefined) === (of === 'policy'))
      yield policyUndetermined(
        owner.policy,
        `it could not be decided whether ${rule ? rule.path : 'it'} changes anything: the labels that the policies select by are too entangled`,
      );
}

const rulesIn = (owner: PolicyRules): readonly DirectedRule[] => [...directedRules([owner])];

/** The policies in force, and what is asked about them. */
interface Book {
  readonly coverage: Coverage;
  /** Policies of the same namespace, itself among them, by name. */
  beside(owner: PolicyRules): readonly PolicyRules[];
  /** Of all policies those that say the very same. */
  twins(owner: PolicyRules): readonly PolicyRules[];
  /** These, then those that select the same workload. */
  near(owner: PolicyRules): readonly PolicyRules[];
}

function bookOf({ analysis, facts }: AuditContext): Book {
  const policies = [...analysis.engine.policies].sort(byName);
  const byNamespace = groupBy(policies, ({ policy }) => policy.namespace);
  const textOf = onceForEach(({ policy }: PolicyRules) => `${policy.namespace} ${JSON.stringify(policy.spec)}`);
  const byText = groupBy(policies, textOf);
  const twins = (owner: PolicyRules): readonly PolicyRules[] => byText.get(textOf(owner)) ?? [];
  return {
    coverage: coverageOf(analysis),
    beside: ({ policy }) => byNamespace.get(policy.namespace) ?? [],
    twins,
    near(owner) {
      const [pods] = facts.selectedBy(owner);
      const selecting = pods ? directions.flatMap((each) => (owner[each] ? facts.selecting(each, pods) : [])) : [];
      return [...new Set([...twins(owner), ...selecting])];
    },
  };
}

function byName({ policy: a }: PolicyRules, { policy: b }: PolicyRules): number {
  return byCodeUnits(a.namespace, b.namespace) || byCodeUnits(a.name, b.name);
}

interface Found<Part> {
  readonly found: readonly Part[];
  readonly unsure: readonly PolicyPart[];
}

/** Of policies that each can go alone, those that can go together. Of two that say the same the first by name is left. */
function coveredPolicies(book: Book, owners: readonly PolicyRules[]): Found<RedundantPolicy> {
  const suspects = [...owners].sort(byName).reverse();
  const plain = plainlyCoveringPolicies(book.coverage.plain, book);
  const { covers, unsure } = settle(
    suspects.map(
      (owner): Suspect => ({
        part: { owner },
        plain: (isLeft) => plain(owner, isLeft),
        likely: () => book.near(owner).map((each) => ({ owner: each })),
        others: () => book.beside(owner).map((each) => ({ owner: each })),
        isCoveredBy: (others) =>
          inEachDirection(owner, (direction) => book.coverage.isCovered({ owner }, direction, others)),
      }),
    ),
  );
  const covered = [...covers].map(([{ part }, by]) => ({ owner: part.owner, by: by.map(({ owner }) => owner) }));
  // What covers others stays, until they are gone.
  const covering = covered.flatMap(({ by }) => by);
  const settled = new Set([...[...covered, ...unsure.map(({ part }) => part)].map(({ owner }) => owner), ...covering]);
  const gone = new Set(covered.map(({ owner }) => owner));
  const open = new Set(suspects.filter((owner) => !settled.has(owner)));
  const alone = [...open].flatMap((owner): readonly RedundantPolicy[] => {
    const others = book.beside(owner).filter((each) => each !== owner && !gone.has(each));
    const why = whyAlone(
      book,
      owner,
      others,
      others.filter((each) => !open.has(each)),
    );
    return why ? [{ owner, by: [], alone: why }] : [];
  });
  return { found: [...covered, ...alone], unsure: unsure.map(({ part }) => part) };
}

/** Why a policy that nobody covers changes nothing all the same; `sure` are the others that stay whatever else goes. */
function whyAlone(
  { coverage }: Book,
  owner: PolicyRules,
  others: readonly PolicyRules[],
  sure: readonly PolicyRules[],
): RedundantPolicy['alone'] {
  if (inEachDirection(owner, (direction) => coverage.isOpen(owner, direction, others)) === true) return 'open';
  const isRefused = inEachDirection(owner, (direction) => coverage.isRefused(owner, direction, sure)) === true;
  return isRefused ? 'refused' : undefined;
}

/** Of rules that each can go alone, and of those of policies that stay, those that can go together with what is `gone`. */
function coveredRules(
  book: Book,
  candidates: readonly Pick<DirectedRule, 'owner' | 'direction' | 'rule'>[],
  gone: ReadonlySet<PolicyRules>,
): Found<RedundantRule> {
  // Rules of policies with a candidate may go one by one, other policies stay whole.
  const divided = new Set(candidates.map(({ owner }) => owner));
  const partsOf = { ingress: onceForEach(partsFor('ingress')), egress: onceForEach(partsFor('egress')) };
  function partsFor(direction: Direction): (owner: PolicyRules) => readonly PolicyPart[] {
    return (owner) => {
      const rules = gone.has(owner) ? undefined : owner[direction];
      return divided.has(owner) ? (rules ?? []).map((rule) => ({ owner, rule })) : rules ? [{ owner }] : [];
    };
  }
  const partsIn = (owners: Iterable<PolicyRules>, direction: Direction) => [...owners].flatMap(partsOf[direction]);
  const plain = plainlyCoveringRules(book.coverage.plain, ({ owner, direction }) =>
    partsIn(book.beside(owner), direction),
  );
  const { covers, unsure } = settle(
    candidates.toReversed().map(({ owner, direction, rule }): Suspect => {
      const part = { owner, rule };
      return {
        part,
        plain: (isLeft) => plain({ owner, direction, rule }, isLeft),
        likely: () => partsIn(new Set([owner, ...book.near(owner)]), direction),
        others: () => partsIn(new Set([owner, ...book.beside(owner)]), direction),
        isCoveredBy: (others) => book.coverage.isCovered(part, direction, others),
      };
    }),
  );
  const found = [...covers].flatMap(([{ part }, by]): readonly RedundantRule[] => {
    const { owner, rule } = part;
    if (!rule) return [];
    const own = by.filter((each) => each.owner === owner);
    return [
      {
        owner,
        rule,
        byRules: own.flatMap((each) => each.rule ?? []),
        byPolicies: [...new Set(by.flatMap((each) => (each.owner === owner ? [] : [each.owner])))],
      },
    ];
  });
  return { found, unsure: unsure.map(({ part }) => part) };
}

/** Whether something holds of every direction that a policy isolates. */
function inEachDirection(owner: PolicyRules, holds: (direction: Direction) => Decided): Decided {
  const answers = directions.flatMap((each) => (owner[each] ? [each] : []));
  let all: Decided = true;
  for (const each of answers) {
    const answer = holds(each);
    if (answer === false) return false;
    if (answer === 'undecided') all = answer;
  }
  return all;
}

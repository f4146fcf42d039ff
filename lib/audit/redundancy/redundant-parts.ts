import { once } from '../../algebra/once';
import { type Analysis, analyze } from '../../analyze/analysis';
import type { Direction, PolicyRule, PolicyRules } from '../../analyze/model/policy-rules';
import { everyPodOf } from '../../analyze/possible/every-pod';
import type { AuditContext } from '../rule';
import { isNeededByAbsent } from './needed-by-absent';
import { possibleNeeds } from './possible-needs';
import { grantsOfRule, redundancyCheck, redundancyEnds } from './redundancy';
import type { Giver } from './redundancy-giver';

interface RedundantPart {
  readonly owner: PolicyRules;
  /** Names of other policies of its namespace that have rules and select some of its pods. */
  readonly others: readonly string[];
}

interface RedundantPolicy extends RedundantPart {
  /** Whether nothing else isolates its pods, so that it lets everything pass. */
  readonly isAlone: boolean;
}

interface RedundantRule extends RedundantPart {
  readonly rule: PolicyRule;
}

/** A policy, or one rule of it, of which it was not found out whether it changes anything. */
interface UndecidedPart {
  readonly owner: PolicyRules;
  readonly rule?: PolicyRule;
}

/** Whatever could be removed alone, one thing at a time, without any change to who may connect to whom. */
export interface RedundantParts {
  readonly undecided: readonly UndecidedPart[];
  readonly policies: readonly RedundantPolicy[];
  readonly rules: readonly RedundantRule[];
}

const known = new WeakMap<AuditContext, RedundantParts>();

/** The redundant policies and rules of an audit, worked out once for both rules. */
export function redundantParts(context: AuditContext): RedundantParts {
  const parts = known.get(context) ?? find(context);
  known.set(context, parts);
  return parts;
}

/** Of more pods than these a search finds sooner who needs a policy than a list does. */
const mostListed = 5000;
/** The same for lists that need not hold everyone. */
const mostAsked = 1000;

const directions = ['ingress', 'egress'] as const;

interface Candidate {
  readonly owner: PolicyRules;
  readonly index: number;
}

function find(context: AuditContext): RedundantParts {
  const { settings } = context.analysis;
  // What changes something between workloads of the input is needed: most is.
  const near = searchIn(context.analysis);
  const policies = candidatesOf(context);
  const nearby = policies.filter(
    (candidate) =>
      near.isRedundant(candidate) &&
      !rulesOfCandidate(candidate).some((each) => isNeededByAbsent(context, each, 'policy')),
  );
  const nearbyRules = policies
    .flatMap(rulesOfCandidate)
    .filter((each) => near.isRuleRedundant(each) && !isNeededByAbsent(context, each, 'rule'));
  if (nearbyRules.length + nearby.length === 0) return { policies: [], rules: [], undecided: [] };
  // Where all pods that could exist can be listed that answers it; else one for each selector shows that most of these are
  // needed, and the others are searched for.
  const everyPod = everyPodOf(context.analysis.resources);
  const others = everyPod ? analyze(context.analysis.resources, settings, everyPod) : context.exposed();
  const isListed = others.universe.pods.length <= (everyPod ? mostListed : mostAsked);
  const among = isListed ? searchIn(others) : near;
  const isAnswered = isListed && everyPod !== undefined;
  const suspects = nearby.filter(among.isRedundant);
  const suspectRules = nearbyRules.filter(among.isRuleRedundant);
  const needs = once(() => possibleNeeds(context.analysis));
  const undecided: UndecidedPart[] = [];
  const isUnneededByAny = (isNeeded: boolean | 'undecided', part: UndecidedPart) => {
    if (isNeeded === 'undecided') undecided.push(part);
    return isNeeded === false;
  };
  const redundant = suspects.filter((each) =>
    isUnneededByAny(!isAnswered && needs().isPolicyNeeded(each.index), { owner: each.owner }),
  );
  const removed = new Set(redundant.map(({ owner }) => owner));
  const rules = suspectRules.filter(
    ({ owner, rule, index, direction, position }) =>
      !removed.has(owner) &&
      isUnneededByAny(!isAnswered && needs().isRuleNeeded(index, direction, position), { owner, rule }),
  );
  return {
    undecided,
    policies: redundant.map(({ owner }) => ({
      owner,
      others: othersOf(context, owner),
      isAlone: isAlone(context, owner),
    })),
    rules: rules.map(({ owner, rule }) => ({ owner, rule, others: othersOf(context, owner) })),
  };
}

interface RuleCandidate extends Candidate {
  readonly direction: Direction;
  readonly position: number;
  readonly rule: PolicyRule;
}

function rulesOfCandidate(candidate: Candidate): readonly RuleCandidate[] {
  return directions.flatMap((direction) =>
    (candidate.owner[direction] ?? []).map((rule, position) => ({ ...candidate, direction, position, rule })),
  );
}

interface Search {
  readonly isRedundant: (candidate: Candidate) => boolean;
  readonly isRuleRedundant: (candidate: RuleCandidate) => boolean;
}

/** What is redundant among the pods of one universe. */
function searchIn(analysis: Analysis): Search {
  const givers = giversOf(analysis);
  const ends = { ingress: redundancyEnds(analysis, 'ingress'), egress: redundancyEnds(analysis, 'egress') };
  const ofPolicies = (direction: Direction) =>
    redundancyCheck(ends[direction], (policy) => [givers.whole(direction, policy)]);
  const ofRules = (direction: Direction) =>
    redundancyCheck(ends[direction], (policy) => givers.rules(direction, policy));
  const policyChecks = { ingress: ofPolicies('ingress'), egress: ofPolicies('egress') };
  const ruleChecks = { ingress: ofRules('ingress'), egress: ofRules('egress') };
  return {
    isRedundant: ({ index }) => directions.every((each) => !policyChecks[each].isNeeded(givers.whole(each, index))),
    isRuleRedundant({ index, direction, position }) {
      const giver = givers.rules(direction, index)[position];
      return giver !== undefined && !ruleChecks[direction].isNeeded(giver);
    },
  };
}

/** Policies with rules in force that select a workload of the input. */
function candidatesOf({ analysis, facts }: AuditContext): readonly Candidate[] {
  const { policies } = analysis.engine;
  return policies.flatMap((owner, index) => {
    const count = (owner.ingress?.length ?? 0) + (owner.egress?.length ?? 0);
    return count > 0 && facts.selectedBy(owner).length > 0 ? [{ owner, index }] : [];
  });
}

interface Givers {
  whole(direction: Direction, policy: number): Giver;
  rules(direction: Direction, policy: number): readonly Giver[];
}

/** Policies and rules as givers, each made once. */
function giversOf(analysis: Analysis): Givers {
  const { engine, universe } = analysis;
  const namespaceIds = new Map(universe.namespaces.map(({ name }, id) => [name, id]));
  const made = { ingress: new Map<number, readonly Giver[]>(), egress: new Map<number, readonly Giver[]>() };
  const wholes = { ingress: new Map<number, Giver>(), egress: new Map<number, Giver>() };
  const rules = (direction: Direction, policy: number): readonly Giver[] => {
    const owner = engine.policies[policy];
    const list = owner?.[direction] ?? [];
    // Without policyTypes it is the egress rules that isolate egress.
    const isLast = direction === 'egress' && list.length === 1 && (owner?.policy.spec.policyTypes?.length ?? 0) === 0;
    const namespace = namespaceIds.get(owner?.policy.namespace ?? '') ?? -1;
    const found =
      made[direction].get(policy) ??
      list.map((rule) => ({ policy, grants: grantsOfRule(analysis, namespace, rule), holdsIsolation: isLast }));
    made[direction].set(policy, found);
    return found;
  };
  return {
    rules,
    whole(direction, policy) {
      const found = wholes[direction].get(policy) ?? {
        policy,
        grants: rules(direction, policy).flatMap(({ grants }) => grants),
        holdsIsolation: true,
      };
      wholes[direction].set(policy, found);
      return found;
    },
  };
}

/** Whether no other policy isolates its pods in a direction in which it has rules. */
function isAlone({ facts }: AuditContext, owner: PolicyRules): boolean {
  const [pods] = facts.selectedBy(owner);
  return (
    pods !== undefined &&
    directions.some((each) => owner[each]?.length && facts.selecting(each, pods).every((other) => other === owner))
  );
}

function othersOf({ facts }: AuditContext, owner: PolicyRules): readonly string[] {
  const [pods] = facts.selectedBy(owner);
  if (!pods) return [];
  const selecting = directions.flatMap((direction) =>
    owner[direction] ? facts.selecting(direction, pods).filter((each) => each[direction]?.length) : [],
  );
  return [...new Set(selecting)].flatMap(({ policy }) => (policy === owner.policy ? [] : [policy.name]));
}

import { onceForEach } from '../../algebra/once';
import { type Analysis, analyze } from '../../analyze/analysis';
import { grantsOf } from '../../analyze/engine/selection';
import { type Direction, directions, type PolicyRule, type PolicyRules } from '../../analyze/model/policy-rules';
import { everyPodOf } from '../../analyze/possible/every-pod';
import { type DirectedRule, directedRules } from '../directed-rules';
import type { AuditContext } from '../rule';
import { isNeededByAbsent } from './needed-by-absent';
import { isLastReason, possibleNeeds, type RemovablePart } from './possible-needs';
import { type Giver, redundancyCheck } from './redundancy';

/** A policy, or one rule of it. */
export interface PolicyPart {
  readonly owner: PolicyRules;
  readonly rule?: PolicyRule;
}

/** Whatever could be removed alone, one thing at a time, without any change to who may connect to whom. */
export interface RedundantParts {
  readonly policies: readonly PolicyPart[];
  readonly rules: readonly DirectedRule[];
  /** Of which it was not found out whether they change anything. */
  readonly undecided: readonly PolicyPart[];
}

/** What an audit could remove alone, worked out once. */
export const redundantParts: (context: AuditContext) => RedundantParts = onceForEach(find);

/** Of more pods than these a search finds sooner who needs a policy than a list does. */
const mostListed = 5000;
/** The same for lists that need not hold everyone. */
const mostAsked = 200;

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
  const areNeeded = (parts: readonly RemovablePart[]): readonly (boolean | 'undecided')[] =>
    isAnswered || parts.length === 0 ? parts.map(() => false) : possibleNeeds(context.analysis, parts);
  const undecided: PolicyPart[] = [];
  const unneeded = <Part extends PolicyPart>(parts: readonly Part[], isNeeded: readonly (boolean | 'undecided')[]) =>
    parts.filter(({ owner, rule }, at) => {
      if (isNeeded[at] === 'undecided') undecided.push({ owner, ...(rule && { rule }) });
      return isNeeded[at] === false;
    });
  const redundant = unneeded(suspects, areNeeded(suspects.map(({ index }) => ({ policy: index }))));
  const removed = new Set(redundant.map(({ owner }) => owner));
  const remaining = suspectRules.filter(({ owner }) => !removed.has(owner));
  const asked = remaining.map(({ index, direction, position }) => ({ policy: index, rule: { direction, position } }));
  const rules = unneeded(remaining, areNeeded(asked));
  return { policies: redundant, rules, undecided };
}

interface RuleCandidate extends DirectedRule {
  readonly index: number;
  /** In the list of its direction. */
  readonly position: number;
}

function rulesOfCandidate({ owner, index }: Candidate): readonly RuleCandidate[] {
  return directions.flatMap((direction) =>
    [...directedRules([owner], direction)].map((rule, position) => ({ ...rule, index, position })),
  );
}

interface Search {
  readonly isRedundant: (candidate: Candidate) => boolean;
  readonly isRuleRedundant: (candidate: RuleCandidate) => boolean;
}

/** What is redundant among the pods of one universe. */
function searchIn(analysis: Analysis): Search {
  const needs = { ingress: needsIn(analysis, 'ingress'), egress: needsIn(analysis, 'egress') };
  return {
    isRedundant: ({ index }) => directions.every((each) => !needs[each].isPolicyNeeded(index)),
    isRuleRedundant: ({ index, direction, position }) => !needs[direction].isRuleNeeded(index, position),
  };
}

interface Needs {
  isPolicyNeeded(policy: number): boolean;
  isRuleNeeded(policy: number, position: number): boolean;
}

/** What is needed of one direction, with policies and with rules as givers. */
function needsIn(analysis: Analysis, direction: Direction): Needs {
  const { engine, universe } = analysis;
  const namespaceIds = new Map(universe.namespaces.map(({ name }, id) => [name, id]));
  const rules = engine.policies.map((owner, policy) => {
    const holdsIsolation = isLastReason(owner, direction);
    const namespace = namespaceIds.get(owner.policy.namespace) ?? -1;
    return (owner[direction] ?? []).map((rule): Giver => {
      const grants = grantsOf(rule, namespace, engine.peers, engine.pool);
      return { policy, grants, holdsIsolation };
    });
  });
  const wholes = rules.map((givers, policy): readonly Giver[] => [
    { policy, grants: givers.flatMap(({ grants }) => grants), holdsIsolation: true },
  ]);
  const isNeededOf = redundancyCheck(analysis, direction);
  const areNeeded = (givers: readonly (readonly Giver[])[]) => isNeededOf((policy) => givers[policy] ?? []);
  const [isWholeNeeded, isOneNeeded] = [areNeeded(wholes), areNeeded(rules)];
  return {
    isPolicyNeeded: (policy) => wholes[policy]?.some(isWholeNeeded) ?? true,
    isRuleNeeded(policy, position) {
      const giver = rules[policy]?.[position];
      return giver === undefined || isOneNeeded(giver);
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

import { getOrInsert, groupBy } from '../../algebra/keyed';
import { isSubsetOfPorts, type PortSet } from '../../algebra/port-set';
import { type Direction, directions, type PolicyRule, type PolicyRules } from '../../analyze/model/policy-rules';
import type { DirectedRule } from '../directed-rules';
import type { PlainContainment } from './plain-containment';
import { isLastReason } from './possible-needs';
import type { PolicyPart } from './redundant-parts';

/** Finds the first part, by place, of those that are left, that covers one alone as far as that can be read off. */
type FindCover<Part> = (part: Part, isLeft: (part: PolicyPart) => boolean) => PolicyPart | undefined;

/** Policies that plainly cover policies: first those that say the very same, then the others by name. */
export function plainlyCoveringPolicies(
  { isolatesAllOf, meansAllOf }: PlainContainment,
  book: Record<'twins' | 'beside', (owner: PolicyRules) => readonly PolicyRules[]>,
): FindCover<PolicyRules> {
  const covers = (outer: PolicyRules, inner: PolicyRules): boolean =>
    directions.every((direction) => {
      const rules = inner[direction];
      if (!rules) return true;
      const others = outer[direction];
      if (!others || !isolatesAllOf(outer, inner, direction)) return false;
      return rules.every((rule) =>
        others.some((each) => meansAllOf({ owner: outer, rule: each }, { owner: inner, rule }, direction)),
      );
    });
  return (owner, isLeft) => {
    const isCover = (each: PolicyRules) => isLeft({ owner: each }) && covers(each, owner);
    const found = book.twins(owner).find(isCover) ?? book.beside(owner).find(isCover);
    return found && { owner: found };
  };
}

/** Rules, or policies that stay whole, that plainly cover rules: first those of the same policy. */
export function plainlyCoveringRules(
  { isolatesAllOf, meansAllOf }: PlainContainment,
  partsBeside: (rule: DirectedRule) => readonly PolicyPart[],
): FindCover<DirectedRule> {
  const known = { ingress: new Map<string, RulesByPorts>(), egress: new Map<string, RulesByPorts>() };
  return (inner, isLeft) => {
    const { owner, direction, rule } = inner;
    if (isLastReason(owner, direction)) return undefined;
    const { namespace } = owner.policy;
    const groups = getOrInsert(known[direction], namespace, () => byPorts(partsBeside(inner), direction))(rule);
    const firstOf = (isMeant: (outer: RuleOfPart) => boolean): RuleOfPart | undefined => {
      const found = groups.flatMap(
        (group) =>
          group.find((outer) => isMeant(outer) && isLeft(outer.part) && meansAllOf(outer, inner, direction)) ?? [],
      );
      return found.reduce<RuleOfPart | undefined>((a, b) => (a && a.place < b.place ? a : b), undefined);
    };
    const own = firstOf((outer) => outer.owner === owner);
    return (own ?? firstOf((outer) => outer.owner !== owner && isolatesAllOf(outer.owner, owner, direction)))?.part;
  };
}

interface RuleOfPart {
  readonly owner: PolicyRules;
  readonly rule: PolicyRule;
  /** The rule, or the policy that stays whole. */
  readonly part: PolicyPart;
  readonly place: number;
}

/** For a rule, the groups of others that have all of its ports by number. */
type RulesByPorts = (rule: PolicyRule) => RulesOfParts;

type RulesOfParts = readonly (readonly RuleOfPart[])[];

function byPorts(parts: readonly PolicyPart[], direction: Direction): RulesByPorts {
  const all = parts.flatMap((part) => {
    const { owner, rule } = part;
    return (rule ? [rule] : (owner[direction] ?? [])).map((each) => ({ owner, rule: each, part }));
  });
  const groups = groupBy(
    all.map((each, place) => ({ ...each, place })),
    ({ rule }) => rule.ports.fixed,
  );
  const distinct = [...groups.keys()];
  const known = new Map<PortSet, RulesOfParts>();
  return ({ ports: { fixed } }) =>
    getOrInsert(known, fixed, () =>
      distinct.filter((ports) => isSubsetOfPorts(fixed, ports)).map((ports) => groups.get(ports) ?? []),
    );
}

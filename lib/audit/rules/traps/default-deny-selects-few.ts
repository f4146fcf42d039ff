import { allPorts } from '../../../algebra/port-set';
import { containsSelector, requirementsOf, type Selector } from '../../../algebra/selector';
import { type Direction, directions, type PolicyRules } from '../../../analyze/model/policy-rules';
import type { PolicyResource } from '../../../k8s/resources';
import { selectorText } from '../../../wording/selectors';
import { wordsOf } from '../../../wording/words-of';
import { policyResult } from '../../policy-result';
import type { AuditContext, Rule, RuleResult } from '../../rule';
import { podsText } from '../../wording/describe';

export const defaultDenySelectsFew: Rule = {
  name: 'default-deny-selects-few',
  severity: 'warning',
  category: 'trap',
  title: 'a default deny that does not deny by default',
  what: `The name says default deny or deny all and nothing else, and the selector does not select every pod of the namespace, or a
direction that the name promises is not denied: with -all, and for deny-all, both; with -ingress or -egress that one;
for a bare default-deny at least one. It is a hint where the selector leaves out no workload of the input. A name that says
whom it means (default-deny-web, deny-all-for-label, deny-all-except-dns, allow-…) promises nothing more than a direction that
follows on the deny (web-deny-egress).`,
  why: `Everyone who reads the name counts on it. Pods that the selector misses, or the direction that is left out,
are open: an attacker in one of them moves on freely.`,
  fix: `Select all pods with podSelector: {}, and name both directions in policyTypes; or give the policy a name that
says what it does.`,
  examples: {
    bad: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: default-deny-all, namespace: shop }
spec:
  podSelector: { matchLabels: { tier: backend } }
  policyTypes: [Ingress, Egress]
`,
    good: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: default-deny-all, namespace: shop }
spec:
  podSelector: {}
  policyTypes: [Ingress, Egress]
`,
  },
  securitySeverity: 5.5,
  precision: 'medium',
  controls: ['CIS 5.3.2', 'NSA/CISA', 'NIST SC-7', 'PCI DSS 1.3'],
  *check(context) {
    for (const rules of context.facts.policies()) {
      const promise = promiseOf(rules.policy);
      if (!promise) continue;
      if (promise.isForAll) yield* missedPods(context, rules);
      yield* openDirections(rules, promise);
    }
  },
};

function* missedPods({ facts }: AuditContext, rules: PolicyRules): Generator<RuleResult> {
  const { policy, selector } = rules;
  if (containsSelector(selector, {}) || namesItsPods(policy.name, selector)) return;
  const workloads = facts.workloadsIn(policy.namespace);
  const selected = new Set([...facts.selectedBy(rules), ...facts.missedOnNodes(rules)]);
  const missed = workloads.filter((pods) => !selected.has(pods));
  const whom = missed.length > 0 ? `, and leaves out ${podsText(missed)}` : '';
  yield policyResult(
    policy,
    'spec.podSelector',
    `its name says that it denies by default, but it selects only pods with ${selectorText(selector)}${whom}`,
    {
      ...(workloads.length > 0 && missed.length === 0 && { severity: 'info' }),
      help: ['write podSelector: {}, or rename the policy after the pods that it selects'],
    },
  );
}

function* openDirections(rules: PolicyRules, promise: DenyPromise): Generator<RuleResult> {
  const open = promise.directions.filter((direction) => !isDenied(rules, direction));
  const isKept = promise.needs === 'any' ? open.length < promise.directions.length : open.length === 0;
  if (isKept) return;
  const { policy } = rules;
  const isLeftOut = open.filter((direction) => !rules[direction]);
  const allowing = open.flatMap((direction) => rules[direction]?.find(allowsEverything) ?? []);
  const types = ['Ingress', 'Egress'].filter((type) =>
    type === 'Egress' ? rules.egress || open.includes('egress') : rules.ingress || open.includes('ingress'),
  );
  const reason =
    isLeftOut.length > 0
      ? `its name promises to deny ${open.join(' and ')}, and the policy does not isolate ${isLeftOut.join(' and ')}`
      : `its name promises to deny ${open.join(' and ')}, and ${allowing[0]?.path} allows everything`;
  const field = isLeftOut.length > 0 ? 'spec.policyTypes' : (allowing[0]?.path ?? 'spec');
  const isMissing = isLeftOut.length > 0 && !policy.spec.policyTypes;
  yield policyResult(policy, field, reason, {
    ...(isMissing && { place: 'metadata.name' }),
    help: [isLeftOut.length > 0 ? `write policyTypes: [${types.join(', ')}]` : `remove ${allowing[0]?.path}`],
  });
}

interface DenyPromise {
  /** Whether the name says it of every pod: it names nobody. */
  readonly isForAll: boolean;
  readonly directions: readonly Direction[];
  readonly needs: 'every' | 'any';
}

/** What a name says, by its words: `default-deny` or `deny-all`, with or without a direction, and with or without whom it means. */
function promiseOf({ name, namespace }: PolicyResource): DenyPromise | undefined {
  const words = wordsOf(name).flatMap((word) => joined.get(word) ?? [word]);
  const isDefault = (index: number) => words[index - 1] === 'default';
  const deny = words.findIndex((word, index) => word === 'deny' && (isDefault(index) || words[index + 1] === 'all'));
  if (deny < 0 || words.some((word) => allowing.has(word))) return undefined;
  const isAll = words[deny + 1] === 'all';
  const rest = words.slice(deny + (isAll ? 2 : 1));
  const others = [...words.slice(0, isDefault(deny) ? deny - 1 : deny), ...rest].filter((word) => !silent.has(word));
  const isForAll = others.length === 0 || others.join() === wordsOf(namespace).join();
  const named = others.length === 0 ? directions.filter((each) => words.includes(each)) : directionsSaid(rest);
  // Where somebody is named, "all" is about them, and not about the directions.
  if (named.length > 0 || others.length > 0) return { isForAll, directions: named, needs: 'every' };
  return { isForAll, directions, needs: isAll ? 'every' : 'any' };
}

/** The directions that follow on the deny, as words of their own: not those of `ingress-nginx`. */
function directionsSaid(rest: readonly string[]): readonly Direction[] {
  const end = rest.findIndex((word) => word !== 'and' && !directions.some((direction) => direction === word));
  const follows = rest[end];
  if (follows !== undefined && !linking.has(follows)) return [];
  const said = end < 0 ? rest : rest.slice(0, end);
  return directions.filter((direction) => said.includes(direction));
}

/** Words that people write as one. */
const joined: ReadonlyMap<string, readonly string[]> = new Map([
  ['denyall', ['deny', 'all']],
  ['defaultdeny', ['default', 'deny']],
]);

/** A name with one of these says what passes, beside what does not. */
const allowing: ReadonlySet<string> = new Set(['allow', 'allows', 'allowed', 'permit']);

/** What follows on a direction that a name speaks of, and is no part of somebody's name. */
const linking: ReadonlySet<string> = new Set(['except', 'for', 'from', 'in', 'of', 'on', 'to', 'traffic']);

/** Words that say nothing about whom a deny means. */
const silent: ReadonlySet<string> = new Set([
  ...['all', 'and', 'any', 'base', 'baseline', 'both', 'by', 'cluster', 'egress', 'every', 'everything', 'global'],
  ...['in', 'ingress', 'isolation', 'k8s', 'knp', 'kubernetes', 'namespace', 'netpol', 'network', 'networkpolicy'],
  ...['np', 'ns', 'pod', 'pods', 'policies', 'policy', 'rule', 'rules', 'the', 'traffic', 'trust', 'zero'],
]);

function isDenied(rules: PolicyRules, direction: Direction): boolean {
  return rules[direction] !== undefined && !rules[direction].some(allowsEverything);
}

function allowsEverything(rule: NonNullable<PolicyRules[Direction]>[number]): boolean {
  return rule.peers === undefined && rule.ports.fixed === allPorts;
}

/** Whether the name repeats a label value of the selector, as `web-deny-all` does for `app=web`. */
function namesItsPods(name: string, selector: Selector): boolean {
  const words = `-${name.replaceAll('.', '-')}-`;
  return requirementsOf(selector).some(
    ({ operator, values }) =>
      operator === 'In' && values?.some((value) => value !== '' && words.includes(`-${value}-`)),
  );
}

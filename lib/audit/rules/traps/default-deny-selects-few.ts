import { allPorts } from '../../../algebra/port-set';
import { containsSelector, requirementsOf, type Selector } from '../../../algebra/selector';
import { type Direction, directions, type PolicyRules } from '../../../analyze/model/policy-rules';
import { selectorText } from '../../../wording/selectors';
import { policyResult } from '../../policy-result';
import type { AuditContext, Rule, RuleResult } from '../../rule';
import { podsText } from '../../wording/describe';

export const defaultDenySelectsFew: Rule = {
  name: 'default-deny-selects-few',
  severity: 'error',
  category: 'trap',
  title: 'a default deny that does not deny by default',
  what: `The name says default deny or deny all, and the selector does not select every pod of the namespace, or a
direction that the name promises is not denied: with -all, and for deny-all, both; with -ingress or -egress that one;
for a bare default-deny at least one. A selector whose labels the name repeats (web-deny-all) is no false promise.`,
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
  securitySeverity: 7.5,
  controls: ['CIS 5.3.2', 'NSA/CISA', 'NIST SC-7', 'PCI DSS 1.3'],
  *check(context) {
    for (const rules of context.facts.policies()) {
      const promise = promiseOf(rules.policy.name);
      if (!promise) continue;
      yield* missedPods(context, rules);
      yield* openDirections(rules, promise);
    }
  },
};

function* missedPods({ facts }: AuditContext, rules: PolicyRules): Generator<RuleResult> {
  const { policy, selector } = rules;
  if (containsSelector(selector, {}) || namesItsPods(policy.name, selector)) return;
  const selected = new Set([...facts.selectedBy(rules), ...facts.missedOnNodes(rules)]);
  const missed = facts.workloadsIn(policy.namespace).filter((pods) => !selected.has(pods));
  const whom = missed.length > 0 ? `, and leaves out ${podsText(missed)}` : '';
  yield policyResult(
    policy,
    'spec.podSelector',
    `its name says that it denies by default, but it selects only pods with ${selectorText(selector)}${whom}`,
    { help: ['write podSelector: {}, or rename the policy after the pods that it selects'] },
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
  readonly directions: readonly Direction[];
  readonly needs: 'every' | 'any';
}

/** What a name says: `default-deny` or `deny-all`, with or without a direction. */
function promiseOf(name: string): DenyPromise | undefined {
  const isAll = /(^|[-.])(default-?)?deny-?all($|[-.])/.test(name);
  if (!isAll && !/(^|[-.])default-?deny($|[-.])/.test(name)) return undefined;
  const named = directions.filter((direction) => name.includes(direction));
  if (named.length > 0) return { directions: named, needs: 'every' };
  return { directions, needs: isAll ? 'every' : 'any' };
}

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

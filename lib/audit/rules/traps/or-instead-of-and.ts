import { requirementsOf } from '../../../algebra/selector';
import { flowEndOfPods } from '../../../analyze/model/flow-end';
import type { PolicyRules, RulePeer } from '../../../analyze/model/policy-rules';
import type { PodSet } from '../../../analyze/model/universe';
import { selectorText } from '../../../wording/selectors';
import { listed, oneOrMany } from '../../../wording/words';
import { directedRules, type SelectorPeer } from '../../directed-rules';
import { policyResult, policyUnknown } from '../../policy-result';
import type { AuditContext, Rule, RuleResult } from '../../rule';
import { otherEnd } from '../../wording/advice';
import { peerText, podsText } from '../../wording/describe';
import { flowYaml } from '../../wording/flow-yaml';

export const orInsteadOfAnd: Rule = {
  name: 'or-instead-of-and',
  severity: 'warning',
  category: 'trap',
  title: 'two peer entries where one was meant',
  what: `Of two neighbouring entries of from or to, one has only a namespaceSelector and the other only a podSelector,
and the podSelector matches no workload of the policy’s own namespace although it matches some of the selected
namespaces. Not applicable where the input has no workload of the own namespace and none that both selectors match.`,
  why: `Entries are alternatives: every pod of the selected namespaces is let in, not only those with the labels. Any
workload there, a compromised one too, reaches the target.`,
  fix: 'Remove the dash before the second selector, so that both stand in one entry and must both hold.',
  examples: {
    bad: `apiVersion: v1
kind: Namespace
metadata: { name: storefront, labels: { team: storefront } }
---
apiVersion: v1
kind: Pod
metadata: { name: frontend, namespace: storefront, labels: { app: frontend } }
---
apiVersion: v1
kind: Pod
metadata: { name: crawler, namespace: storefront, labels: { app: crawler } }
---
apiVersion: v1
kind: Pod
metadata: { name: orders, namespace: orders, labels: { app: orders } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: allow-frontend, namespace: orders }
spec:
  podSelector: { matchLabels: { app: orders } }
  ingress:
    - from:
        - namespaceSelector: { matchLabels: { team: storefront } }
        - podSelector: { matchLabels: { app: frontend } }
`,
    good: `apiVersion: v1
kind: Namespace
metadata: { name: storefront, labels: { team: storefront } }
---
apiVersion: v1
kind: Pod
metadata: { name: frontend, namespace: storefront, labels: { app: frontend } }
---
apiVersion: v1
kind: Pod
metadata: { name: crawler, namespace: storefront, labels: { app: crawler } }
---
apiVersion: v1
kind: Pod
metadata: { name: orders, namespace: orders, labels: { app: orders } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: allow-frontend, namespace: orders }
spec:
  podSelector: { matchLabels: { app: orders } }
  ingress:
    - from:
        - namespaceSelector: { matchLabels: { team: storefront } }
          podSelector: { matchLabels: { app: frontend } }
`,
  },
  securitySeverity: 7,
  precision: 'medium',
  controls: ['NSA/CISA', 'NIST SC-7', 'PCI DSS 1.3'],
  *check(context) {
    for (const { owner, rule } of directedRules(context.facts.policies()))
      for (const [index, second] of (rule.peers ?? []).entries()) {
        const pair = pairOf(owner, rule.peers?.[index - 1], second);
        if (pair) yield* judgePair(context, owner, pair);
      }
  },
};

interface Pair {
  readonly first: SelectorPeer;
  readonly second: SelectorPeer;
  /** The one that has only a namespaceSelector. */
  readonly namespaces: SelectorPeer;
  readonly pods: SelectorPeer;
}

function pairOf({ policy }: PolicyRules, first: RulePeer | undefined, second: RulePeer): Pair | undefined {
  if (!first || 'block' in first || 'block' in second) return undefined;
  const [namespaces, pods] = first.namespaces ? [first, second] : [second, first];
  const isPair = namespaces.namespaces && !pods.namespaces && requirementsOf(pods.pods).length > 0;
  return isPair && !hasPodSelector(policy, namespaces.path) ? { first, second, namespaces, pods } : undefined;
}

/** An entry with `podSelector: {}` beside its namespaceSelector says on purpose that it means all pods. */
function hasPodSelector({ spec }: PolicyRules['policy'], path: string): boolean {
  const [, direction, rule, peer] = /^spec\.(\w+)\[(\d+)\]\.\w+\[(\d+)\]$/.exec(path) ?? [];
  const entries = direction === 'ingress' ? spec.ingress?.[Number(rule)]?.from : spec.egress?.[Number(rule)]?.to;
  return entries?.[Number(peer)]?.podSelector !== undefined;
}

function* judgePair({ facts }: AuditContext, { policy }: PolicyRules, pair: Pair): Generator<RuleResult> {
  const { namespace } = policy;
  if (facts.podsOfPeer(pair.pods, namespace).length > 0) return;
  const both = { ...pair.pods, namespaces: pair.namespaces.namespaces };
  const meant = facts.podsOfPeer(both, namespace);
  if (meant.length === 0) {
    if (facts.workloadsIn(namespace).length === 0)
      yield policyUnknown(
        policy,
        `the input has no workload that ${pair.first.path} and ${pair.second.path} could mean`,
      );
    return;
  }
  const allowed = facts.podsOfPeer(pair.namespaces, namespace);
  yield policyResult(policy, pair.first.path, sentence(pair, namespace, meant, allowed), {
    place: pair.second.path,
    notes: [`no workload of ${namespace} has ${selectorText(pair.pods.pods)}`],
    help: [`remove the dash before the second selector: ${merged(pair)}`],
    declared: [{ flow: otherEnd(pair.first.path.includes('.from[') ? 'ingress' : 'egress', meant.map(flowEndOfPods)) }],
  });
}

function sentence(pair: Pair, namespace: string, meant: readonly PodSet[], allowed: readonly PodSet[]): string {
  const isMeant = new Set(meant);
  const more = allowed.filter((pods) => !isMeant.has(pods)).map(({ name }) => name);
  const difference =
    more.length > 0 ? `, so that ${listed(more)} ${oneOrMany(more.length, 'is', 'are')} meant too` : '';
  const last = pair.second.path.slice(pair.second.path.lastIndexOf('['));
  return `${pair.first.path} and ${last} are alternatives: ${peerText(pair.namespaces, namespace)}, or ${peerText(pair.pods, namespace)}${difference}; in one entry they mean only ${podsText(meant)}`;
}

function merged({ namespaces, pods }: Pair): string {
  return `- ${flowYaml({ namespaceSelector: namespaces.namespaces, podSelector: pods.pods })}`;
}

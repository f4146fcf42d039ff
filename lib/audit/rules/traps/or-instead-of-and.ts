import { isSlip, unmetRequirements, vocabularyOf } from '../../../analyze/labels/label-vocabulary';
import { flowEndOfPods } from '../../../analyze/model/flow-end';
import type { PodSet } from '../../../analyze/model/universe';
import type { PolicyResource } from '../../../k8s/resources';
import { selectorText } from '../../../wording/selectors';
import { listed, oneOrMany } from '../../../wording/words';
import { type DirectedRule, directedRules } from '../../directed-rules';
import { dashHelp, type EntryPair, entryPairs, mayMeanSomebody, oneEntry } from '../../entry-pairs';
import { absencesIn } from '../../labels/absence';
import { sharedSubject } from '../../labels/alike-entries';
import { podSearchIn } from '../../labels/unseen-pods';
import { policyResult, policyUnknown } from '../../policy-result';
import type { AuditContext, Rule, RuleResult } from '../../rule';
import { otherEnd } from '../../wording/advice';
import { peerText, podsText } from '../../wording/describe';

export const orInsteadOfAnd: Rule = {
  name: 'or-instead-of-and',
  severity: 'warning',
  category: 'trap',
  title: 'two peer entries where one was meant',
  what: `Of two neighbouring entries of from or to, one has only a namespaceSelector and the other only a podSelector,
and the podSelector matches no workload of the policy’s own namespace although it matches some of the selected
namespaces. Where the input does not have these, it fires if both entries speak of the same: the labels have the name of
the namespace in them (ingress-nginx twice) and nothing of the own namespace is called so, or both mean the cluster’s DNS;
info where the input has no workload of the own namespace either. Otherwise not applicable without such a workload.`,
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
    for (const directed of directedRules(context.facts.policies()))
      for (const pair of entryPairs(directed)) yield* judgePair(context, directed, pair);
  },
};

function* judgePair(context: AuditContext, directed: DirectedRule, pair: EntryPair): Generator<RuleResult> {
  const { facts } = context;
  const { policy } = directed.owner;
  const { namespace } = policy;
  if (facts.podsOfPeer(pair.pods, namespace).length > 0) return;
  const meant = facts.podsOfPeer(oneEntry(pair), namespace);
  if (meant.length > 0) yield found(context, policy, pair, meant);
  else {
    const subject = mayMeanSomebody(facts, pair, namespace) ? sharedSubject(context, directed, pair) : undefined;
    if (subject !== undefined && !isExpectedHere(context, pair, namespace)) yield alike(context, policy, pair, subject);
    else if (facts.workloadsIn(namespace).length === 0)
      yield policyUnknown(
        policy,
        `the input has no workload that ${pair.first.path} and ${pair.second.path} could mean`,
      );
  }
}

/** The pods of both entries are in the input. */
function found({ facts }: AuditContext, policy: PolicyResource, pair: EntryPair, meant: readonly PodSet[]): RuleResult {
  const { namespace } = policy;
  const allowed = facts.podsOfPeer(pair.namespaces, namespace);
  const isMeant = new Set(meant);
  const more = allowed.filter((pods) => !isMeant.has(pods)).map(({ name }) => name);
  const difference =
    more.length > 0 ? `, so that ${listed(more)} ${oneOrMany(more.length, 'is', 'are')} meant too` : '';
  const message = `${alternatives(pair, namespace)}${difference}; in one entry they mean only ${podsText(meant)}`;
  return policyResult(policy, pair.first.path, message, {
    place: pair.second.path,
    notes: [`no workload of ${namespace} has ${selectorText(pair.pods.pods)}`],
    help: [dashHelp(pair)],
    declared: [{ flow: otherEnd(pair.first.path.includes('.from[') ? 'ingress' : 'egress', meant.map(flowEndOfPods)) }],
  });
}

/** The pods of neither are, but both speak of the same. */
function alike({ facts }: AuditContext, policy: PolicyResource, pair: EntryPair, subject: string): RuleResult {
  const { namespace } = policy;
  const isKnown = facts.workloadsIn(namespace).length > 0;
  const labels = selectorText(pair.pods.pods);
  const message = `${alternatives(pair, namespace)}; both speak of ${subject}, so that one entry was likely meant`;
  return policyResult(policy, pair.first.path, message, {
    ...(!isKnown && { severity: 'info' }),
    place: pair.second.path,
    notes: [isKnown ? `no workload of ${namespace} has ${labels}` : `the input has no workload of ${namespace}`],
    help: [dashHelp(pair)],
    declared: ["mean them by one end: foreignNamespace('…').pods('…', { … })"],
  });
}

/** Whether pods of the own namespace are rather meant: they are misspelt, or a controller or an operator labels or makes them. */
function isExpectedHere(context: AuditContext, { pods: { pods: selector } }: EntryPair, namespace: string): boolean {
  const pods = context.facts.workloadsIn(namespace);
  if (podSearchIn(pods).maySelectByController(selector, pods)) return true;
  const labels = vocabularyOf(pods);
  const unmet = unmetRequirements(selector, labels);
  const place = { namespaces: [namespace], pods, labels, isClosed: true };
  return unmet.some(isSlip) || absencesIn(context).ofPods(selector, unmet, place).severity !== undefined;
}

function alternatives({ first, second, namespaces, pods }: EntryPair, namespace: string): string {
  const last = second.path.slice(second.path.lastIndexOf('['));
  return `${first.path} and ${last} are alternatives: ${peerText(namespaces, namespace)}, or ${peerText(pods, namespace)}`;
}

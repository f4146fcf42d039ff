import { getOrInsert } from '../../../algebra/keyed';
import { isContradiction, requirementsOf } from '../../../algebra/selector';
import {
  isSlip,
  type LabelVocabulary,
  unmetRequirements,
  unmetText,
  vocabularyOf,
} from '../../../analyze/labels/label-vocabulary';
import type { PolicyRules } from '../../../analyze/model/policy-rules';
import type { PodSet } from '../../../analyze/model/universe';
import { isOfCluster } from '../../../cluster/own-namespaces';
import { selectorText } from '../../../wording/selectors';
import { listed, oneOrMany } from '../../../wording/words';
import { type Absences, absencesIn } from '../../labels/absence';
import { podSearchIn } from '../../labels/unseen-pods';
import { policyResult, policyUnknown } from '../../policy-result';
import type { Rule, RuleResult } from '../../rule';

export const selectsNoPods: Rule = {
  name: 'selects-no-pods',
  severity: 'warning',
  category: 'trap',
  title: 'the policy selects no pods',
  what: `The podSelector matches no workload of the input in the namespace of the policy. It is an error where a
label is nearly right and surely meant otherwise: the rest of the selector holds, the value differs by one or two
letters (no digit), nothing in the input carries it, and no other policy names the workload that has the right one. It
is an info where an operator of the input may make the pods: where the key, the value or the namespace has the group,
the kind or the name of a custom resource in it, and no label is nearly right. Not applicable where the input has no
workload in the namespace, and none elsewhere that the selector matches, and to the namespaces of the cluster itself
(kube-…, openshift-…), unless a label is nearly right.`,
  why: `The policy protects nobody: the pods that it was written for, with a label that differs by a letter, are as
open as without it.`,
  fix: 'Select by labels of the pod template (spec.template.metadata.labels), in the namespace of the pods.',
  examples: {
    bad: `apiVersion: apps/v1
kind: Deployment
metadata: { name: db, namespace: shop }
spec:
  template:
    metadata: { labels: { app: database } }
    spec: { containers: [{ name: db, image: postgres }] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: guard-database, namespace: shop }
spec:
  podSelector: { matchLabels: { app: databse } }
  policyTypes: [Ingress]
`,
    good: `apiVersion: apps/v1
kind: Deployment
metadata: { name: db, namespace: shop }
spec:
  template:
    metadata: { labels: { app: database } }
    spec: { containers: [{ name: db, image: postgres }] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: guard-database, namespace: shop }
spec:
  podSelector: { matchLabels: { app: database } }
  policyTypes: [Ingress]
`,
  },
  securitySeverity: 5,
  precision: 'medium',
  controls: ['CIS 5.3.2', 'NIST SC-7', 'PCI DSS 1.2'],
  *check(context) {
    const { facts, analysis } = context;
    const search = podSearchIn(analysis.universe.pods);
    const absences = absencesIn(context);
    const vocabularies = new Map<string, LabelVocabulary>();
    for (const rules of facts.policies()) {
      const { policy, selector } = rules;
      // What is said of pods on the host network is said by host-network-target.
      const areThere = facts.selectedBy(rules).length + facts.missedOnNodes(rules).length > 0;
      if (requirementsOf(selector).length === 0 || areThere) continue;
      const here = facts.workloadsIn(policy.namespace);
      const isPossible = !isContradiction(selector);
      if (here.length === 0) {
        const elsewhere = isPossible ? search.anywhere(selector).map(({ name }) => name) : [];
        if (elsewhere.length > 0) yield inOtherNamespace(rules, elsewhere);
        else yield policyUnknown(policy, `the input has no workload of the namespace ${policy.namespace}`);
      } else if (isPossible && search.maySelectByController(selector, here)) {
        yield policyUnknown(policy, `a controller assigns labels that ${selectorText(selector)} asks for`);
      } else {
        const vocabulary = getOrInsert(vocabularies, policy.namespace, () => vocabularyOf(here));
        yield noneSelected(absences, rules, here, vocabulary);
      }
    }
  },
};

function inOtherNamespace({ policy, selector }: PolicyRules, others: readonly string[]): RuleResult {
  return policyResult(
    policy,
    'spec.podSelector',
    `no pod of ${policy.namespace} has ${selectorText(selector)}, but ${listed(others)} ${oneOrMany(others.length, 'has', 'have')}`,
    {
      notes: ['a policy selects pods of its own namespace only'],
      help: [
        `write metadata.namespace: ${others[0]?.slice(0, others[0].indexOf('/'))}, or keep the policy beside its pods`,
      ],
      declared: [
        `declare the workload in its namespace: namespace('${others[0]?.slice(0, others[0].indexOf('/'))}', …).workload('…')`,
      ],
    },
  );
}

function noneSelected(
  absences: Absences,
  { policy, selector }: PolicyRules,
  here: readonly PodSet[],
  labels: LabelVocabulary,
): RuleResult {
  const { namespace } = policy;
  const missing = unmetRequirements(selector, labels);
  const [unmet] = missing;
  const isClosed = !isOfCluster({ name: namespace });
  if (!isClosed && !(unmet && isSlip(unmet)))
    return policyUnknown(policy, `the cluster may run pods in ${namespace} that are not in the input`);
  const message = unmetText(`of ${namespace}`, selector, unmet);
  const remarks = absences.ofPods(selector, missing, { namespaces: [namespace], pods: here, labels, isClosed });
  return policyResult(policy, 'spec.podSelector', `it selects nothing in the input: ${message}`, {
    ...(unmet && { place: `spec.podSelector.${unmet.field}` }),
    ...remarks,
    declared: [...(remarks.help ?? []), { labelsOf: 'subject' }],
  });
}

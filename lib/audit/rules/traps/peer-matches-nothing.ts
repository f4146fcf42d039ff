import { isContradiction, requirementsOf, selectorKey } from '../../../algebra/selector';
import type { PolicyRules } from '../../../analyze/model/policy-rules';
import type { KnownNamespace } from '../../../analyze/model/universe';
import { requirementText, selectorText } from '../../../wording/selectors';
import { directedRules, isNamed, type SelectorPeer, selectorPeers } from '../../directed-rules';
import { isOfCluster } from '../../labels/cluster-namespaces';
import { customRemarks } from '../../labels/custom-kinds';
import { isSlip, type LabelVocabulary, labelHelp, unmetRequirement, vocabularyOf } from '../../labels/label-vocabulary';
import { missingNamespace } from '../../labels/missing-namespace';
import { type PodSearch, podSearchIn } from '../../labels/pod-search';
import { type PolicyRemarks, policyResult, policyUnknown } from '../../policy-result';
import type { AuditContext, Rule, RuleResult } from '../../rule';
import { peerText } from '../../wording/describe';

export const peerMatchesNothing: Rule = {
  name: 'peer-matches-nothing',
  severity: 'warning',
  category: 'trap',
  title: 'an entry of from or to means nobody',
  what: `The selectors of a peer match no pod, or no namespace, of the input; name=… on a namespace that only carries
kubernetes.io/metadata.name is the usual case. It is an info where custom resources may create the pods, or where no
Namespace of the input has such a label at all. Not applicable to namespaces that the input does not describe, and to
those of the cluster itself (kube-…, openshift-…), unless a label is nearly right.`,
  why: `The flow that the entry was written for is denied. It is noticed as an outage, and often repaired by opening
more than was meant.`,
  fix: 'Use labels that the pods and namespaces have; every namespace carries kubernetes.io/metadata.name.',
  examples: {
    bad: `apiVersion: v1
kind: Namespace
metadata: { name: monitoring }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: allow-monitoring, namespace: shop }
spec:
  podSelector: {}
  ingress:
    - from:
        - namespaceSelector: { matchLabels: { name: monitoring } }
`,
    good: `apiVersion: v1
kind: Namespace
metadata: { name: monitoring }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: allow-monitoring, namespace: shop }
spec:
  podSelector: {}
  ingress:
    - from:
        - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: monitoring } }
`,
  },
  securitySeverity: 3,
  controls: ['NIST SC-7'],
  *check(context) {
    const search = searchOf(context);
    for (const { owner, rule } of directedRules(context.facts.policies()))
      for (const peer of selectorPeers(rule))
        if (context.facts.podsOfPeer(peer, owner.policy.namespace).length === 0) yield* judgePeer(search, owner, peer);
  },
};

/** What a search for a nearer label needs, made when first asked for. */
interface Search {
  readonly context: AuditContext;
  /** What custom resources leave open. */
  readonly remarks: PolicyRemarks;
  /** Namespaces with an object: of the others only the name is known. */
  readonly described: LabelVocabulary;
  readonly labelsOfPods: (
    peer: SelectorPeer,
    policyNamespace: string,
    namespaces: readonly KnownNamespace[],
  ) => LabelVocabulary;
  readonly pods: PodSearch;
}

function searchOf(context: AuditContext): Search {
  const { facts, analysis, loaded } = context;
  const known = new Map<string, LabelVocabulary>();
  return {
    context,
    remarks: customRemarks(loaded),
    described: vocabularyOf(analysis.resources.namespaces),
    labelsOfPods(peer, policyNamespace, namespaces) {
      const key = peer.namespaces ? `where ${selectorKey(peer.namespaces)}` : policyNamespace;
      const found = known.get(key) ?? vocabularyOf(namespaces.flatMap(({ name }) => facts.workloadsIn(name)));
      known.set(key, found);
      return found;
    },
    pods: podSearchIn(analysis.universe.pods),
  };
}

function* judgePeer(search: Search, { policy }: PolicyRules, peer: SelectorPeer): Generator<RuleResult> {
  const { facts } = search.context;
  const namespaces = facts.namespacesOfPeer(peer, policy.namespace);
  if (peer.namespaces && namespaces.length === 0) {
    yield missingNamespace(search.context, search.described, policy, peer, peer.namespaces);
    return;
  }
  if (requirementsOf(peer.pods).length === 0) return;
  const who = peerText(peer, policy.namespace);
  if (namespaces.every(({ name }) => facts.workloadsIn(name).length === 0)) {
    yield policyUnknown(policy, `the input has no workload in the namespaces of ${peer.path}: ${who}`);
    return;
  }
  const isAssigned = (name: string) => search.pods.maySelectByController(peer.pods, facts.workloadsIn(name));
  if (!isContradiction(peer.pods) && namespaces.some(({ name }) => isAssigned(name))) {
    yield policyUnknown(policy, `a controller assigns labels that ${peer.path} asks for: ${selectorText(peer.pods)}`);
    return;
  }
  const unmet = unmetRequirement(peer.pods, search.labelsOfPods(peer, policy.namespace, namespaces));
  const isClosed = (!peer.namespaces || isNamed(peer.namespaces)) && !namespaces.some(isOfCluster);
  if (!isClosed && !(unmet && isSlip(unmet))) {
    yield policyUnknown(policy, `${peer.path} may mean pods that are not in the input: ${who}`);
    return;
  }
  const base = `${peer.path}.podSelector`;
  const where = namespaces.length === 1 ? `in ${namespaces[0]?.name}` : 'of those namespaces';
  const text = unmet
    ? `no workload ${where} has ${requirementText(unmet.requirement)}`
    : `no workload ${where} satisfies ${selectorText(peer.pods)} as a whole`;
  yield policyResult(policy, peer.path, `${peer.path} matches nothing in the input: ${text}`, {
    place: unmet ? `${base}.${unmet.field}` : base,
    ...search.remarks,
    help: [labelHelp(unmet)],
  });
}

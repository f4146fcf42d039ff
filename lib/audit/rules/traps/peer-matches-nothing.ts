import { getOrInsert } from '../../../algebra/keyed';
import { once } from '../../../algebra/once';
import {
  isContradiction,
  namespaceNameLabel,
  requirementsOf,
  type Selector,
  selectorKey,
} from '../../../algebra/selector';
import {
  isSlip,
  type LabelVocabulary,
  looksMistyped,
  type UnmetRequirement,
  unmetRequirements,
  unmetText,
  vocabularyOf,
} from '../../../analyze/labels/label-vocabulary';
import type { AnalysisSettings } from '../../../analyze/model/options';
import { nodeBlocksToWrite } from '../../../analyze/model/pod-addresses';
import type { KnownNamespace, PodSet } from '../../../analyze/model/universe';
import { isOfCluster } from '../../../cluster/own-namespaces';
import { nearest } from '../../../diagnostics/suggest';
import type { PolicyResource } from '../../../k8s/resources';
import { requirementText, selectorText } from '../../../wording/selectors';
import { type DirectedRule, directedRules, isNamed, type SelectorPeer, selectorPeers } from '../../directed-rules';
import { dashHelp, entryPairs, mayMeanSomebody } from '../../entry-pairs';
import { type Absences, absencesIn } from '../../labels/absence';
import { type PodSearch, podSearchIn } from '../../labels/unseen-pods';
import { type PolicyRemarks, policyResult, policyUnknown } from '../../policy-result';
import type { AuditContext, Rule, RuleResult } from '../../rule';
import { namespacesText, peerText, podsText } from '../../wording/describe';
import { flowYaml } from '../../wording/flow-yaml';

export const peerMatchesNothing: Rule = {
  name: 'peer-matches-nothing',
  severity: 'warning',
  category: 'trap',
  title: 'an entry of from or to means nobody',
  what: `The selectors of a peer match no pod, or no namespace, of the input; name=… on a namespace that only carries
kubernetes.io/metadata.name is the usual case. It is an error where a label or the name of a namespace is nearly right
and surely meant otherwise: the rest of the selector holds, the value differs by one or two letters (no digit), nothing
in the input carries it, and no other policy names what has the right one. It is an info where an operator of the input
may make the pods or namespaces (the key, the value or the namespace has the group, the kind or the name of a custom
resource in it, and nothing is nearly right), or where no Namespace of the input has such a label at all. Not applicable
to namespaces that the input does not describe, and to those of the cluster itself (kube-…, openshift-…), unless a label
is nearly right. An entry that has the labels of
workloads on the host network alone means nobody either: no selector means them, an ipBlock with the addresses of the
nodes does. Beside an entry that has only a namespaceSelector, the help has both as one: or-instead-of-and.`,
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
  precision: 'medium',
  controls: ['NIST SC-7'],
  *check(context) {
    const search = searchOf(context);
    const { facts, analysis } = context;
    for (const directed of directedRules(facts.policies())) {
      const { policy } = directed.owner;
      for (const peer of selectorPeers(directed.rule)) {
        if (facts.podsOfPeer(peer, policy.namespace).length > 0) continue;
        const nodes = facts.nodesOfPeer(peer, policy.namespace);
        if (nodes.length === 0) yield* judgePeer(search, directed, peer);
        else if (
          requirementsOf(peer.pods).length > 0 ||
          hasNobodyElse(facts.namespacesOfPeer(peer, policy.namespace), peer)
        )
          yield meansNodes(policy, peer, nodes, analysis.settings);
      }
    }
  },
};

/** Whether the pods of the input are all that an entry for every pod means: not where more namespaces may be meant, or have pods. */
const hasNobodyElse = (namespaces: readonly KnownNamespace[], { namespaces: asked }: SelectorPeer): boolean =>
  (!asked || isNamed(asked)) && !namespaces.some(isOfCluster);

/** An entry that nobody but pods on the host network has the labels for. */
function meansNodes(
  policy: PolicyResource,
  { path }: SelectorPeer,
  nodes: readonly PodSet[],
  settings: AnalysisSettings,
): RuleResult {
  const blocks = [...new Set(nodes.flatMap((pods) => nodeBlocksToWrite(pods, settings).map(flowYaml)))];
  return policyResult(
    policy,
    path,
    `${path} matches nothing in the input but ${podsText(nodes)} on the host network, whom no selector means`,
    {
      help: [`write the addresses of the nodes: ${path.includes('.from[') ? 'from' : 'to'}: [${blocks.join(', ')}]`],
      declared: [
        "declare it as it is: .workload('…', { hostNetwork: true }); its policies then name the nodes of cluster({ nodeCidrs })",
      ],
    },
  );
}

/** What a search for a nearer label needs, made when first asked for. */
interface Search {
  readonly context: AuditContext;
  readonly absences: Absences;
  /** Namespaces with an object: of the others only the name is known. */
  readonly described: LabelVocabulary;
  /** With those of which only the name is known. */
  readonly names: () => LabelVocabulary;
  readonly labelsOfPods: (
    peer: SelectorPeer,
    policyNamespace: string,
    namespaces: readonly KnownNamespace[],
  ) => LabelVocabulary;
  readonly pods: PodSearch;
}

function searchOf(context: AuditContext): Search {
  const { facts, analysis } = context;
  const known = new Map<string, LabelVocabulary>();
  return {
    context,
    absences: absencesIn(context),
    described: vocabularyOf(analysis.resources.namespaces),
    names: once(() => vocabularyOf(analysis.universe.namespaces)),
    labelsOfPods(peer, policyNamespace, namespaces) {
      const key = peer.namespaces ? `where ${selectorKey(peer.namespaces)}` : policyNamespace;
      return getOrInsert(known, key, () => vocabularyOf(namespaces.flatMap(({ name }) => facts.workloadsIn(name))));
    },
    pods: podSearchIn(analysis.universe.pods),
  };
}

function* judgePeer(search: Search, directed: DirectedRule, peer: SelectorPeer): Generator<RuleResult> {
  const { facts } = search.context;
  const { policy } = directed.owner;
  const namespaces = facts.namespacesOfPeer(peer, policy.namespace);
  if (peer.namespaces && namespaces.length === 0) {
    yield missingNamespace(search, policy, peer, peer.namespaces);
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
  const labels = search.labelsOfPods(peer, policy.namespace, namespaces);
  const missing = unmetRequirements(peer.pods, labels);
  const [unmet] = missing;
  const isClosed = (!peer.namespaces || isNamed(peer.namespaces)) && !namespaces.some(isOfCluster);
  if (!isClosed && !(unmet && isSlip(unmet))) {
    yield policyUnknown(policy, `${peer.path} may mean pods that are not in the input: ${who}`);
    return;
  }
  const base = `${peer.path}.podSelector`;
  const where = namespaces.length === 1 ? `in ${namespaces[0]?.name}` : 'of those namespaces';
  const text = unmetText(where, peer.pods, unmet);
  const remarks = search.absences.ofPods(peer.pods, missing, {
    namespaces: namespaces.map(({ name }) => name),
    pods: namespaces.flatMap(({ name }) => facts.workloadsIn(name)),
    labels,
    isClosed,
  });
  yield policyResult(policy, peer.path, `${peer.path} matches nothing in the input: ${text}`, {
    place: unmet ? `${base}.${unmet.field}` : base,
    ...remarks,
    ...(remarks.severity === undefined && { help: withDash(search, directed, peer, remarks.help) }),
    declared: [...(remarks.help ?? []), { labelsOf: 'peer' }],
  });
}

/** Beside an entry for namespaces, pods of these may be meant: that comes after a label that is near, and before none. */
function withDash(
  { context: { facts } }: Search,
  directed: DirectedRule,
  peer: SelectorPeer,
  help: readonly string[] = [],
): readonly string[] {
  const { namespace } = directed.owner.policy;
  const pairs = [...entryPairs(directed)].filter(({ pods }) => pods === peer);
  const pair = pairs.find((each) => mayMeanSomebody(facts, each, namespace));
  if (!pair) return help;
  const dash = `if pods of ${namespacesText(pair.namespaces, namespace)} are meant, ${dashHelp(pair)}`;
  return help.some((each) => each.startsWith('did you mean')) ? [...help, dash] : [dash, ...help];
}

/** What to say of a namespace selector that no known namespace satisfies. */
function missingNamespace(
  { context: { facts, analysis, loaded }, absences, described, names }: Search,
  policy: PolicyResource,
  peer: SelectorPeer,
  selector: Selector,
): RuleResult {
  const finding = (field: string, text: string, remarks: PolicyRemarks) =>
    policyResult(policy, peer.path, `${peer.path} matches nothing in the input: ${text}`, {
      place: `${peer.path}.namespaceSelector.${field}`,
      declared: [`name the namespace as it is called, with namespace('…') or foreignNamespace('…')`],
      ...remarks,
    });
  for (const key of ['name', 'namespace']) {
    const value = selector.matchLabels?.[key];
    const meant = value === undefined ? undefined : facts.namespace(value);
    if (!meant || Object.hasOwn(meant.labels, key)) continue;
    return finding(`matchLabels[${key}]`, `the namespace ${value} has no label ${key}`, {
      help: [`write kubernetes.io/metadata.name: ${value}, a label that every namespace has`],
      ...(!meant.hasObject && {
        notes: [`the Namespace ${value} is not in the input: it is taken to have no label but its name`],
      }),
    });
  }
  const slip = analysis.universe.pods.length > 0 && nameSlip(selector, names());
  if (slip) {
    const [unmet, written, near] = slip;
    const more = absences.ofNamespaces(selector, unmetRequirements(selector, names()), {
      pods: peer.pods,
      labels: names(),
    });
    if (more.severity !== 'info' && !loaded.customKinds.some(({ objects }) => objects.has(written)))
      return finding(unmet.field, `there is no namespace ${written} in the input`, {
        help: [`did you mean ${namespaceNameLabel}=${near}?`],
        ...(more.severity === 'error' && more),
      });
  }
  const missing = unmetRequirements(selector, described);
  const [unmet] = missing;
  if (isNamed(selector) || analysis.resources.namespaces.length === 0 || analysis.universe.pods.length === 0 || !unmet)
    return policyUnknown(policy, `${peer.path} means namespaces that are not in the input: ${selectorText(selector)}`);
  const text = `no Namespace of the input has ${requirementText(unmet.requirement)}`;
  const more = absences.ofNamespaces(selector, missing, { pods: peer.pods, labels: described });
  if (more.severity !== undefined) return finding(unmet.field, text, more);
  const help = unmet.nearest
    ? `did you mean ${unmet.nearest}?`
    : 'label the namespaces, or name them by kubernetes.io/metadata.name';
  const isStrange = !described.has(unmet.requirement.key) && !unmet.nearest;
  return finding(unmet.field, text, { help: [help], ...(isStrange && { severity: 'info' }) });
}

/** The condition on the name of a namespace, where it is nearly that of one of the input. */
function nameSlip(
  selector: Selector,
  known: LabelVocabulary,
): readonly [unmet: UnmetRequirement, written: string, near: string] | undefined {
  const unmet = unmetRequirements(selector, known).find(({ requirement }) => requirement.key === namespaceNameLabel);
  const [written, ...more] = unmet?.requirement.values ?? [];
  if (!unmet || written === undefined || more.length > 0) return undefined;
  const near = nearest(written, known.get(namespaceNameLabel) ?? []);
  return near !== undefined && looksMistyped(written, near) ? [unmet, written, near] : undefined;
}

import { type LabelMap, type LabelRequirement, matchesSelector, requirementsOf } from '../../algebra/selector';
import { mayHold } from '../../analyze/judge/doubt';
import { judgePeer } from '../../analyze/judge/matching';
import { endOf, imaginedPods } from '../../analyze/model/end';
import type { PodSet } from '../../analyze/model/universe';
import { type SelectorPeer, selectorPeers } from '../directed-rules';
import type { AuditContext } from '../rule';
import type { LettingIn } from './service-targets';

/** Where control planes outside of the cluster come in. Source: https://kubernetes.io/docs/tasks/extend-kubernetes/setup-konnectivity/ */
export const tunnelNamespace = 'kube-system';
const tunnelName = 'konnectivity-agent';
const tunnelLabels: readonly LabelMap[] = [{ 'k8s-app': tunnelName }, { app: tunnelName }];

/** The rule for them. */
export const tunnelHelp = `where the control plane calls through pods of ${tunnelNamespace}, name them: {from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ${tunnelNamespace}}}, podSelector: {matchLabels: {k8s-app: ${tunnelName}}}}]}`;

/** The pods of the input through which a control plane outside of the cluster calls. */
export function tunnelsOf({ facts }: AuditContext): readonly PodSet[] {
  return facts
    .workloadsIn(tunnelNamespace)
    .filter(({ labels }) => tunnelLabels.some((each) => matchesSelector({ matchLabels: each }, labels)));
}

/**
 * How rules mean such pods, where the cluster has some: they are asked for, or the network of the nodes is; their namespace is
 * named, which on other clusters lets no API server in; or every pod is meant.
 */
export function tunnelsMeantBy(
  context: AuditContext,
  rules: readonly LettingIn[],
): 'asked' | 'namespace' | 'everyone' | undefined {
  const found = new Set(
    rules.flatMap(({ rule, namespace }) => selectorPeers(rule).map((peer) => meaningOf(context, peer, namespace))),
  );
  return (['asked', 'namespace', 'everyone'] as const).find((each) => found.has(each));
}

function meaningOf({ analysis }: AuditContext, peer: SelectorPeer, policyNamespace: string) {
  if (asksForHostNetwork(peer)) return 'asked';
  const tunnels = tunnelLabels.map((labels) => endOf(analysis.universe, imaginedPods(tunnelNamespace, labels)));
  const judged = tunnels.map((end) => judgePeer(peer, policyNamespace, end, analysis.settings));
  if (judged.some(mayHold)) {
    if (isNamed(requirementsOf(peer.pods), tunnelName)) return 'asked';
    if (isNamed(requirementsOf(peer.namespaces ?? {}), tunnelNamespace)) return 'namespace';
  }
  return judged.some(({ answer }) => answer) ? 'everyone' : undefined;
}

const isNamed = (asked: readonly LabelRequirement[], value: string): boolean =>
  asked.some(({ operator, values }) => operator === 'In' && values?.includes(value));

/** Whether an entry means what is on the network of the nodes, for which OpenShift has a namespace with this label. */
export function asksForHostNetwork({ namespaces = {} }: SelectorPeer): boolean {
  return requirementsOf(namespaces).some(({ key }) => key === 'policy-group.network.openshift.io/host-network');
}

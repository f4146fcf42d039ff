import { namespaceNameLabel, smallestLabels } from '../../algebra/selector';
import type { Steps } from '../../decide/steps';
import type {
  IntendedAccess,
  IntendedIsolation,
  IntendedPeer,
  IntendedPort,
  IntendedWorkload,
  Intent,
  PodsPeer,
} from '../../intent/intent';
import type { EgressRule, NetworkPolicyPeer, NetworkPolicyPort, NetworkPolicySpec } from '../../k8s/network-policy';
import type {
  ClusterResources,
  NamespaceResource,
  Origin,
  PolicyResource,
  WorkloadResource,
} from '../../k8s/resources';
import { type Analysis, analyze } from '../analysis';
import { both, type Judgement, mayHold, surely, surelyHolds } from '../judge/doubt';
import { judgeNamespace, judgePods } from '../judge/matching';
import type { ClusterProfile } from '../model/cluster-profile';
import { endOf } from '../model/end';
import { arePodsOfNode, blocksHoldNodes } from '../model/pod-addresses';
import type { PodSet } from '../model/universe';
import { blocksOfIntent } from './access';
import { assumedPods } from './assumed-pods';
import { knownLabels, knownNamespaces } from './pod-signals';

const declared: Origin = { file: '<declared>', span: () => ({ file: '<declared>', line: 1, column: 1 }) };
const provider: Origin = { file: '<provided>', span: () => ({ file: '<provided>', line: 1, column: 1 }) };

/** The cluster that a declaration describes: its workloads, under some policies and those that other tools provide. */
export function intendedCluster(
  intent: Intent,
  policies: readonly PolicyResource[],
  cluster: ClusterProfile,
  steps: Steps,
  included: IncludedResources = nothingIncluded,
): Analysis {
  return analyze(intendedResources(intent, policies, steps, included), { cluster, steps });
}

/** What other owners have beside what is declared. */
type IncludedResources = Pick<ClusterResources, 'namespaces' | 'workloads' | 'unevaluatedPolicies'>;

/** The same as resources, for questions with settings of their own. */
export function intendedResources(
  intent: Intent,
  policies: readonly PolicyResource[],
  steps: Steps,
  included: IncludedResources,
): ClusterResources {
  const known = knownNamespaces(intent);
  return {
    namespaces: [
      ...[...known].map(([name, labels]) => ({ name, labels, origin: declared })),
      ...included.namespaces.filter(({ name }) => !known.has(name)),
    ],
    workloads: [...declaredWorkloads(intent, included.namespaces, steps), ...included.workloads],
    services: [],
    serviceCallers: [],
    policies: [...policies, ...providedPolicies(intent)],
    unevaluatedPolicies: included.unevaluatedPolicies,
  };
}

const nothingIncluded: IncludedResources = { namespaces: [], workloads: [], unevaluatedPolicies: [] };

/** The declared workloads; their pods carry what their selector asks for, and what is assumed of pods with that. */
function declaredWorkloads(
  intent: Intent,
  objects: readonly NamespaceResource[],
  steps: Steps,
): readonly WorkloadResource[] {
  const peerOf = ({ namespace, selector }: IntendedWorkload): PodsPeer => ({ kind: 'pods', namespace, pods: selector });
  const pods = assumedPods(intent, knownLabels(intent, objects), [], steps);
  return intent.workloads.map((workload) => {
    const { namespace, name, selector, ports, hostNetwork } = workload;
    const found = pods.labelsIn(peerOf(workload));
    return {
      kind: 'workload',
      namespace,
      name,
      // Where no pod could exist, that is an error of its own.
      labels: typeof found === 'string' ? (smallestLabels(selector) ?? {}) : found,
      assignedLabels: [],
      ports,
      hostNetwork,
      addresses: [],
      origin: declared,
    };
  });
}

/** Whether pods belong to a peer; addresses are no pods here but those on the host network, which are at the addresses of nodes. */
export function judgeMember(pods: PodSet, peer: IntendedPeer, analysis: Analysis): Judgement {
  if (peer.kind === 'everyone') return surely(true);
  const end = endOf(analysis.universe, pods);
  if (peer.kind === 'addresses') {
    if (!arePodsOfNode(pods, analysis.settings)) return surely(false);
    const holds = blocksHoldNodes(blocksOfIntent(peer), pods, analysis.settings);
    return holds === undefined ? { answer: false, doubts: ['node-addresses'] } : surely(holds);
  }
  const isThere =
    typeof peer.namespace === 'string'
      ? surely(peer.namespace === pods.namespace)
      : judgeNamespace(peer.namespace, end.namespace);
  return both(isThere, judgePods(peer.pods, pods, analysis.settings));
}

/** Whether pods belong to one of these peers. */
export function judgeMembership(pods: PodSet, peers: readonly IntendedPeer[], analysis: Analysis): Judgement {
  let answer: Judgement = surely(false);
  for (const peer of peers) {
    const judgement = judgeMember(pods, peer, analysis);
    if (surelyHolds(judgement)) return judgement;
    if (mayHold(judgement)) answer = judgement;
  }
  return answer;
}

/** The policies that other tools are declared to write: what a namespace `providedBy` them counts as having. */
function providedPolicies({ isolation }: Intent): readonly PolicyResource[] {
  return isolation.filter(({ isProvided }) => isProvided).map(policyOf);
}

function policyOf({ namespace, direction, selector, providedAccess }: IntendedIsolation): PolicyResource {
  const spec: NetworkPolicySpec =
    direction === 'ingress'
      ? { podSelector: selector, policyTypes: ['Ingress'] }
      : { podSelector: selector, policyTypes: ['Egress'], egress: providedAccess.map(ruleOf) };
  return { namespace, name: `<provided ${direction}>`, labels: {}, annotations: {}, spec, origin: provider };
}

function ruleOf({ peer, ports }: Pick<IntendedAccess, 'peer' | 'ports'>): EgressRule {
  return {
    ...(peer.kind !== 'everyone' && { to: peersOf(peer) }),
    ...(ports !== 'all' && { ports: ports.map(portOf) }),
  };
}

function peersOf(peer: Exclude<IntendedPeer, { readonly kind: 'everyone' }>): readonly NetworkPolicyPeer[] {
  if (peer.kind === 'addresses') return peer.blocks.map((ipBlock) => ({ ipBlock }));
  const { namespace, pods } = peer;
  const byName = { matchLabels: { [namespaceNameLabel]: String(namespace) } };
  return [{ podSelector: pods, namespaceSelector: typeof namespace === 'string' ? byName : namespace }];
}

const portOf = ({ protocol, port, endPort, name }: IntendedPort): NetworkPolicyPort =>
  name === undefined ? { protocol, port, endPort } : { protocol, port: name };

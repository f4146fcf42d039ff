import { anyLabel } from '../../algebra/possible-label';
import { matchesSelector, matchesSelectorPartly, namespaceNameLabel, type Selector } from '../../algebra/selector';
import type { End } from '../model/end';
import type { AnalysisSettings } from '../model/options';
import { arePodsOfNode, blockHoldsAddress, blockHoldsPods, blocksHoldNodes } from '../model/pod-addresses';
import type { AddressBlock, PolicyRules, RulePeer } from '../model/policy-rules';
import type { KnownNamespace, PodSet } from '../model/universe';
import { assumedLabels, openLabelsOf } from './assigned';
import { both, doubtAbout, either, type Judgement, mayHold, surely } from './doubt';

/** Whether a policy selects pods (docs/semantics.md 4, 8, 18). */
export function judgeSelection(policy: PolicyRules, pods: PodSet, settings: AnalysisSettings): Judgement {
  if (policy.policy.namespace !== pods.namespace) return surely(false);
  return judgePods(policy.selector, pods, settings);
}

/** Whether an entry of `from` or `to` means an end. */
export function judgePeer(entry: RulePeer, policyNamespace: string, end: End, settings: AnalysisSettings): Judgement {
  if ('block' in entry) return judgeBlock(entry.block, end, settings);
  if (end.kind === 'address') return surely(false);
  const inNamespace = entry.namespaces
    ? judgeNamespace(entry.namespaces, end.namespace)
    : surely(end.pods.namespace === policyNamespace);
  return both(inNamespace, judgePods(entry.pods, end.pods, settings));
}

/** Whether blocks, all entries of one rule, together hold pods on the host network; undefined for anybody else, whom one of them means or none. */
export function judgeBlocks(entries: readonly RulePeer[], end: End, settings: AnalysisSettings): Judgement | undefined {
  if (end.kind === 'address' || !arePodsOfNode(end.pods, settings)) return undefined;
  const blocks = entries.flatMap((entry) => ('block' in entry ? [entry.block] : []));
  return blocks.length > 1 ? judgeNodes(blocks, end.pods, settings) : undefined;
}

/** Whether some entry of a rule means an end, or all of its blocks together do. */
export function judgePeers(
  entries: readonly RulePeer[],
  policyNamespace: string,
  end: End,
  settings: AnalysisSettings,
): Judgement {
  const together = judgeBlocks(entries, end, settings);
  return either([
    ...entries.map((entry) => judgePeer(entry, policyNamespace, end, settings)),
    ...(together ? [together] : []),
  ]);
}

/** Whether a selector selects pods; what others assign counts as it is assumed. */
export function judgePods(selector: Selector, pods: PodSet, settings: AnalysisSettings): Judgement {
  const asPods = judgeLabels(selector, pods);
  if (!arePodsOfNode(pods, settings)) return asPods;
  if (settings.cni.hostNetworkPodsAreMatched === false || !mayHold(asPods)) return surely(false);
  return { answer: false, doubts: ['host-network'] };
}

function judgeLabels(selector: Selector, pods: PodSet): Judgement {
  const open = openLabelsOf(selector, pods);
  if (!open || open.length === 0) return surely(open !== false);
  return { answer: matchesSelector(selector, assumedLabels(pods)), doubts: [...new Set(open.map(doubtAbout))] };
}

/** Whether a selector selects a namespace; of one without an object only the name label is known. */
export function judgeNamespace(selector: Selector, namespace: KnownNamespace): Judgement {
  const knowledge = (key: string) => (namespace.hasObject || key === namespaceNameLabel ? undefined : anyLabel);
  const partly = matchesSelectorPartly(selector, namespace.labels, knowledge);
  if (partly !== undefined) return surely(partly);
  return { answer: matchesSelector(selector, namespace.labels), doubts: ['namespace-labels'] };
}

function judgeBlock(block: AddressBlock, end: End, settings: AnalysisSettings): Judgement {
  if (end.kind === 'address') return surely(blockHoldsAddress(block, end.name));
  const { cni } = settings;
  if (arePodsOfNode(end.pods, settings)) return judgeNodes([block], end.pods, settings);
  if (cni.ipBlockMatchesPods === false) return surely(false);
  const holds = blockHoldsPods(block, end.pods, settings);
  if (holds === false) return surely(false);
  if (cni.ipBlockMatchesPods === true && holds === true) return surely(true);
  return { answer: false, doubts: ['ip-block-pods'] };
}

/** Whether blocks together hold the nodes of pods; to a plugin that takes them for pods they may mean nobody. */
function judgeNodes(blocks: readonly AddressBlock[], pods: PodSet, settings: AnalysisSettings): Judgement {
  const { ipBlockMatchesPods, hostNetworkPodsAreMatched } = settings.cni;
  const holds = blocksHoldNodes(blocks, pods, settings);
  if (holds === undefined) return { answer: false, doubts: ['node-addresses'] };
  if (!holds || ipBlockMatchesPods === true || hostNetworkPodsAreMatched === false) return surely(holds);
  return { answer: true, doubts: ['host-network'] };
}

import { analyze } from '../analyze/analysis';
import type { Included } from '../analyze/deployed/read-manifests';
import type { AnalyzeOptions } from '../analyze/model/options';
import type { Direction } from '../analyze/model/policy-rules';
import { accessOfIntent } from '../analyze/verify/access';
import { intendedResources } from '../analyze/verify/intended-cluster';
import { newSteps } from '../decide/steps';
import { resolveLocation } from '../diagnostics/finding';
import type { IntendedFlow, IntendedPeer, Intent } from '../intent/intent';
import { loadTexts } from '../k8s/load';
import type { ContractTarget, SaidAccess } from './target';

/** A repository with an app: the namespaces that it owns, under its policies, those it includes, and those that other tools provide. */
export function appTarget(
  intent: Intent,
  texts: readonly { readonly file: string; readonly text: string }[],
  included: Included,
  options: AnalyzeOptions,
): ContractTarget {
  const own = texts.length > 0 ? loadTexts(texts).resources.policies : [];
  const steps = options.steps ?? newSteps();
  const resources = intendedResources(intent, [...own, ...included.policies], steps, included);
  const owned = new Set(intent.namespaces.filter(({ isOwned }) => isOwned).map(({ name }) => name));
  const has = (namespace: string) => owned.has(namespace);
  const { podCidrs, serviceCidrs, nodeCidrs } = intent.cluster;
  return {
    analysis: analyze(resources, {
      ...options,
      steps,
      cluster: { podCidrs, serviceCidrs, nodeCidrs, ...options.cluster },
    }),
    has,
    unplaced: [],
    // What it declares of the namespaces of others is what it needs to know of them.
    isWhole: (namespace) => has(namespace) || included.namespaces.some(({ name }) => name === namespace),
    // Of the pods of others an app believes what it likes.
    workloads: intent.workloads.filter(({ namespace }) => has(namespace)),
    named: intent.workloads,
    accesses: intent.flows.flatMap((flow) => halvesOfFlow(flow, has)),
    assumptions: included.assumptions,
  };
}

function halvesOfFlow(
  { from, to, ports, sentence, at }: IntendedFlow,
  has: ContractTarget['has'],
): readonly SaidAccess[] {
  const half = (direction: Direction, end: IntendedPeer, peer: IntendedPeer): readonly SaidAccess[] => {
    if (end.kind !== 'pods' || typeof end.namespace !== 'string' || !has(end.namespace)) return [];
    const declared = { namespace: end.namespace, direction, subject: end.pods, peer, ports, sentence, at };
    return [{ access: accessOfIntent(declared), said: sentence, at: () => resolveLocation(at) }];
  };
  return [...half('ingress', to, from), ...half('egress', from, to)];
}

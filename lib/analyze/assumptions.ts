import { allPorts, noPorts, subtractPorts } from '../algebra/port-set';
import { namespaceNameLabel, requirementsOf } from '../algebra/selector';
import type { Assumption } from '../diagnostics/assumption';
import { listed } from '../wording/words';
import type { Analysis } from './analysis';
import type { Admission } from './engine/admission';
import type { PodClass } from './engine/classes';
import type { Engine } from './engine/engine';
import type { PodGroup } from './engine/pod-groups';
import { type DoubtKind, doubtAbout, doubtKinds } from './judge/doubt';
import { differs, judgeBoth } from './judge/judge';
import { openLabelsBetween } from './judge/open-labels';
import { labelsInDoubt } from './label-doubts';
import { type End, endOf } from './model/end';
import { directions, type PolicyRule, type PolicyRules } from './model/policy-rules';
import type { PodSet } from './model/universe';

/** A fixed default that changed an answer, with a pair whose answer it changed. */
export interface AssumedDefault extends Assumption {
  /** Missing where there were too many pairs to ask them all. */
  readonly example?: { readonly src: string; readonly dst: string };
}

/** Pairs that are asked for one kind before it is reported without an example. */
const mostPairs = 20_000;

type Pairs = Iterable<readonly [source: PodSet, destination: PodSet]>;

/** The defaults that changed an answer between workloads of the input (docs/semantics.md 18): one for each kind. */
export function assumptionsOf(analysis: Analysis): readonly AssumedDefault[] {
  return doubtKinds.flatMap((kind) => {
    let asked = 0;
    for (const [from, to] of endsInDoubt(analysis, kind)) {
      if (++asked > mostPairs) return [assumedDefault(kind)];
      const judged = judgeBoth(analysis.book, from, to, new Set([kind]));
      if (!differs(judged.bounds, allPorts)) continue;
      const example = { src: from.name, dst: to.name };
      const { message, ...plain } = assumedDefault(kind);
      const labels = openLabelsBetween(judged, from, to).filter(({ label }) => doubtAbout(label) === kind);
      const keys = [...new Set(labels.map(({ label }) => `${label.key} of ${label.by}`))];
      const what = keys.length > 0 ? listed(keys) : 'it';
      return [{ ...plain, message: `${message}; ${from.name} to ${to.name} depends on ${what}`, example }];
    }
    return [];
  });
}

/** The default of an open point, as an answer that depends on it says it. */
export const assumedDefault = (kind: DoubtKind): AssumedDefault => ({
  kind: kind === 'node-addresses' ? 'host-network' : kind,
  message: assumed[kind],
});

const assumed: Readonly<Record<DoubtKind, string>> = {
  'namespace-labels': 'a namespace without an object in the input has only its name label',
  'controller-labels': 'labels that a controller assigns have values that no selector names',
  'injected-labels': 'labels that injection adds are there where a namespace or its pods ask for it, and nowhere else',
  'ip-block-pods': 'ipBlock speaks of addresses outside the cluster, not of pods',
  'host-network':
    'no policy selects host-network pods and no selector means them: their traffic is that of their nodes',
  'node-addresses':
    'an ipBlock means no host-network pod, because it is not known to hold every address of the nodes (nodeCidrs of --cluster)',
  'sidecar-ports': 'port names of sidecar containers are resolved',
};

function* endsInDoubt(analysis: Analysis, kind: DoubtKind): Iterable<readonly [source: End, destination: End]> {
  if (kind === 'controller-labels' || kind === 'injected-labels') return yield* labelsInDoubt(analysis, kind);
  for (const [source, destination] of pairsInDoubt(analysis, kind))
    yield [endOf(analysis.universe, source), endOf(analysis.universe, destination)];
}

function pairsInDoubt(analysis: Analysis, kind: Exclude<DoubtKind, 'controller-labels' | 'injected-labels'>): Pairs {
  const { cni } = analysis.settings;
  switch (kind) {
    case 'ip-block-pods':
      return cni.ipBlockMatchesPods === false ? [] : blockPairs(analysis);
    case 'host-network':
      return cni.hostNetworkPodsAreMatched === undefined ? withEveryone(analysis, (pods) => pods.hostNetwork) : [];
    case 'node-addresses':
      return nodePairs(analysis);
    case 'sidecar-ports':
      return cni.sidecarPortsResolve === undefined && usesPortNames(analysis)
        ? withEveryone(analysis, (pods) => pods.ports.some((port) => port.sidecar && port.name !== undefined))
        : [];
    case 'namespace-labels': {
      const open = new Set(analysis.universe.namespaces.flatMap(({ hasObject, name }) => (hasObject ? [] : [name])));
      const selected = classesSelectedBy(analysis, usesNamespaceLabels);
      return withEveryone(analysis, (pods) => open.has(pods.namespace), selected);
    }
  }
}

/** One pod of each class that is in doubt, with one of each of the others and then with its own, both ways. */
function* withEveryone(
  analysis: Analysis,
  isInDoubt: (pods: PodSet) => boolean,
  others: readonly PodClass[] = analysis.engine.classes.all,
): Pairs {
  const seen = new Set<PodClass>();
  for (const pods of analysis.universe.pods) {
    if (!isInDoubt(pods)) continue;
    const ofClass = analysis.engine.classes.classOf(pods);
    if (seen.has(ofClass)) continue;
    seen.add(ofClass);
    for (const { pods: other } of [
      ...others.filter((each) => each !== ofClass),
      ...others.filter((each) => each === ofClass),
    ]) {
      yield [pods, other];
      yield [other, pods];
    }
  }
}

/** Pods with blocks in their rules, one for each set of rules, and those that are addresses of nodes. */
function* nodePairs({ engine }: Analysis): Pairs {
  const { all, ofNodes } = engine.classes;
  if (ofNodes.length === 0) return;
  for (const direction of directions) {
    const byRules = new Map(all.map((pods) => [engine.admission(direction, pods), pods]));
    for (const [{ grants }, { pods }] of byRules) {
      if (!grants.some(({ peer }) => peer.block)) continue;
      for (const { pods: node } of ofNodes) yield direction === 'egress' ? [pods, node] : [node, pods];
    }
  }
}

/**
 * Pairs of pods that could gain a connection if ipBlocks matched pods: one end's rules have a block, the other end lets
 * more through than passes already, or has a block itself. A pair of groups of pods stands for all of theirs.
 */
function* blockPairs(analysis: Analysis): Pairs {
  const { engine } = analysis;
  const hasBlock = (admission: Admission) => admission.grants.some(({ peer }) => peer.block);
  if (!engine.pool.all.some(hasBlock)) return;
  const { sources, destinations, entrancesFor } = analysis.reachability();
  const leaving = (group: PodGroup) => engine.admission('egress', group.example);
  const entering = (group: PodGroup) => engine.admission('ingress', group.example);
  const guarded = destinations.all.filter((group) => hasBlock(entering(group)));
  for (const source of sources.all) {
    if (!hasBlock(leaving(source))) continue;
    const asked = new Set(entrancesFor(source).flatMap((entrance) => entrance.groups.slice(0, 1)));
    for (const target of [...asked, ...guarded])
      if (hasBlock(entering(target)) || couldEnter(engine, source.example, target.example))
        yield [source.example.pods, target.example.pods];
  }
  const oneForEachEgress = [...new Map(sources.all.map((group) => [leaving(group), group])).values()];
  for (const target of guarded)
    for (const source of oneForEachEgress)
      if (hasBlock(leaving(source)) || couldLeave(engine, source.example, target.example))
        yield [source.example.pods, target.example.pods];
}

function couldEnter(engine: Engine, source: PodClass, target: PodClass): boolean {
  const enters = engine.admitted(engine.admission('ingress', target), source, target);
  return subtractPorts(enters, engine.between(source, target)) !== noPorts;
}

function couldLeave(engine: Engine, source: PodClass, target: PodClass): boolean {
  const leaves = engine.admitted(engine.admission('egress', source), target, target);
  return subtractPorts(leaves, engine.between(source, target)) !== noPorts;
}

function classesSelectedBy(analysis: Analysis, matters: (policy: PolicyRules) => boolean): readonly PodClass[] {
  const { engine } = analysis;
  const mattering = new Set(engine.policies.flatMap((policy, index) => (matters(policy) ? [index] : [])));
  if (mattering.size === 0) return [];
  return engine.classes.all.filter((pods) =>
    directions.some((direction) => engine.selecting(direction, pods).some((policy) => mattering.has(policy))),
  );
}

function rulesIn({ ingress, egress }: PolicyRules): readonly PolicyRule[] {
  return [...(ingress ?? []), ...(egress ?? [])];
}

function usesNamespaceLabels(policy: PolicyRules): boolean {
  return rulesIn(policy).some((rule) =>
    rule.peers?.some(
      (peer) =>
        !('block' in peer) && requirementsOf(peer.namespaces ?? {}).some(({ key }) => key !== namespaceNameLabel),
    ),
  );
}

function usesPortNames(analysis: Analysis): boolean {
  return analysis.engine.policies.some((policy) => rulesIn(policy).some((rule) => rule.ports.named.length > 0));
}

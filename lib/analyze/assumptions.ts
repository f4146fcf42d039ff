import { allPorts } from '../algebra/port-set';
import { namespaceNameLabel, requirementsOf } from '../algebra/selector';
import type { Finding } from '../diagnostics/finding';
import type { Analysis } from './analysis';
import { blockPairs } from './block-doubt';
import type { PodClass } from './engine/classes';
import { type DoubtKind, doubtKinds } from './judge/doubt';
import { differs, judgeBoth } from './judge/judge';
import { endOf } from './model/end';
import type { Direction, PolicyRule, PolicyRules } from './model/policy-rules';
import type { PodSet } from './model/universe';

/** A fixed default that changed an answer, with a pair whose answer it changed. */
export interface Assumption {
  readonly kind: DoubtKind;
  /** What was assumed, what depends on it for instance, and how to say otherwise. */
  readonly message: string;
  /** Missing where there were too many pairs to ask them all. */
  readonly example?: { readonly src: string; readonly dst: string };
}

/** Pairs that are asked for one kind before it is reported without an example. */
const mostPairs = 20_000;

type Pairs = Iterable<readonly [source: PodSet, destination: PodSet]>;

/** The defaults that changed an answer between workloads of the input (DESIGN §5): one for each kind. */
export function assumptionsOf(analysis: Analysis): readonly Assumption[] {
  return doubtKinds.flatMap((kind) => {
    let asked = 0;
    for (const [source, destination] of pairsInDoubt(analysis, kind)) {
      if (++asked > mostPairs) return [{ kind, message: assumed[kind] }];
      const pair = judgeBoth(
        analysis.book,
        endOf(analysis.universe, source),
        endOf(analysis.universe, destination),
        new Set([kind]),
      );
      if (!differs(pair.bounds, allPorts)) continue;
      const example = { src: source.name, dst: destination.name };
      return [{ kind, message: `${assumed[kind]}; ${source.name} to ${destination.name} depends on it`, example }];
    }
    return [];
  });
}

/** Assumptions as findings (`assumed-host-network`): errors where the analysis is strict. */
export function assumptionFindings(analysis: Analysis, assumptions = assumptionsOf(analysis)): readonly Finding[] {
  return assumptions.map(({ kind, message }) => ({
    code: `assumed-${kind}`,
    severity: analysis.settings.strict ? 'error' : 'info',
    message,
    help: [remedies[kind]],
  }));
}

const assumed: Readonly<Record<DoubtKind, string>> = {
  'namespace-labels': 'a namespace without an object in the input has only its name label',
  'controller-labels': 'labels that a controller assigns have values that no selector names',
  'ip-block-pods': 'ipBlock speaks of addresses outside the cluster, not of pods',
  'host-network': 'host-network pods are selected and matched like any pod',
  'sidecar-ports': 'port names of sidecar containers are resolved',
};

const remedies: Readonly<Record<DoubtKind, string>> = {
  'namespace-labels': 'add the Namespace objects to the input',
  'controller-labels': 'select by labels of the pod template',
  'ip-block-pods': 'name the network plugin with --cni, and the pod CIDRs with --cluster',
  'host-network': 'name the network plugin with --cni',
  'sidecar-ports': 'name the network plugin with --cni, or write the port number',
};

function pairsInDoubt(analysis: Analysis, kind: DoubtKind): Pairs {
  const { cni } = analysis.settings;
  switch (kind) {
    case 'ip-block-pods':
      return cni.ipBlockMatchesPods === false ? [] : blockPairs(analysis);
    case 'host-network':
      return cni.hostNetworkPodsAreMatched === undefined ? withEveryone(analysis, (pods) => pods.hostNetwork) : [];
    case 'sidecar-ports':
      return cni.sidecarPortsResolve === undefined && usesPortNames(analysis)
        ? withEveryone(analysis, (pods) => pods.ports.some((port) => port.sidecar && port.name !== undefined))
        : [];
    case 'controller-labels': {
      const keys = podLabelKeys(analysis);
      return withEveryone(analysis, (pods) => pods.unknownLabels.some((key) => keys.has(key)));
    }
    case 'namespace-labels': {
      const open = new Set(analysis.universe.namespaces.flatMap(({ hasObject, name }) => (hasObject ? [] : [name])));
      const selected = classesSelectedBy(analysis, usesNamespaceLabels);
      return withEveryone(analysis, (pods) => open.has(pods.namespace), selected);
    }
  }
}

/** One pod of each class that is in doubt, with one of each of the others, both ways. */
function* withEveryone(
  analysis: Analysis,
  isInDoubt: (pods: PodSet) => boolean,
  others: readonly PodClass[] = analysis.engine.classes.all,
): Pairs {
  const seen = new Set<number>();
  for (const [index, pods] of analysis.universe.pods.entries()) {
    const ofClass = analysis.engine.classes.classOf[index] ?? -1;
    if (!isInDoubt(pods) || seen.has(ofClass)) continue;
    seen.add(ofClass);
    for (const { pods: other } of others) {
      yield [pods, other];
      yield [other, pods];
    }
  }
}

function classesSelectedBy(analysis: Analysis, matters: (policy: PolicyRules) => boolean): readonly PodClass[] {
  const { engine } = analysis;
  const mattering = new Set(engine.policies.flatMap((policy, index) => (matters(policy) ? [index] : [])));
  if (mattering.size === 0) return [];
  const isSelected = (direction: Direction, pods: PodClass) =>
    engine.selecting(direction, pods).some((policy) => mattering.has(policy));
  return engine.classes.all.filter((pods) => isSelected('ingress', pods) || isSelected('egress', pods));
}

function rulesIn({ ingress, egress }: PolicyRules): readonly PolicyRule[] {
  return [...(ingress ?? []), ...(egress ?? [])];
}

function podLabelKeys(analysis: Analysis): ReadonlySet<string> {
  const { policies } = analysis.engine;
  const selectors = policies.map((policy) => policy.selector);
  for (const peer of policies.flatMap(rulesIn).flatMap((rule) => rule.peers ?? []))
    if (!('block' in peer)) selectors.push(peer.pods);
  return new Set(selectors.flatMap((selector) => requirementsOf(selector).map(({ key }) => key)));
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

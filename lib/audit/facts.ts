import { eachId } from '../algebra/id-set';
import { groupBy } from '../algebra/keyed';
import { once, onceForEach } from '../algebra/once';
import type { Analysis } from '../analyze/analysis';
import type { PodClass } from '../analyze/engine/classes';
import { buildEngine, type Engine } from '../analyze/engine/engine';
import type { Direction, PolicyRules, RulePeer } from '../analyze/model/policy-rules';
import type { KnownNamespace, PodSet } from '../analyze/model/universe';
import type { PolicyResource, ServiceResource } from '../k8s/resources';

/**
 * What many rules ask, worked out once and only when asked for. All of it speaks of the input: no representatives.
 * Selectors are answered as Kubernetes evaluates them, whatever the network plugin enforces.
 */
export interface AuditFacts {
  /** Every policy with the defaults of the API filled in, in the order of `analysis.resources.policies`. */
  policies(): readonly PolicyRules[];
  policiesIn(namespace: string): readonly PolicyRules[];
  rulesOf(policy: PolicyResource): PolicyRules;
  /** Namespaces that have a workload, sorted. */
  populatedNamespaces(): readonly string[];
  workloadsIn(namespace: string): readonly PodSet[];
  servicesIn(namespace: string): readonly ServiceResource[];
  /** A namespace that has an object, a workload or a policy. */
  namespace(name: string): KnownNamespace | undefined;
  /** Workloads that a policy selects: none on the host network, where these are their nodes (docs/semantics.md 18). */
  selectedBy(policy: PolicyRules): readonly PodSet[];
  /** Workloads that have the labels of its `podSelector`, and that it does not select because they are on the host network. */
  missedOnNodes(policy: PolicyRules): readonly PodSet[];
  /** Policies that isolate a workload in a direction. */
  selecting(direction: Direction, pods: PodSet): readonly PolicyRules[];
  /** Workloads that an entry of `from` or `to` means by its selectors; none for an ipBlock. */
  podsOfPeer(peer: RulePeer, policyNamespace: string): readonly PodSet[];
  /** Workloads that have the labels an entry asks for, and that it does not mean because they are on the host network. */
  nodesOfPeer(peer: RulePeer, policyNamespace: string): readonly PodSet[];
  /** Known namespaces that an entry of `from` or `to` means, whatever pods they have; none for an ipBlock. */
  namespacesOfPeer(peer: RulePeer, policyNamespace: string): readonly KnownNamespace[];
}

/** The facts of an analysis. */
export function auditFacts(analysis: Analysis): AuditFacts {
  const { resources, universe } = analysis;
  const engine = once(() => enforcingEngine(analysis));
  const byPolicy = once(() => new Map(engine().policies.map((each) => [each.policy, each])));
  const workloads = once(() => groupBy(universe.pods, ({ namespace }) => namespace));
  const services = once(() => groupBy(resources.services, ({ namespace }) => namespace));
  const policies = once(() => groupBy(engine().policies, ({ policy }) => policy.namespace));
  const membersOf = (classes: readonly PodClass[]): readonly PodSet[] =>
    classes
      .flatMap((each) => engine().classes.membersOf(each))
      .sort((a, b) => a - b)
      .flatMap((index) => universe.pods[index] ?? []);
  const selectorPeer = (peer: RulePeer, namespace: string) =>
    engine().peers.peerOf(peer, engine().classes.namespaceId(namespace)).pods;
  const selectingIn = (direction: Direction) =>
    onceForEach((pods: PodClass): readonly PolicyRules[] => {
      const { policies: all, selecting } = engine();
      return selecting(direction, pods).flatMap((index) => all[index] ?? []);
    });
  const selectingClass = { ingress: selectingIn('ingress'), egress: selectingIn('egress') };
  const labelledFor = onceForEach(({ policy, selector }: PolicyRules) => {
    const { classes } = engine();
    return byPlace(classes.select(classes.namespaceId(policy.namespace), classes.labels.select(selector)));
  });
  const labelledAs = onceForEach((where: NonNullable<ReturnType<typeof selectorPeer>>) => {
    const classes: PodClass[] = [];
    eachId(where.where, (id) => classes.push(...engine().classes.select(id, where.labelSets)));
    return byPlace(classes);
  });
  const byPlace = (classes: readonly PodClass[]) => ({
    inside: membersOf(classes.filter(({ isOfNode }) => !isOfNode)),
    onNodes: membersOf(classes.filter(({ isOfNode }) => isOfNode)),
  });
  return {
    policies: () => engine().policies,
    policiesIn: (namespace) => policies().get(namespace) ?? [],
    rulesOf(policy) {
      const found = byPolicy().get(policy);
      if (!found) throw new RangeError(`${policy.namespace}/${policy.name} is not in this audit`);
      return found;
    },
    populatedNamespaces: once(() => [...workloads().keys()].sort()),
    workloadsIn: (namespace) => workloads().get(namespace) ?? [],
    servicesIn: (namespace) => services().get(namespace) ?? [],
    namespace: (name) => universe.namespaces[engine().classes.namespaceId(name)],
    selectedBy: (policy) => labelledFor(policy).inside,
    missedOnNodes: (policy) => labelledFor(policy).onNodes,
    selecting: (direction, pods) => selectingClass[direction](engine().classes.classOf(pods)),
    podsOfPeer(peer, policyNamespace) {
      const where = selectorPeer(peer, policyNamespace);
      return where ? labelledAs(where).inside : [];
    },
    nodesOfPeer(peer, policyNamespace) {
      const where = selectorPeer(peer, policyNamespace);
      return where ? labelledAs(where).onNodes : [];
    },
    namespacesOfPeer(peer, policyNamespace) {
      const found: KnownNamespace[] = [];
      const where = selectorPeer(peer, policyNamespace)?.where;
      if (where)
        eachId(where, (id) => {
          const namespace = universe.namespaces[id];
          if (namespace) found.push(namespace);
        });
      return found;
    },
  };
}

/** A plugin that enforces nothing makes the analysis leave all policies out; what they say stays to be judged. */
function enforcingEngine({ engine, resources, universe, settings }: Analysis): Engine {
  if (settings.cni.enforces) return engine;
  return buildEngine(resources, universe, { ...settings, cni: { ...settings.cni, enforces: true } });
}

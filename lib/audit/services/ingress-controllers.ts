import { getOrInsert } from '../../algebra/keyed';
import { onceForEach } from '../../algebra/once';
import { intersectPorts, noPorts, portRange } from '../../algebra/port-set';
import {
  type LabelMap,
  matchesRequirement,
  matchesSelector,
  namespaceNameLabel,
  requirementsOf,
  type Selector,
} from '../../algebra/selector';
import { consider, type DoubtKind, mayHold } from '../../analyze/judge/doubt';
import { judgePeer } from '../../analyze/judge/matching';
import { endOf, imaginedPods, type PodsEnd } from '../../analyze/model/end';
import { arePodsOfNode } from '../../analyze/model/pod-addresses';
import type { PolicyRules, RulePeer } from '../../analyze/model/policy-rules';
import type { PodSet } from '../../analyze/model/universe';
import type { ServiceCaller } from '../../k8s/resources';
import { selectorPeers } from '../directed-rules';
import type { AuditContext, AuditedCluster } from '../rule';
import { isLedTo } from './led-to';
import { type CallerRule, type LettingIn, rulesLettingIn, type ServiceTarget } from './service-targets';

/** What leads requests from outside to Services: of Ingresses, of routes of the Gateway API, of OpenShift's Routes. */
export type Entrance = (typeof entrances)[number];

const entrances = ['Ingress', 'Gateway', 'Route'] as const;

/** By which entrance an object leads. */
export function entranceOf({ kind }: Pick<ServiceCaller, 'kind'>): Entrance {
  return kind === 'Ingress' || kind === 'Route' ? kind : 'Gateway';
}

/** A controller as its project installs it. */
interface IngressController {
  /** The constant of netpact/platform that holds its pods. */
  readonly constant?: string;
  readonly namespace: string;
  readonly namespaceLabels?: LabelMap;
  readonly labels: LabelMap;
  /** By which its pods are known wherever they are. @default its labels */
  readonly selector?: Selector;
  readonly entrances: readonly Entrance[];
  /** What is in the names of its classes of Ingresses: `nginx`, `nginx-internal`. */
  readonly classWord: string;
}

const routerLabel = 'ingresscontroller.operator.openshift.io/deployment-ingresscontroller';

/**
 * OpenShift's router serves Ingresses too, by the Routes that the cluster makes of them. Its namespace has both labels; a router
 * on the host network is meant by those of a namespace that stands for the nodes. Source: openshift/cluster-ingress-operator,
 * manifests and assets, and OpenShift's pages on network policy.
 */
const routers: readonly IngressController[] = [
  {
    namespace: 'openshift-ingress',
    namespaceLabels: {
      'network.openshift.io/policy-group': 'ingress',
      'policy-group.network.openshift.io/ingress': '',
    },
    labels: { [routerLabel]: 'default' },
    selector: { matchExpressions: [{ key: routerLabel, operator: 'Exists' }] },
    entrances: ['Ingress', 'Route'],
    classWord: 'openshift',
  },
  {
    namespace: 'openshift-host-network',
    namespaceLabels: {
      'network.openshift.io/policy-group': 'ingress',
      'policy-group.network.openshift.io/ingress': '',
      'policy-group.network.openshift.io/host-network': '',
    },
    labels: { [routerLabel]: 'default' },
    entrances: ['Ingress', 'Route'],
    classWord: 'openshift',
  },
];

/** Sources: the manifests and charts of each project. */
const controllers: readonly IngressController[] = [
  {
    constant: 'ingressNginx',
    namespace: 'ingress-nginx',
    labels: { 'app.kubernetes.io/name': 'ingress-nginx', 'app.kubernetes.io/component': 'controller' },
    entrances: ['Ingress'],
    classWord: 'nginx',
  },
  {
    constant: 'traefik',
    namespace: 'traefik',
    labels: { 'app.kubernetes.io/name': 'traefik' },
    entrances: ['Ingress', 'Gateway'],
    classWord: 'traefik',
  },
  {
    constant: 'haproxyIngress',
    namespace: 'haproxy-controller',
    labels: { run: 'haproxy-ingress' },
    entrances: ['Ingress', 'Gateway'],
    classWord: 'haproxy',
  },
  {
    constant: 'contour',
    namespace: 'projectcontour',
    labels: { app: 'envoy' },
    entrances: ['Ingress', 'Gateway'],
    classWord: 'contour',
  },
  {
    constant: 'envoyGateway',
    namespace: 'envoy-gateway-system',
    labels: { 'app.kubernetes.io/name': 'envoy', 'app.kubernetes.io/component': 'proxy' },
    entrances: ['Gateway'],
    classWord: 'envoy',
  },
  {
    constant: 'istioIngressGateway',
    namespace: 'istio-system',
    labels: { istio: 'ingressgateway' },
    entrances: ['Ingress', 'Gateway'],
    classWord: 'istio',
  },
  {
    constant: 'kong',
    namespace: 'kong',
    labels: { 'app.kubernetes.io/name': 'kong', 'app.kubernetes.io/component': 'app' },
    entrances: ['Ingress', 'Gateway'],
    classWord: 'kong',
  },
  ...routers,
];

/** Whether pods of a Gateway may be in a namespace: some controllers run them beside the Gateway. */
function isGatewayOf(caller: ServiceCaller, namespace: string): boolean {
  return entranceOf(caller) === 'Gateway' && (caller.gatewayNamespaces?.includes(namespace) ?? true);
}

/** The controllers of the input that serve an entrance. */
export function controllersOf(context: AuditedCluster, entrance: Entrance): readonly PodSet[] {
  return getOrInsert(found(context), entrance, () => {
    const known = controllers.filter(({ entrances }) => entrances.includes(entrance));
    const { pods } = context.analysis.universe;
    return pods.filter((each) => known.some((controller) => isController(controller, each)));
  });
}

/** Which controllers of the input serve an object. */
export interface ServingControllers {
  readonly present: readonly PodSet[];
  /** False where the object asks for a class by whose name none of them is known. */
  readonly isSure: boolean;
}

/** Those whose class an Ingress names, else all that serve its entrance: who serves a class of any other name is not known. */
export function servingControllers(context: AuditedCluster, caller: ServiceCaller): ServingControllers {
  const present = controllersOf(context, entranceOf(caller));
  const { ingressClass } = caller;
  if (ingressClass === undefined) return { present, isSure: present.length > 0 };
  const asked = controllers.filter(({ classWord }) => ingressClass.toLowerCase().includes(classWord));
  const named = present.filter((pods) => asked.some((controller) => isController(controller, pods)));
  return named.length > 0 ? { present: named, isSure: true } : { present, isSure: false };
}

const found = onceForEach((_: AuditedCluster) => new Map<Entrance, readonly PodSet[]>());

/** Whether pods have the labels of an ingress controller. */
export function isIngressController(pods: PodSet): boolean {
  return controllers.some((controller) => isController(controller, pods));
}

/** Whether a policy is about an ingress controller: those of its pods that the input has, else what it selects. */
export function isOfController({ facts }: AuditContext, owner: PolicyRules): boolean {
  const selected = facts.selectedBy(owner);
  if (selected.length > 0) return selected.every(isIngressController);
  const asked = requirementsOf(owner.selector);
  return asked.length > 0 && controllers.some(({ labels }) => asked.every((each) => matchesRequirement(each, labels)));
}

/** The constant of netpact/platform that holds the first of these controllers. */
export function platformConstant(present: readonly PodSet[]): string | undefined {
  return controllers.find((controller) => present.some((pods) => isController(controller, pods)))?.constant;
}

/** The entry of `from` that means a controller of the input, where it is. */
export function controllerPeer(pods: PodSet): object {
  const known = controllers.find((controller) => isController(controller, pods));
  return {
    namespaceSelector: { matchLabels: { [namespaceNameLabel]: pods.namespace } },
    podSelector: known?.selector ?? { matchLabels: known?.labels ?? pods.labels },
  };
}

function isController({ labels, selector = { matchLabels: labels } }: IngressController, pods: PodSet): boolean {
  return matchesSelector(selector, pods.labels);
}

/** Doubts about who has which labels; what a selector is to pods on the host network has one default for all who ask. */
const aboutLabels: ReadonlySet<DoubtKind> = new Set(['namespace-labels', 'controller-labels', 'injected-labels']);

/** Where Istio's ambient mesh brings connections to pods, whatever port they are for. Source: https://istio.io/latest/docs/ambient/usage/networkpolicy/ */
const meshPorts = portRange('TCP', 15_008, 15_008);

/**
 * Whether rules of isolated pods let the controller of a request in. Unclear where one may mean a controller that is not known:
 * the input has none, or a Gateway, of which the pods may be anywhere and have any labels, or a class that nobody is known by;
 * where one asks for labels of its namespace that nobody wrote; and where it may come by the mesh.
 */
export function controllerDoor(context: AuditedCluster): CallerRule['doorOf'] {
  const { analysis } = context;
  const { settings, universe } = analysis;
  const unseen = unseenControllerDoor(context);

  function direct(target: ServiceTarget, rules: readonly LettingIn[], caller: ServiceCaller) {
    const { present } = servingControllers(context, caller);
    if (present.some((pods) => intersectPorts(analysis.between(pods, target.pods), target.ports) !== noPorts))
      return 'open';
    const door = unseen(target, rules, caller);
    if (door !== 'closed') return door;
    const ends = present.map((pods) => endOf(universe, pods));
    const mayMean = ({ namespace, rule }: LettingIn) =>
      selectorPeers(rule).some((peer) =>
        ends.some((end) => mayHold(consider(judgePeer(peer, namespace, end, settings), aboutLabels))),
      );
    return rules.some(mayMean) ? 'unclear' : 'closed';
  }

  return (target, rules, caller) => {
    const door = direct(target, rules, caller);
    if (door !== 'closed') return door;
    const inMesh: ServiceTarget = { pods: target.pods, ports: meshPorts };
    const meshRules = rulesLettingIn(context, inMesh);
    const isOpen = meshRules.some(({ rule }) => !rule.peers) || direct(inMesh, meshRules, caller) !== 'closed';
    return isOpen ? 'unclear' : 'closed';
  };
}

const none: readonly PodsEnd[] = [];

/** The same of controllers beside those of the input that get in. */
export function unseenControllerDoor(context: AuditedCluster): CallerRule['doorOf'] {
  const { analysis, facts } = context;
  const { settings, universe } = analysis;
  const imagine = ({ namespace, labels, namespaceLabels = {} }: IngressController): PodsEnd => {
    const end = endOf(universe, imaginedPods(namespace, labels));
    return { ...end, namespace: { ...end.namespace, labels: { ...namespaceLabels, ...end.namespace.labels } } };
  };
  const imagined = onceForEach((some: readonly IngressController[]) => {
    const all = some.map((each) => ({ each, end: imagine(each) }));
    const endsFor = (entrance: Entrance) =>
      all.flatMap(({ each, end }) => (each.entrances.includes(entrance) ? end : []));
    return new Map(entrances.map((entrance) => [entrance, endsFor(entrance)]));
  });
  const means = (peer: RulePeer, namespace: string, end: PodsEnd) => judgePeer(peer, namespace, end, settings);
  // An entry belongs to one policy, and is asked for every object that leads to its pods.
  const meansOne = onceForEach((ends: readonly PodsEnd[]) => {
    const answers = new Map<RulePeer, boolean>();
    return (peer: RulePeer, namespace: string) =>
      getOrInsert(answers, peer, () => ends.some((end) => means(peer, namespace, end).answer));
  });
  return (target, rules, caller) => {
    const entrance = entranceOf(caller);
    const { present, isSure } = servingControllers(context, caller);
    const isKnown = isSure && entrance !== 'Gateway';
    const isOnNodes = isKnown && present.every((pods) => arePodsOfNode(pods, settings));
    const mayBePresent = (peer: RulePeer, namespace: string) =>
      present.some((pods) => mayHold(means(peer, namespace, endOf(universe, pods))));
    // Dumps of OpenShift come without the Namespaces whose labels policies ask for.
    const ends = imagined(isKnown ? routers : controllers).get(entrance) ?? none;
    for (const { namespace, rule } of rules)
      for (const peer of rule.peers ?? []) {
        if ('block' in peer) {
          // Load balancers come from addresses that nobody knows; controllers on the host network from those of nodes.
          if (isOnNodes && !mayBePresent(peer, namespace)) continue;
          return 'unclear';
        }
        if (meansOne(ends)(peer, namespace)) return 'open';
        if (isKnown && caller.ingressClass !== undefined) continue;
        const meant = facts.podsOfPeer(peer, namespace);
        // A controller with labels of its own is one of those that somebody leads clients to.
        if (meant.some((pods) => pods !== target.pods && !isIngressController(pods) && isLedTo(context, pods)))
          return 'unclear';
        if (isKnown) continue;
        const isOpenEnded = requirementsOf(peer.pods).length === 0 && isGatewayOf(caller, namespace);
        if (peer.namespaces || isOpenEnded || meant.length === 0) return 'unclear';
      }
    return 'closed';
  };
}

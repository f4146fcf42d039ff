import { type AddressSet, addressSet, addressTexts, allAddresses, areWithin } from '../../algebra/address-set';
import { groupBy } from '../../algebra/keyed';
import { onceForEach } from '../../algebra/once';
import { allPorts, intersectPorts, noPorts } from '../../algebra/port-set';
import { mayHold } from '../../analyze/judge/doubt';
import { judgePeers } from '../../analyze/judge/matching';
import { endOf } from '../../analyze/model/end';
import { arePodsOfNode } from '../../analyze/model/pod-addresses';
import type { RulePeer } from '../../analyze/model/policy-rules';
import type { PodSet } from '../../analyze/model/universe';
import type { ServiceCaller, ServiceReference } from '../../k8s/resources';
import { listed, oneOrMany } from '../../wording/words';
import type { AuditedCluster } from '../rule';
import {
  entranceOf,
  type ServingControllers,
  servingControllers,
  unseenControllerDoor,
} from '../services/ingress-controllers';
import {
  type CallerRule,
  isGuarded,
  type LettingIn,
  resolveService,
  rulesLettingIn,
  type ServiceTarget,
} from '../services/service-targets';
import { closedQuestions, doubtsAbout, letIn, policyNames } from './let-in';
import type { LetIn, OpenQuestion, Outside, OutsideWay } from './outside-way';

/** What ingress controllers let in, for Ingresses and routes; `others` are the ways that lead to the controllers themselves. */
export function backendWays(cluster: AuditedCluster, others: readonly OutsideWay[]): Outside {
  const ways: OutsideWay[] = [];
  const unknown: OpenQuestion[] = [];
  const byPods = groupBy(others, ({ pods }) => pods);
  const comingTo = onceForEach((controller: PodSet) => comingFrom(cluster, controller, byPods.get(controller) ?? []));
  const doorOf = unseenControllerDoor(cluster);
  for (const caller of cluster.analysis.resources.serviceCallers) {
    if (caller.caller !== 'ingress-controller') continue;
    const { kind, namespace, name, origin } = caller;
    const by = { kind, namespace, name };
    const asked = { cluster, caller, serving: servingControllers(cluster, caller), comingTo, doorOf };
    for (const reference of caller.references) {
      const resolved = resolveService(cluster, reference);
      if ('unknown' in resolved) {
        unknown.push({ subject: by, way: 'backend', kind: 'absent', reason: resolved.unknown });
        continue;
      }
      for (const target of resolved.targets) {
        const { pods, ports } = target;
        const through = throughController(asked, target);
        const way = {
          kind: 'backend',
          by,
          origin,
          field: reference.field,
          pods,
          port: ports,
          arrivesAt: ports,
        } as const;
        if (through) ways.push(...placesOf(reference).map((place) => ({ ...way, ...place, ...through })));
        else {
          unknown.push(...closedQuestions(cluster, way, pods));
          if (!asked.serving.isSure) {
            const reason = `${unknownServer(caller, asked.serving)}; ${pods.name} lets no other in that is known`;
            unknown.push({ subject: by, way: 'backend', kind: 'absent', reason });
          }
        }
      }
    }
  }
  return { ways, unknown };
}

/** Each host and path for which a reference stands. */
function placesOf({ hosts, paths }: ServiceReference): readonly { readonly host?: string; readonly path?: string }[] {
  const anyHost = hosts ? hosts.map((host) => ({ host })) : [{}];
  return anyHost.flatMap((host) => (paths ? paths.map((path) => ({ ...host, path })) : [host]));
}

/** Who comes to a controller from outside. */
type Coming = Pick<LetIn, 'from' | 'doubts'>;

/** Undefined where nobody comes. */
function comingFrom(cluster: AuditedCluster, controller: PodSet, ways: readonly OutsideWay[]): Coming | undefined {
  if (ways.length > 0) return joined(ways);
  const everybody = { addresses: allAddresses, mayComeAsNode: false };
  const through = letIn(cluster, { pods: controller, ports: allPorts }, everybody);
  const doubt = `nothing in the input leads from outside to the ingress controller ${controller.name}`;
  if (through) return { from: through.from, doubts: [doubt, ...through.doubts] };
  const doubts = doubtsAbout(cluster, controller);
  return doubts.length > 0 ? { from: allAddresses, doubts } : undefined;
}

/** Several ways together: what some of them surely bring needs no doubt of the others. */
function joined(all: readonly Coming[]): Coming {
  const unionOf = (some: readonly Coming[]): AddressSet => addressSet(some.flatMap(({ from }) => from));
  const from = unionOf(all);
  const isSure = areWithin(from, unionOf(all.filter(({ doubts }) => doubts.length === 0)));
  return { from, doubts: isSure ? [] : [...new Set(all.flatMap(({ doubts }) => doubts))] };
}

interface Asked {
  readonly cluster: AuditedCluster;
  readonly caller: ServiceCaller;
  /** The controllers of the input that serve such objects. */
  readonly serving: ServingControllers;
  readonly comingTo: (controller: PodSet) => Coming | undefined;
  /** The door for other controllers. */
  readonly doorOf: CallerRule['doorOf'];
}

function throughController(
  { cluster, caller, serving: { present, isSure }, comingTo, doorOf }: Asked,
  target: ServiceTarget,
): LetIn | undefined {
  const { analysis } = cluster;
  const isOpen = !isGuarded(cluster, target.pods);
  const rules = isOpen ? [] : rulesLettingIn(cluster, target);
  const letting = present.filter(
    (each) => intersectPorts(analysis.between(each, target.pods), target.ports) !== noPorts,
  );
  const coming = letting.flatMap((controller) => comingTo(controller) ?? []);
  const doubts = doubtsAbout(cluster, target.pods);
  const means = ({ namespace, rule }: LettingIn) =>
    !rule.peers || letting.some((each) => mayMean(cluster, rule.peers, namespace, each));
  const isGateway = entranceOf(caller) === 'Gateway';
  if (coming.length > 0 && (isSure || isGateway)) {
    const { from, doubts: onTheWay } = joined(coming);
    return {
      from,
      policies: policyNames(rules.filter(means)),
      doubts: [...onTheWay, ...whichServes(caller, present, coming), ...doubts],
    };
  }
  const isWide = isOpen || rules.some(({ rule }) => !rule.peers);
  const unseen = isWide ? 'open' : doorOf(target, rules, caller);
  // Every controller that there is, and that gets in, is one that nobody outside reaches; the pods of a Gateway may be others.
  if (letting.length > 0 && isSure && !isGateway && (isWide || unseen === 'closed')) return undefined;
  if (coming.length === 0 && unseen === 'closed') return undefined;
  const lets = (each: LettingIn) =>
    !each.rule.peers || (coming.length > 0 && means(each)) || doorOf(target, [each], caller) !== 'closed';
  const isOnNodes = isSure && !isGateway && present.every((pods) => arePodsOfNode(pods, analysis.settings));
  const who = isOnNodes ? unknownNodes(present) : unknownServer(caller, { present, isSure });
  const doubt =
    isOnNodes || unseen === 'open' || coming.length > 0
      ? who
      : `${who}, and whom its policies let in may be no controller`;
  return { from: allAddresses, policies: policyNames(rules.filter(lets)), doubts: [doubt, ...doubts] };
}

function unknownNodes(present: readonly PodSet[]): string {
  const names = listed(present.map(({ name }) => name));
  return `${names} ${oneOrMany(present.length, 'is', 'are')} on the host network: whether the nodes are let in is not known`;
}

function unknownServer({ ingressClass }: ServiceCaller, { present, isSure }: ServingControllers): string {
  if (present.length === 0) return 'no ingress controller that is known by its labels is in the input';
  const asked = isSure || ingressClass === undefined ? '' : `, whose class is ${ingressClass},`;
  return `whether ${listed(
    present.map(({ name }) => name),
    3,
    'or',
  )} serves it${asked} is not known`;
}

/** A controller of the input may leave an object to another one, and a Gateway has pods of its own. */
function whichServes(caller: ServiceCaller, present: readonly PodSet[], coming: readonly Coming[]): readonly string[] {
  if (entranceOf(caller) === 'Gateway') return ['which pods serve the Gateway is not known'];
  const which = `which of ${listed(present.map(({ name }) => name))} serves it is not known`;
  if (coming.length < present.length) return [`${which}, and not all of them get through`];
  const [first, ...others] = coming.map(({ from }) => addressTexts(from).join());
  return others.every((each) => each === first) ? [] : [`${which}, and not all of them are reached from there`];
}

function mayMean(
  { analysis }: AuditedCluster,
  peers: readonly RulePeer[] = [],
  namespace: string,
  pods: PodSet,
): boolean {
  return mayHold(judgePeers(peers, namespace, endOf(analysis.universe, pods), analysis.settings));
}

import { type AddressSet, addressSet, allAddresses, areWithin } from '../../algebra/address-set';
import { groupBy } from '../../algebra/keyed';
import { onceForEach } from '../../algebra/once';
import { allPorts, intersectPorts, noPorts } from '../../algebra/port-set';
import { mayHold } from '../../analyze/judge/doubt';
import { judgePeers } from '../../analyze/judge/matching';
import { endOf } from '../../analyze/model/end';
import type { RulePeer } from '../../analyze/model/policy-rules';
import type { PodSet } from '../../analyze/model/universe';
import type { ServiceCaller, ServiceReference } from '../../k8s/resources';
import { listed } from '../../wording/words';
import type { AuditedCluster } from '../rule';
import { controllerDoor, controllersOf, entranceOf } from '../services/ingress-controllers';
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
  const doorOf = controllerDoor(cluster);
  for (const caller of cluster.analysis.resources.serviceCallers) {
    if (caller.caller !== 'ingress-controller') continue;
    const { kind, namespace, name, origin } = caller;
    const by = { kind, namespace, name };
    const present = controllersOf(cluster, entranceOf(caller));
    const asked = { cluster, caller, present, comingTo, doorOf };
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
        else unknown.push(...closedQuestions(cluster, way, pods));
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
  readonly present: readonly PodSet[];
  readonly comingTo: (controller: PodSet) => Coming | undefined;
  readonly doorOf: CallerRule['doorOf'];
}

function throughController(
  { cluster, caller, present, comingTo, doorOf }: Asked,
  target: ServiceTarget,
): LetIn | undefined {
  const { analysis } = cluster;
  const rules = isGuarded(cluster, target.pods) ? rulesLettingIn(cluster, target) : [];
  const isWide = !isGuarded(cluster, target.pods) || rules.some(({ rule }) => !rule.peers);
  const letting = present.filter(
    (each) => intersectPorts(analysis.between(each, target.pods), target.ports) !== noPorts,
  );
  const coming = letting.flatMap((controller) => comingTo(controller) ?? []);
  const doubts = doubtsAbout(cluster, target.pods);
  if (coming.length > 0) {
    const means = ({ namespace, rule }: LettingIn) =>
      !rule.peers || letting.some((each) => mayMean(cluster, rule.peers, namespace, each));
    const { from, doubts: onTheWay } = joined(coming);
    return {
      from,
      policies: policyNames(rules.filter(means)),
      doubts: [...onTheWay, ...whichServes(caller, present, coming.length), ...doubts],
    };
  }
  // Every controller that there is, and that gets in, is one that nobody outside reaches; the pods of a Gateway may be others.
  const isGateway = entranceOf(caller) === 'Gateway';
  if (letting.length > 0 && !isGateway) return undefined;
  const door = isWide ? 'open' : doorOf(target, rules, caller);
  if (door === 'closed') return undefined;
  const policies = policyNames(rules.filter((each) => !each.rule.peers || doorOf(target, [each], caller) !== 'closed'));
  const serving =
    present.length === 0
      ? 'the ingress controller that serves it is not in the input'
      : `whether ${listed(
          present.map(({ name }) => name),
          3,
          'or',
        )} serves it is not known`;
  const doubt = door === 'open' ? serving : `${serving}, and whom its policies let in may be no controller`;
  return { from: allAddresses, policies, doubts: [doubt, ...doubts] };
}

/** A controller of the input may leave an object to another one, and a Gateway has pods of its own. */
function whichServes(caller: ServiceCaller, present: readonly PodSet[], reaching: number): readonly string[] {
  if (entranceOf(caller) === 'Gateway') return ['which pods serve the Gateway is not known'];
  if (reaching === present.length) return [];
  return [
    `which of ${listed(present.map(({ name }) => name))} serves it is not known, and not all of them get through`,
  ];
}

function mayMean(
  { analysis }: AuditedCluster,
  peers: readonly RulePeer[] = [],
  namespace: string,
  pods: PodSet,
): boolean {
  return mayHold(judgePeers(peers, namespace, endOf(analysis.universe, pods), analysis.settings));
}

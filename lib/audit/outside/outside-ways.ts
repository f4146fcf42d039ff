import { type AddressSet, addressTexts, rangeTexts } from '../../algebra/address-set';
import { onceForEach } from '../../algebra/once';
import { formatPorts, rangesOfPorts } from '../../algebra/port-set';
import { byCodeUnits } from '../../algebra/text-order';
import { holdsInternet } from '../../cluster/public-addresses';
import { resourceTitle } from '../../wording/names';
import type { AuditedCluster } from '../rule';
import { backendWays } from './backend-ways';
import type { OpenQuestion, Outside, OutsideWay, WayKind } from './outside-way';
import { nodeWays, openPods } from './pod-ways';
import { serviceWays } from './service-ways';

/** What can be reached from outside the cluster, and by what, once for each cluster. */
export const outsideOf = onceForEach((cluster: AuditedCluster): Outside => {
  const { ways, unknown } = waysByObjects(cluster);
  const reached = new Set(ways.map(({ pods }) => pods));
  return { ways: ranked([...ways, ...openPods(cluster, reached)]), unknown };
});

/** The same without open pods, to which no object of the input leads: rules speak of objects. */
export const waysByObjects = onceForEach((cluster: AuditedCluster): Outside => {
  const services = serviceWays(cluster);
  const nodes = nodeWays(cluster);
  const direct = [...services.ways, ...nodes.ways];
  const backends = backendWays(cluster, direct);
  const unknown = [...services.unknown, ...nodes.unknown, ...backends.unknown, ...unreadRoutes(cluster)];
  return { ways: ranked([...direct, ...backends.ways]), unknown: distinct(unknown) };
});

function unreadRoutes({ analysis }: AuditedCluster): readonly OpenQuestion[] {
  const reason = 'routes of this kind are not read, and may lead clients from outside in';
  return (analysis.resources.unreadRoutes ?? []).map((subject) => ({
    subject,
    way: 'backend',
    kind: 'absent',
    reason,
  }));
}

/** Of the usual ways the more open one first; what only some networks route comes last. */
const order: readonly WayKind[] = [
  'LoadBalancer',
  'external IP',
  'NodePort',
  'host port',
  'host network',
  'backend',
  'internal LoadBalancer',
  'open pod',
];

function ranked(ways: readonly OutsideWay[]): readonly OutsideWay[] {
  return ways
    .map((way) => ({ way, rank: rankOf(way), name: nameOf(way) }))
    .sort((a, b) => compareRanks(a.rank, b.rank) || byCodeUnits(a.name, b.name))
    .map(({ way }) => way);
}

function compareRanks(left: readonly number[], right: readonly number[]): number {
  for (const [index, rank] of left.entries()) {
    const difference = rank - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

const rankOf = ({ kind, from, doubts }: OutsideWay): readonly number[] => [
  kind === 'open pod' ? 1 : 0,
  isInternet(from) ? 0 : 1,
  doubts.length === 0 ? 0 : 1,
  order.indexOf(kind),
];

/** Ports by their number: 80 before 443. */
function nameOf({ pods, by, host = '', path = '', port, arrivesAt, from }: OutsideWay): string {
  const first = rangesOfPorts(port ?? arrivesAt)[0]?.first ?? 0;
  const place = [host, path, `${first}`.padStart(5, '0'), formatPorts(port ?? arrivesAt)];
  return [pods.name, resourceTitle(by), ...place, ...addressTexts(from)].join('\0');
}

function distinct(questions: readonly OpenQuestion[]): readonly OpenQuestion[] {
  const keyed = questions.map(
    (each) => [[resourceTitle(each.subject), each.way, each.reason].join('\0'), each] as const,
  );
  return [...new Map(keyed)].sort(([a], [b]) => byCodeUnits(a, b)).map(([, each]) => each);
}

/** Whether addresses hold a large part of the internet. */
export const isInternet = onceForEach((from: AddressSet) => holdsInternet(rangeTexts(from)));

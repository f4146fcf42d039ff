import { getOrInsert } from '../../algebra/keyed';
import { arePodsOfNode } from '../../analyze/model/pod-addresses';
import type { AuditContext } from '../rule';
import type { IsLeftAlone } from './explained-by';

/**
 * A workload that no policy isolates was forgotten where most of its neighbours are isolated; where few are, or none, it is
 * the namespace that was left open. Workloads on the host network are neither.
 */
export function leftAlone({ analysis, facts }: AuditContext): IsLeftAlone {
  const known = new Map<string, boolean>();
  return (namespace, direction) =>
    getOrInsert(known, `${direction} ${namespace}`, () => {
      const workloads = facts.workloadsIn(namespace).filter((pods) => !arePodsOfNode(pods, analysis.settings));
      const isolated = workloads.filter((pods) => analysis.isIsolated(direction, pods)).length;
      return isolated > 0 && workloads.length - isolated <= isolated;
    });
}

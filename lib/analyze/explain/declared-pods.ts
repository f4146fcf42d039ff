import type { IntendedWorkload } from '../../intent/intent';
import { imaginedPods } from '../model/end';
import type { PodSet } from '../model/universe';

/** What an app says of a workload of its own. */
export type DeclaredWorkload = Pick<IntendedWorkload, 'namespace' | 'name' | 'selector' | 'ports' | 'hostNetwork'>;

/**
 * The pods of declared workloads, by `namespace/name`. A selector with conditions describes many sets of labels: such a
 * workload is left out, and asked for by labels.
 */
export function declaredPods(workloads: readonly DeclaredWorkload[]): ReadonlyMap<string, PodSet> {
  return new Map(
    workloads.flatMap(({ namespace, name, selector, ports, hostNetwork }) => {
      if (selector.matchExpressions !== undefined) return [];
      const pods = { ...imaginedPods(namespace, selector.matchLabels ?? {}), ports, hostNetwork };
      return [[`${namespace}/${name}`, pods] as const];
    }),
  );
}

import type { CarriedLabels, IntendedWorkload } from '../../intent/intent';
import type { Labels } from '../../k8s/resources';
import { imaginedPods } from '../model/end';
import type { PodSet } from '../model/universe';

/** What an app says of a workload of its own. */
export interface DeclaredWorkload
  extends Pick<IntendedWorkload, 'namespace' | 'name' | 'selector' | 'ports' | 'hostNetwork'> {
  /** What its pods are taken to carry besides: labels of the template that they are made from. @default none */
  readonly carried?: Labels;
}

/** What an app takes for granted of the pods of a workload. */
export type SaidOfPods = Pick<CarriedLabels, 'kind' | 'workload' | 'labels'>;

/** The workloads of an app, with what it takes for granted of their pods; plain data, without places. */
export function declaredWorkloads(
  workloads: readonly DeclaredWorkload[],
  assumptions: readonly (SaidOfPods | { readonly kind: 'disjoint' })[],
): readonly DeclaredWorkload[] {
  const carriedBy = new Map(
    assumptions.flatMap((each) => (each.kind === 'template-labels' ? [[each.workload, each.labels] as const] : [])),
  );
  return workloads.map(({ namespace, name, selector, ports, hostNetwork }) => {
    const carried = carriedBy.get(`${namespace}/${name}`);
    return { namespace, name, selector, ports, hostNetwork, ...(carried && { carried }) };
  });
}

/**
 * The pods of declared workloads, by `namespace/name`. A selector with conditions describes many sets of labels: such a
 * workload is left out, and asked for by labels.
 */
export function declaredPods(workloads: readonly DeclaredWorkload[]): ReadonlyMap<string, PodSet> {
  return new Map(
    workloads.flatMap(({ namespace, name, selector, ports, hostNetwork, carried }) => {
      if (selector.matchExpressions !== undefined) return [];
      const labels = { ...selector.matchLabels, ...carried };
      return [[`${namespace}/${name}`, { ...imaginedPods(namespace, labels), ports, hostNetwork }] as const];
    }),
  );
}

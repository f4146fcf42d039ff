import { captureCallSite } from '../diagnostics/call-site';
import { type DisjointModel, withModel } from './model';
import type { Peer } from './peer';
import { peersOf } from './peers-of';
import { kind, type Refused } from './symbols';

/** Sets of pods of which no two have a pod in common: taken for granted by the proof, and said in its line. */
export interface Disjoint {
  readonly [kind]: 'disjoint';
}

/** What `disjoint()` makes of its ends, or the sentence that refuses fewer than two. */
export type DisjointOf<Ends extends readonly unknown[]> = Ends extends readonly [] | readonly [unknown]
  ? Refused<'no pod is in two of these: name at least two ends'>
  : Disjoint;

/**
 * `disjoint(web, api)`: no pod is in two of these. Labels alone do not say so where ends are selected by different keys: `app=web`
 * and `app.kubernetes.io/name=api` fit on one pod. Give it to the `assumptions` of a chart.
 */
export function disjoint<
  Ends extends readonly (
    | Peer<never, 'inside the cluster'>
    | Refused<'sets of pods are workloads, pods(), allPods() of a namespace, and namespaces by label'>
  )[],
>(...ends: Ends): DisjointOf<Ends> {
  const site = captureCallSite();
  const { peers, problems } = peersOf(ends, { site, verb: 'disjoint', role: 'end' });
  const model: DisjointModel = { kind: 'disjoint', ends: peers, problems, site };
  const made: Disjoint = withModel({ [kind]: 'disjoint' as const }, model);
  // How many ends there are is known here only for tuples; the compiler counts them.
  return made as DisjointOf<Ends>;
}

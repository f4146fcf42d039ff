import { once } from '../../algebra/once';
import type { Analysis } from '../analysis';
import type { PodSet } from '../model/universe';
import { withRepresentatives } from '../possible/representatives';

/** Where the names of ends are looked up. */
export interface EndSource {
  readonly analysis: Analysis;
  /** The same with a pod for each kind that the policies describe and no workload is. */
  readonly described: () => Analysis;
  /** Workloads that an app declares and no manifest has, by `namespace/name`. @default none */
  readonly declared?: ReadonlyMap<string, PodSet>;
  /** @default default */
  readonly defaultNamespace?: string;
}

/** The ends of an analysis, with the pods that its policies describe as they are needed. */
export const endsOf = (analysis: Analysis, more: Omit<EndSource, 'analysis' | 'described'> = {}): EndSource => ({
  analysis,
  described: once(() => withRepresentatives(analysis)),
  ...more,
});

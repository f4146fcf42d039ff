import { noPorts, type PortSet } from '../../algebra/port-set';
import type { ClassEnd } from '../connectivity/class-rows';

/** What happened to connections: opened had no port before, closed have none left; added and removed are of workloads on one side only. */
export type ChangeKind = 'opened' | 'closed' | 'changed' | 'added' | 'removed';

/** All of `src` reached all of `dst` on the ports `before`, and reach them on `after`. */
export interface ClassChange {
  readonly kind: ChangeKind;
  readonly src: ClassEnd;
  readonly dst: ClassEnd;
  readonly before: PortSet;
  readonly after: PortSet;
}

/** The kind of a change between ends that exist on both sides. */
export function kindOf(before: PortSet, after: PortSet): 'opened' | 'closed' | 'changed' {
  return before === noPorts ? 'opened' : after === noPorts ? 'closed' : 'changed';
}

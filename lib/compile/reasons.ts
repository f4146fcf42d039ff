import { oneLine } from '../k8s/emit/render-manifests';
import type { Half } from './halves';

/** Why halves are declared, without what nobody could see. */
export function reasonsOf(halves: readonly Half[]): readonly string[] {
  return halves.flatMap(({ pair: { flow } }) => (flow.reason && oneLine(flow.reason) !== '' ? [flow.reason] : []));
}

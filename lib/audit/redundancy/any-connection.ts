import type { Analysis } from '../../analyze/analysis';
import { addressEnd, type EndSignals, podEnd, type Side, sideOf } from '../../analyze/possible/connection-signals';
import { namesIn, spokenIn } from '../../analyze/possible/vocabulary';
import { newWorld, type World } from '../../analyze/possible/world';

/** A connection between any two pods that could exist, or between one and any address, under the policies of an analysis. */
export interface AnyConnection {
  readonly world: World;
  readonly side: Side;
  readonly from: EndSignals;
  readonly to: EndSignals;
  /** An address, in place of the pod at either end. */
  readonly outside: EndSignals;
}

/** The world in which redundancy is asked about, with the ends of a connection. */
export function anyConnection(analysis: Analysis): AnyConnection {
  const side = sideOf(analysis);
  const spoken = [spokenIn(side.policies), { names: namesIn(analysis.universe) }];
  const world = newWorld(spoken, [side.namespaces], analysis.settings.steps);
  const source = world.newPod();
  const [target, address] = [world.newPod(source), world.newAddress()];
  const [from, to, outside] = [podEnd(world, source, side), podEnd(world, target, side), addressEnd(address)];
  return { world, side, from, to, outside };
}

import { intersectPorts, noPorts, type PortSet, unionPorts } from '../../algebra/port-set';

/** Ports that at least one giver gives, and those that at least two give. One object for each pair. */
export interface TwiceCovered {
  readonly once: PortSet;
  readonly twice: PortSet;
}

const interned = new Map<string, TwiceCovered>();

/** Nothing is given. */
export const nothingCovered: TwiceCovered = covered(noPorts, noPorts);

/** What is given by one giver. */
export function coveredOnce(ports: PortSet): TwiceCovered {
  return covered(ports, noPorts);
}

/** What the givers of both give. */
export function joinCovered(a: TwiceCovered, b: TwiceCovered): TwiceCovered {
  if (a === nothingCovered) return b;
  const twice = unionPorts(unionPorts(a.twice, b.twice), intersectPorts(a.once, b.once));
  return covered(unionPorts(a.once, b.once), twice);
}

function covered(once: PortSet, twice: PortSet): TwiceCovered {
  const key = `${once.id} ${twice.id}`;
  const known = interned.get(key) ?? Object.freeze({ once, twice });
  if (interned.size > 100_000) interned.clear();
  interned.set(key, known);
  return known;
}

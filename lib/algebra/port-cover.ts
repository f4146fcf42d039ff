import { intersectPorts, noPorts, type PortSet, subtractPorts } from './port-set';

/** Ports, and everything that gave them. */
export interface CoveredPorts<Giver> {
  readonly ports: PortSet;
  readonly givers: readonly Giver[];
}

/** Splits what several givers give into disjoint pieces that each remember all of their givers, in the order given. */
export function coverPorts<Giver>(given: Iterable<readonly [Giver, PortSet]>): readonly CoveredPorts<Giver>[] {
  let pieces: CoveredPorts<Giver>[] = [];
  for (const [giver, ports] of given) {
    let rest = ports;
    const next: CoveredPorts<Giver>[] = [];
    for (const piece of pieces) {
      const common = intersectPorts(piece.ports, ports);
      const only = subtractPorts(piece.ports, ports);
      rest = subtractPorts(rest, piece.ports);
      if (common !== noPorts) next.push({ ports: common, givers: [...piece.givers, giver] });
      if (only !== noPorts) next.push({ ports: only, givers: piece.givers });
    }
    if (rest !== noPorts) next.push({ ports: rest, givers: [giver] });
    pieces = next;
  }
  return pieces;
}

import { getOrInsert } from '../../algebra/keyed';
import { type PortSet, portOfPoint, runsOfPorts } from '../../algebra/port-set';
import type { Circuit, Signal } from '../../decide/circuit';
import { isWithin, newBits, numberOf } from '../../decide/number-signals';
import type { Example } from '../../decide/question';

/** One port of one protocol that nobody knows yet. */
export interface PortVariable {
  isIn(ports: PortSet): Signal;
  /** Its bits one by one: without one of them it is a smaller port, or none. */
  parts(): readonly (readonly Signal[])[];
  /** The set that holds the port of an example and no other. */
  portIn(example: Example): PortSet;
}

/** Protocol and number together take 18 bits (`runsOfPorts`). */
const bitsOfPort = 18;

/** A port with inputs of its own. Not every number is a port: demand `isIn(allPorts)`. */
export function newPortVariable(circuit: Circuit): PortVariable {
  const bits = newBits(circuit, bitsOfPort);
  const known = new Map<PortSet, Signal>();
  return {
    isIn: (ports) => getOrInsert(known, ports, () => isWithin(circuit, bits, runsOfPorts(ports))),
    parts: () => bits.map((bit) => [bit]),
    portIn: (example) => portOfPoint(Number(numberOf(bits, example))),
  };
}

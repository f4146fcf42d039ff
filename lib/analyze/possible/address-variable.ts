import { type Cidr, formatAddress } from '../../algebra/cidr';
import type { Circuit, Signal } from '../../decide/circuit';
import { hasPrefix, newBits, numberOf } from '../../decide/number-signals';
import type { Example } from '../../decide/question';
import type { AddressBlock } from '../model/policy-rules';

/** One address of either family that nobody knows yet. */
export interface AddressVariable {
  isIn(block: AddressBlock): Signal;
  /** `10.0.0.1`, or an IPv6 address. */
  addressIn(example: Example): string;
  parts(): readonly (readonly Signal[])[];
}

/** An address with inputs of its own. */
export function newAddressVariable(circuit: Circuit): AddressVariable {
  const isIpv6 = circuit.input();
  const ipv4 = newBits(circuit, 32);
  const ipv6 = newBits(circuit, 128);
  const isInCidr = ({ family, first, prefix }: Cidr): Signal =>
    family === 4
      ? circuit.all([-isIpv6, hasPrefix(circuit, ipv4, first, prefix)])
      : circuit.all([isIpv6, hasPrefix(circuit, ipv6, first, prefix)]);
  return {
    isIn: ({ cidr, except }) => circuit.all([isInCidr(cidr), -circuit.any(except.map(isInCidr))]),
    addressIn: (example) =>
      example(isIpv6)
        ? formatAddress({ family: 6, value: numberOf(ipv6, example) })
        : formatAddress({ family: 4, value: numberOf(ipv4, example) }),
    parts: () => [[isIpv6], ...[...ipv4, ...ipv6].map((bit) => [bit])],
  };
}

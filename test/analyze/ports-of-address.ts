import { parseAddress } from '../../lib/algebra/cidr';
import { noPorts, type PortSet } from '../../lib/algebra/port-set';
import type { AddressReach } from '../../lib/analyze/engine/address-reach';

/** What passes for one address; nothing where the text is no address. */
export function portsOfAddress(reach: AddressReach, text: string): PortSet {
  const address = parseAddress(text);
  if (!address) return noPorts;
  const pieces = address.family === 4 ? reach.ipv4 : reach.ipv6;
  return pieces.find(({ first, last }) => first <= address.value && address.value <= last)?.value ?? noPorts;
}

import { allPorts, formatPorts, noPorts, type PortSet } from '../algebra/port-set';
import { listed, oneOrMany } from './words';

/** `every port`, `TCP 80,443`, `no port`: ports in a sentence. What programs read is `formatPorts`. */
export function portsText(ports: PortSet): string {
  if (ports === allPorts) return 'every port';
  return ports === noPorts ? 'no port' : formatPorts(ports);
}

/** Ports of a rule in a sentence: `TCP 80 and the ports named http and dns (UDP)`. */
export function portRuleText(ports: {
  readonly fixed: PortSet;
  readonly named: readonly { readonly name: string; readonly protocol: string }[];
}): string {
  const names = [
    ...new Set(ports.named.map(({ name, protocol }) => (protocol === 'TCP' ? name : `${name} (${protocol})`))),
  ];
  if (ports.fixed === allPorts || names.length === 0) return portsText(ports.fixed);
  const named = `the ${oneOrMany(names.length, 'port')} named ${listed(names)}`;
  return ports.fixed === noPorts ? named : `${portsText(ports.fixed)} and ${named}`;
}

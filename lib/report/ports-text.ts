import { formatPorts } from '../algebra/port-set';

/** Ports as lines of a picture carry them. */
export function portsText(ports: Parameters<typeof formatPorts>[0]): string {
  const text = formatPorts(ports);
  return text === 'All Connections' ? 'all ports' : text;
}

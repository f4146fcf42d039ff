import { formatPorts, portRange, unionPorts } from '../../algebra/port-set';
import { type DnsAnswer, unknownDns } from '../../analyze/judge/dns-access';

/** Whether a source may resolve names, in a sentence. */
export function dnsSentence(source: string, { udp, tcp, servers, server: { port } }: DnsAnswer): string {
  if (udp === 'unknown') return `whether ${source} can resolve names is not known: ${unknownDns}`;
  if (udp === 'closed')
    return `${source} cannot resolve names: no rule of its egress lets it ask ${servers}, so a connection by name fails before it starts`;
  const overUdp = portRange('UDP', port, port);
  const ports = tcp === 'open' ? unionPorts(overUdp, portRange('TCP', port, port)) : overUdp;
  return `${source} may resolve names: its egress lets it ask ${servers} on ${formatPorts(ports)}`;
}

import { formatPorts } from '../../algebra/port-set';
import type { DnsPath } from '../../analyze/explain/dns-path';

/** Whether a source may resolve names, in a sentence. */
export function dnsSentence(source: string, { allowed, ports, servers }: DnsPath): string {
  if (allowed) return `${source} may resolve names: its egress lets it ask ${servers} on ${formatPorts(ports)}`;
  return `${source} cannot resolve names: no rule of its egress lets it ask ${servers}, so a connection by name fails before it starts`;
}

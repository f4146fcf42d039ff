import type { Protocol } from '../k8s/network-policy';
import type { IntendedPorts } from './intent';

/** The order in which protocols are written. */
export const protocolOrder: readonly Protocol[] = ['TCP', 'UDP', 'SCTP'];

/** `TCP 80,443-445, UDP 53` or `every port`, for sentences. */
export function describePorts(ports: IntendedPorts): string {
  if (ports === 'all') return 'every port';
  const parts = protocolOrder.flatMap((protocol) => {
    const own = ports.filter((port) => port.protocol === protocol);
    const words = own.map(({ port, endPort, name }) => name ?? (port === endPort ? `${port}` : `${port}-${endPort}`));
    return words.length > 0 ? [`${protocol} ${words.join(',')}`] : [];
  });
  return parts.join(', ');
}

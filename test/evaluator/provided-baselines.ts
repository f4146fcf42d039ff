import type { Declarations } from './declared-pairs';
import { readPort } from './declared-ports';
import type { Policy } from './policies';

/** What the other tools of `providedBy(…)` write, which netpact does not: their denials, and DNS where they allow it. */
export function providedBaselines({ namespaces, cluster }: Declarations): readonly Policy[] {
  const { pods, cidrs, ports } = cluster.dns;
  const dns = {
    to: [...pods, ...cidrs.map((cidr) => ({ ipBlock: { cidr } }))],
    ports: ports.map(readPort).map(({ first, last, protocol }) => ({ protocol, port: first, endPort: last })),
  };
  return namespaces.flatMap(({ name: namespace, baseline }): readonly Policy[] => {
    if (baseline?.kind !== 'provided') return [];
    const { ingress, egress } = baseline;
    const policyTypes = [...(ingress ? ['Ingress'] : []), ...(egress ? ['Egress'] : [])];
    const allowsDns = egress && baseline.dns === 'none';
    return [
      {
        metadata: { name: 'provided', namespace },
        spec: { podSelector: {}, policyTypes, ...(allowsDns && { egress: [dns] }) },
      },
    ];
  });
}

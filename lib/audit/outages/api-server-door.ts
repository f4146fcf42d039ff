import type { AddressPiece } from '../../algebra/address-map';
import { type AddressSpace, commonRange, ipv4, ipv6, rangeOfCidr } from '../../algebra/address-space';
import type { Cidr } from '../../algebra/cidr';
import { isSubsetOfPorts, type PortSet } from '../../algebra/port-set';
import { judgePeer } from '../../analyze/judge/matching';
import { readCidrs } from '../../analyze/model/cluster-profile';
import { endOf, imaginedPods } from '../../analyze/model/end';
import type { AuditContext } from '../rule';
import { isGuarded, rulesLettingIn, type ServiceTarget } from './service-targets';

/** Whether the API server gets through to the pods behind a Service; `unclear` where its addresses decide and are not known. */
export function apiServerDoor(context: AuditContext, target: ServiceTarget): 'open' | 'closed' | 'unclear' {
  if (!isGuarded(context, target.pods)) return 'open';
  const { analysis } = context;
  const known = readCidrs(analysis.settings.cluster.apiServerCidrs);
  const rules = rulesLettingIn(context, target);
  if (rules.some(({ rule }) => !rule.peers)) return 'open';
  if (known.length > 0) {
    const { ipv4: four, ipv6: six } = analysis.addresses('ingress', target.pods);
    const isIn = known.every((cidr) =>
      cidr.family === 4 ? admits(ipv4, four, cidr, target.ports) : admits(ipv6, six, cidr, target.ports),
    );
    if (isIn) return 'open';
  } else if (rules.some(({ rule }) => rule.peers?.some((peer) => 'block' in peer))) return 'unclear';
  // Where the control plane is managed, its requests may come out of these pods.
  const tunnel = endOf(analysis.universe, imaginedPods('kube-system', { 'k8s-app': 'konnectivity-agent' }));
  const isTunnel = rules.some(({ rule, namespace }) =>
    rule.peers?.some(
      (peer) =>
        !('block' in peer) &&
        peer.namespaces &&
        judgePeer(peer, namespace, tunnel, analysis.settings).answer &&
        peer.pods.matchLabels?.['k8s-app'] === 'konnectivity-agent',
    ),
  );
  return isTunnel ? 'unclear' : 'closed';
}

function admits<A extends number | bigint>(
  space: AddressSpace<A>,
  pieces: readonly AddressPiece<A, PortSet>[],
  cidr: Cidr,
  ports: PortSet,
): boolean {
  const range = rangeOfCidr(space, cidr);
  return pieces.every((piece) => !commonRange(piece, range) || isSubsetOfPorts(ports, piece.value));
}

import { isPodPeer } from '../../compile/peer-identity';
import { type PeerModel, peerModelOf, type WorkloadModel } from '../../dsl/model';
import { parsePort } from '../../dsl/ports';
import * as platform from '../../platform';
import type { PortName } from '../../wording/flow-line';
import type { DeclaredValue } from './worker-messages';

/** The values that stand for the ends of flows, and the namespaces that they are in, each once for each place that makes one. */
export function declaredValues(peers: readonly PeerModel[]): readonly DeclaredValue[] {
  const namespaces = new Set(peers.flatMap((peer) => (isPodPeer(peer) ? [peer.namespace] : [])));
  return [
    ...peers.flatMap((peer) => heldBy(peer) ?? []),
    ...[...namespaces].map(({ name, site }) => ({ name, ...siteOf(site) })),
  ];
}

function heldBy(peer: PeerModel): DeclaredValue | undefined {
  switch (peer.kind) {
    case 'workload': {
      const constant = platformConstants.get(peer);
      const name = `${peer.namespace.name}/${peer.name}`;
      if (constant !== undefined) return { name, constant, ports: portsOf(peer) };
      return { name, ports: portsOf(peer), ...siteOf(peer.site) };
    }
    case 'pods':
      return { name: `${peer.namespace.name}/${peer.name}`, ...siteOf(peer.site) };
    case 'namespaces':
    case 'cidr':
      return { name: `value ${peer.name}`, ...siteOf(peer.site) };
    default:
      return undefined;
  }
}

const platformConstants: ReadonlyMap<PeerModel, string> = new Map(
  Object.entries(platform).flatMap(([name, value]) => {
    const model = peerModelOf(value);
    return model ? [[model, name] as const] : [];
  }),
);

function siteOf(site: PeerModel['site']): Pick<DeclaredValue, 'site'> {
  const span = site();
  return span ? { site: span } : {};
}

function portsOf({ ports }: WorkloadModel): readonly PortName[] {
  return Object.entries(ports).flatMap(([name, input]) => {
    const read = parsePort(input);
    return read && read.port === read.endPort ? [{ name, port: read.port, protocol: read.protocol }] : [];
  });
}

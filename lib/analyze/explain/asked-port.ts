import { allPorts, noPorts, type PortProtocol, type PortSet, portRange, unionAllPorts } from '../../algebra/port-set';
import type { CniProfile } from '../model/cni-profiles';
import type { End } from '../model/end';
import { resolveNamedPort } from '../model/port-rule';

/** A port as a question names it. */
export type AskedPort =
  | { readonly protocol: PortProtocol; readonly port: number }
  | { readonly name: string; readonly protocol?: PortProtocol };

/** Reads `8080` (TCP), `53/UDP` or a port name; undefined where the text is none of them. */
export function parseAskedPort(text: string): AskedPort | undefined {
  const [first = '', second, more] = text.split('/');
  const written = second?.toUpperCase();
  if (more !== undefined || (written !== undefined && !isProtocol(written))) return undefined;
  if (/^\d+$/.test(first)) {
    const port = Number(first);
    return port >= 1 && port <= 65535 ? { protocol: written ?? 'TCP', port } : undefined;
  }
  if (!/^[a-z0-9-]{1,15}$/.test(first) || !/[a-z]/.test(first)) return undefined;
  return { name: first, ...(written === undefined ? {} : { protocol: written }) };
}

/** The ports that a question is about; every port without one, none where the destination does not declare the name. */
export function portsAsked(asked: AskedPort | undefined, destination: End, cni: CniProfile): PortSet {
  if (!asked) return allPorts;
  if ('port' in asked) return portRange(asked.protocol, asked.port, asked.port);
  const declared = destination.kind === 'pods' ? destination.pods.ports : [];
  const { name } = asked;
  const protocolsAsked = asked.protocol ? [asked.protocol] : protocols;
  return unionAllPorts(protocolsAsked.map((protocol) => resolveNamedPort({ name, protocol }, declared, cni)));
}

/** Whether a question is about a port by name, and nobody says which number that is: addresses declare no ports. */
export function isUnknownName(asked: AskedPort | undefined, destination: End, cni: CniProfile): boolean {
  if (!asked || 'port' in asked) return false;
  if (destination.kind === 'address') return true;
  return destination.hasUnknownPorts === true && portsAsked(asked, destination, cni) === noPorts;
}

const protocols: readonly PortProtocol[] = ['SCTP', 'TCP', 'UDP'];

const isProtocol = (text: string): text is PortProtocol => protocols.some((each) => each === text);

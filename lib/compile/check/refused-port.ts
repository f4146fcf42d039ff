import type { Finding } from '../../diagnostics/finding';
import { nearest } from '../../diagnostics/suggest';
import type { PeerModel, PortWord } from '../../dsl/model';
import { formatPort, type PortRange, parsePort } from '../../dsl/ports';
import { portNameProblem } from '../../k8s/validate/names';
import { isPodPeer, peerLabel } from '../peer-identity';

/** Ends that policies see as addresses: nothing there resolves a port's name. */
export function isAddressed(peer: PeerModel): boolean {
  if (peer.kind === 'workload') return peer.hostNetwork;
  return !isPodPeer(peer) && peer.kind !== 'namespaces' && peer.kind !== 'anywhere';
}

/** Why a word of a flow is no port of its target. */
export function refusedPort(word: PortWord, target: PeerModel, declared: ReadonlyMap<string, PortRange>): Finding {
  const said = typeof word.input === 'string' ? `"${word.input}"` : String(word.input);
  const at = { at: word.site, token: String(word.input) };
  if (word.byName && isAddressed(target))
    return {
      code: 'port-name-without-pods',
      severity: 'error',
      message: `${peerLabel(target)} is seen as addresses, where no port is called ${said}`,
      ...at,
      help: ['say the number: .port(...)'],
    };
  if (isNoPort(word))
    return {
      code: 'port-invalid',
      severity: 'error',
      message: `${said} is no port: ports are 1 to 65535, and ranges ascend`,
      ...at,
      help: ['say a number, udp(n), sctp(n) or range(a, b)'],
    };
  const list = [...declared].map(([name, port]) => `${name} (${formatPort(port)})`).join(', ');
  return {
    code: 'flow-port-undeclared',
    severity: 'error',
    message: `${said} is no port of ${peerLabel(target)}`,
    ...at,
    label: list ? `${peerLabel(target)} declares ${list}` : `${peerLabel(target)} declares no port names`,
    help: [helpFor(word, target, declared, list)],
  };
}

/** A number, or what looks like numbers, that no target could serve; a name that Kubernetes refuses. */
function isNoPort({ input, byName }: PortWord): boolean {
  if (parsePort(input) !== undefined) return false;
  if (typeof input !== 'string') return true;
  return byName ? portNameProblem(input) !== undefined : /^-?\d/.test(input) && portNameProblem(input) !== undefined;
}

function helpFor(
  { input }: PortWord,
  target: PeerModel,
  declared: ReadonlyMap<string, PortRange>,
  list: string,
): string {
  const suggestion = typeof input === 'string' ? nearest(input, declared.keys()) : undefined;
  if (suggestion) return `did you mean "${suggestion}"?`;
  if (list) return `declare it in the ports of ${peerLabel(target)}, or use one of: ${list}`;
  return 'say a number, udp(n), sctp(n) or range(a, b)';
}

import { onceForEach } from '../algebra/once';
import type { Finding } from '../diagnostics/finding';
import { nearest } from '../diagnostics/suggest';
import type { FlowModel, PeerModel, PortWord, WorkloadModel } from '../dsl/model';
import { formatPort, type PortRange, parsePort, samePort } from '../dsl/ports';
import type { IntendedPort, IntendedPorts } from '../intent/intent';
import { portNameProblem } from '../k8s/validate/names';
import { isMisread, isPodPeer, peerLabel } from './peer-identity';

/** The ports of a flow towards one target: always numbers, unless the author asked for a name. */
export function portsTowards(flow: FlowModel, target: PeerModel, findings: Finding[]): IntendedPorts {
  if (flow.ports === 'all') return 'all';
  return (flow.ports ?? []).flatMap((word) => portOf(word, target, findings) ?? []);
}

/** The port that a word means on this target; what it does not declare becomes a finding. */
export function portOf(word: PortWord, target: PeerModel, findings: Finding[]): IntendedPort | undefined {
  const declared = target.kind === 'workload' ? readPorts(target) : new Map<string, PortRange>();
  const found = word.byName ? namedPort(word, target, declared) : numberedPort(word, declared);
  if (!found && !isRefusedThere(word, target)) findings.push(refusedPort(word, target, declared));
  return found;
}

/** A port that its workload declares wrongly, or of a workload that could not be read, is reported where that is declared. */
function isRefusedThere({ input }: PortWord, target: PeerModel): boolean {
  if (target.kind !== 'workload') return false;
  return (
    isMisread(target) || (Object.hasOwn(target.ports, input) && parsePort(target.ports[input] ?? '') === undefined)
  );
}

/** The ports that a workload declares; those that are no ports are left out, and reported where the workload is checked. */
export const readPorts = onceForEach((workload: WorkloadModel): ReadonlyMap<string, PortRange> => {
  const ports = new Map<string, PortRange>();
  for (const [name, input] of Object.entries(workload.ports)) {
    const port = parsePort(input);
    if (port) ports.set(name, port);
  }
  return ports;
});

function namedPort(
  { input }: PortWord,
  target: PeerModel,
  declared: ReadonlyMap<string, PortRange>,
): IntendedPort | undefined {
  if (typeof input !== 'string' || isAddressed(target)) return undefined;
  const port = declared.get(input);
  if (port) return { ...port, name: input };
  const isUnknown = declared.size === 0 && portNameProblem(input) === undefined;
  return isUnknown ? { protocol: 'TCP', port: 0, endPort: 0, name: input } : undefined;
}

function numberedPort({ input }: PortWord, declared: ReadonlyMap<string, PortRange>): IntendedPort | undefined {
  const byName = typeof input === 'string' ? declared.get(input) : undefined;
  if (byName) return byName;
  const port = parsePort(input);
  if (!port || declared.size === 0) return port;
  return [...declared.values()].some((each) => samePort(each, port)) ? port : undefined;
}

/** Ends that policies see as addresses: nothing there resolves a port's name. */
function isAddressed(peer: PeerModel): boolean {
  if (peer.kind === 'workload') return peer.hostNetwork;
  return !isPodPeer(peer) && peer.kind !== 'namespaces' && peer.kind !== 'anywhere';
}

/** Why a word of a flow is no port of its target. */
function refusedPort(word: PortWord, target: PeerModel, declared: ReadonlyMap<string, PortRange>): Finding {
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

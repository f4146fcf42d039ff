import type { Finding } from '../diagnostics/finding';
import { nearest } from '../diagnostics/suggest';
import type { FlowModel, PeerModel, PortWord, WorkloadModel } from '../dsl/model';
import { formatPort, type PortRange, parsePort, samePort } from '../dsl/ports';
import { peerLabel } from './peer-identity';

/** The ports of one pair. A `name` is looked up on each target pod by the cluster, with the protocol that is declared for it. */
export interface FlowPort extends PortRange {
  readonly name?: string;
}

export type FlowPorts = readonly FlowPort[] | 'all';

/** The ports of a flow towards one target: always numbers, unless the author asked for a name. */
export function portsTowards(flow: FlowModel, target: PeerModel, findings: Finding[]): FlowPorts {
  if (flow.ports === 'all') return 'all';
  return (flow.ports ?? []).flatMap((word) => portOf(word, target, findings) ?? []);
}

/** The port that a word means on this target; what it does not declare becomes a finding. */
export function portOf(word: PortWord, target: PeerModel, findings: Finding[]): FlowPort | undefined {
  const declared = target.kind === 'workload' ? readPorts(target) : new Map<string, PortRange>();
  const found = word.byName ? namedPort(word, declared) : numberedPort(word, declared);
  if (!found) findings.push(refusal(word, target, declared));
  return found;
}

/** The ports that a workload declares; those that are no ports are left out, and reported where the workload is checked. */
export function readPorts(workload: WorkloadModel): ReadonlyMap<string, PortRange> {
  const known = portsRead.get(workload);
  if (known) return known;
  const ports = new Map<string, PortRange>();
  for (const [name, input] of Object.entries(workload.ports)) {
    const port = parsePort(input);
    if (port) ports.set(name, port);
  }
  portsRead.set(workload, ports);
  return ports;
}

/** A model never changes, and a workload is the target of many flows. */
const portsRead = new WeakMap<WorkloadModel, ReadonlyMap<string, PortRange>>();

function namedPort({ input }: PortWord, declared: ReadonlyMap<string, PortRange>): FlowPort | undefined {
  if (typeof input !== 'string') return undefined;
  const port = declared.get(input);
  if (port) return { ...port, name: input };
  return declared.size === 0 ? { protocol: 'TCP', port: 0, endPort: 0, name: input } : undefined;
}

function numberedPort({ input }: PortWord, declared: ReadonlyMap<string, PortRange>): FlowPort | undefined {
  const byName = typeof input === 'string' ? declared.get(input) : undefined;
  if (byName) return byName;
  const port = parsePort(input);
  if (!port || declared.size === 0) return port;
  return [...declared.values()].some((each) => samePort(each, port)) ? port : undefined;
}

function refusal(word: PortWord, target: PeerModel, declared: ReadonlyMap<string, PortRange>): Finding {
  const said = typeof word.input === 'string' ? `"${word.input}"` : String(word.input);
  const list = [...declared].map(([name, port]) => `${name} (${formatPort(port)})`).join(', ');
  const suggestion = typeof word.input === 'string' ? nearest(word.input, declared.keys()) : undefined;
  const isPort =
    typeof word.input === 'number' && !Number.isNaN(word.input) ? parsePort(word.input) !== undefined : true;
  if (!isPort)
    return {
      code: 'port-invalid',
      severity: 'error',
      message: `${said} is no port: ports are 1 to 65535`,
      at: word.site,
      token: String(word.input),
    };
  return {
    code: 'flow-port-undeclared',
    severity: 'error',
    message: `${said} is no port of ${peerLabel(target)}`,
    at: word.site,
    token: String(word.input),
    label: list ? `${peerLabel(target)} declares ${list}` : `${peerLabel(target)} declares no port names`,
    help: [
      suggestion
        ? `did you mean "${suggestion}"?`
        : list
          ? `declare it in the ports of ${peerLabel(target)}, or use one of: ${list}`
          : 'say a number, udp(n), sctp(n) or range(a, b)',
    ],
  };
}

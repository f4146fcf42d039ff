import type { Finding } from '../diagnostics/finding';
import type { FlowModel, PeerModel, PortWord, WorkloadModel } from '../dsl/model';
import { type PortRange, parsePort, samePort } from '../dsl/ports';
import { portNameProblem } from '../k8s/validate/names';
import { isAddressed, refusedPort } from './check/refused-port';

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
  const found = word.byName ? namedPort(word, target, declared) : numberedPort(word, declared);
  if (!found) findings.push(refusedPort(word, target, declared));
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

function namedPort(
  { input }: PortWord,
  target: PeerModel,
  declared: ReadonlyMap<string, PortRange>,
): FlowPort | undefined {
  if (typeof input !== 'string' || isAddressed(target)) return undefined;
  const port = declared.get(input);
  if (port) return { ...port, name: input };
  const isUnknown = declared.size === 0 && portNameProblem(input) === undefined;
  return isUnknown ? { protocol: 'TCP', port: 0, endPort: 0, name: input } : undefined;
}

function numberedPort({ input }: PortWord, declared: ReadonlyMap<string, PortRange>): FlowPort | undefined {
  const byName = typeof input === 'string' ? declared.get(input) : undefined;
  if (byName) return byName;
  const port = parsePort(input);
  if (!port || declared.size === 0) return port;
  return [...declared.values()].some((each) => samePort(each, port)) ? port : undefined;
}

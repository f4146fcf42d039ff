import type { IpFamily } from '../../algebra/cidr';
import { allPorts, type PortProtocol, type PortSet, portRange, unionPorts } from '../../algebra/port-set';
import type { Direction } from '../model/policy-rules';

/** Which part of the connectivity is asked for. */
export interface ConnectivityFilter {
  /** Names of workloads (`shop/web[Deployment]`): only rows with one of them at an end. */
  readonly focus?: ReadonlySet<string>;
  /** Seen from the focus: `ingress` keeps what reaches it. Without a focus, `ingress` leaves out rows to addresses, `egress` rows from them. */
  readonly direction?: Direction;
  readonly protocol?: PortProtocol;
  /** A port number; of every protocol unless `protocol` names one. */
  readonly port?: number;
  /** @default [4] */
  readonly families?: readonly IpFamily[];
}

/** The ports that a filter leaves. */
export function portsOfFilter({ protocol, port }: ConnectivityFilter): PortSet {
  if (protocol === undefined && port === undefined) return allPorts;
  const protocols: readonly PortProtocol[] = protocol ? [protocol] : ['SCTP', 'TCP', 'UDP'];
  return protocols.map((each) => portRange(each, port, port)).reduce(unionPorts);
}

/** Whether rows from this workload to anyone are asked for. */
export function keepsRowsFrom(filter: ConnectivityFilter, name: string): boolean {
  return !filter.focus || (filter.direction !== 'ingress' && filter.focus.has(name));
}

/** Whether rows to this workload from anyone are asked for. */
export function keepsRowsTo(filter: ConnectivityFilter, name: string): boolean {
  return !filter.focus || (filter.direction !== 'egress' && filter.focus.has(name));
}

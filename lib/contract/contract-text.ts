import type { Contract, Need, NeededPods } from '../intent/contract';
import type { IntendedPort, IntendedPorts } from '../intent/intent';
import { fieldOf } from '../k8s/manifest-value';
import type { Direction, LabelSelector, Protocol } from '../k8s/network-policy';
import type { Labels } from '../k8s/resources';

/** The file as JSON, field by field as docs/contracts.md has it. */
interface ContractFile {
  readonly generatedBy: typeof generatedBy;
  readonly schemaVersion: typeof schemaVersion;
  readonly app: string;
  readonly namespaces: readonly { readonly name: string; readonly labels: Labels }[];
  readonly needs: readonly NeedEntry[];
}

interface NeedEntry {
  readonly namespace: string;
  readonly direction: Direction;
  readonly subject: PodsEntry;
  readonly peer: PodsEntry;
  readonly ports: readonly PortEntry[] | typeof everyPort;
  readonly reason: string | null;
  readonly owner: string | null;
  readonly until?: string;
}

interface PodsEntry {
  readonly name: string;
  readonly namespace: string;
  readonly podSelector: LabelSelector;
  readonly hostNetwork?: true;
}

/** As a NetworkPolicy has it; `number` is what the destination, a pod of the app, has under the name. */
interface PortEntry {
  readonly protocol: Protocol;
  readonly port: number | string;
  readonly endPort?: number;
  readonly number?: number;
}

/** Who writes such files: what has another one here is no contract, and never overwritten. */
export const generatedBy = 'netpact';
export const schemaVersion = 1;
/** What `ports` says where every port of every protocol is meant: an empty list would read as nothing. */
export const everyPort = 'all';

/** The bytes of a contract: the same for the same declarations, wherever and whenever they are written. */
export function contractText({ app, namespaces, needs }: Contract): string {
  const file: ContractFile = {
    generatedBy,
    schemaVersion,
    app,
    namespaces: namespaces.map(({ name, labels }) => ({ name, labels })),
    needs: needs.map(needEntry),
  };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

/** Whose a contract is, as far as that can be told of a file that may be of any version. */
export interface ContractOwner {
  readonly app: string;
  readonly namespaces: readonly string[];
}

/** Whose contract a text is; undefined for what netpact did not write. */
export function ownerOfText(text: string): ContractOwner | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (fieldOf(value, 'generatedBy') !== generatedBy) return undefined;
  const namespaces = fieldOf(value, 'namespaces');
  return {
    app: String(fieldOf(value, 'app')),
    namespaces: Array.isArray(namespaces) ? namespaces.map((each) => String(fieldOf(each, 'name'))) : [],
  };
}

/** Whether a contract is one of the same app: apps without a name of their own share one, but no namespace. */
export function isOwnedBy({ app, namespaces }: Contract, owner: ContractOwner): boolean {
  return app === owner.app && namespaces.some(({ name }) => owner.namespaces.includes(name));
}

/** One need as the file has it. */
export function needEntry(need: Need): NeedEntry {
  const { namespace, direction, subject, peer, ports, reason, owner, until } = need;
  return {
    namespace,
    direction,
    subject: podsEntry(subject),
    peer: podsEntry(peer),
    ports: portEntries(ports, direction),
    reason: reason ?? null,
    owner: owner ?? null,
    ...(until !== undefined && { until }),
  };
}

function podsEntry({ name, namespace, selector, hostNetwork }: NeededPods): PodsEntry {
  return { name, namespace, podSelector: selector, ...(hostNetwork && { hostNetwork }) };
}

function portEntries(ports: IntendedPorts, direction: Direction): NeedEntry['ports'] {
  return ports === 'all' ? everyPort : ports.map((port) => portEntry(port, direction));
}

function portEntry({ protocol, port, endPort, name }: IntendedPort, direction: Direction): PortEntry {
  if (name === undefined) return { protocol, port, ...(endPort !== port && { endPort }) };
  // Of the other side's pods the app knows no more than the name.
  return { protocol, port: name, ...(direction === 'egress' && port > 0 && { number: port }) };
}

import {
  formatPorts,
  isSubsetOfPorts,
  noPorts,
  type PortProtocol,
  type PortSet,
  portRange,
  subtractPorts,
  unionPorts,
} from '../../algebra/port-set';
import { matchesSelector } from '../../algebra/selector';
import type { Intent } from '../../intent/intent';
import type { Labels } from '../../k8s/resources';
import type { Access, AccessPorts } from './access';

/** The ports of a pod by name and protocol (`http/TCP`), as far as they are declared. */
export type DeclaredPorts = ReadonlyMap<string, PortSet>;

/** The ports of all declared workloads that a pod with these labels belongs to. */
export function declaredPortsOf(namespace: string, labels: Labels, { workloads }: Intent): DeclaredPorts {
  const ports = new Map<string, PortSet>();
  for (const workload of workloads) {
    if (workload.namespace !== namespace || !matchesSelector(workload.selector, labels)) continue;
    for (const { name, protocol, port } of workload.ports) {
      const key = `${name}/${protocol}`;
      ports.set(key, unionPorts(ports.get(key) ?? noPorts, portRange(protocol, port, port)));
    }
  }
  return ports;
}

/**
 * What accesses open on one destination. Names become the numbers that it declares for them; a name that it does not
 * declare stays a name, because a pod with the same labels may have it.
 */
export function openPorts(accesses: readonly Access[], declared: DeclaredPorts): AccessPorts {
  const names = new Set(accesses.flatMap(({ ports }) => ports.names));
  let fixed = accesses.reduce((sum, { ports }) => unionPorts(sum, ports.fixed), noPorts);
  for (const name of names) fixed = unionPorts(fixed, declared.get(name) ?? noPorts);
  return { fixed, names: [...names].filter((name) => !declared.has(name) && !opensProtocolOf(name, fixed)).sort() };
}

/** Whether every number that a name (`http/TCP`) could stand for is open already. */
export function opensProtocolOf(name: string, fixed: PortSet): boolean {
  return isSubsetOfPorts(portRange(name.slice(name.lastIndexOf('/') + 1) as PortProtocol), fixed);
}

export function areSamePorts(a: AccessPorts, b: AccessPorts): boolean {
  return a.fixed === b.fixed && a.names.join() === b.names.join();
}

/** The ports of `a` that `b` does not have, as text: `TCP 80 and the port named http/TCP`; undefined if there are none. */
export function portsBeyond(a: AccessPorts, b: AccessPorts): string | undefined {
  const fixed = subtractPorts(a.fixed, b.fixed);
  const texts = [
    ...(fixed === noPorts ? [] : [formatPorts(fixed)]),
    ...a.names.filter((name) => !b.names.includes(name)).map((name) => `the port named ${name}`),
  ];
  return texts.length > 0 ? texts.join(' and ') : undefined;
}

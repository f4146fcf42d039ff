import { getOrInsert } from '../../algebra/keyed';
import { noPorts, type PortSet, unionPorts } from '../../algebra/port-set';
import type { CniProfile } from '../model/cni-profiles';
import { type NamedPort, type PortRule, resolveNamedPort } from '../model/port-rule';
import type { PodSet } from '../model/universe';

/** Port names resolved once for all pods that declare them alike. */
export interface NamedPortTable {
  /** A number that is equal for ports among which every used name means the same. */
  idOf(declared: PodSet['ports']): number;
  /** The ports of a rule towards pods with this number. */
  resolve(rule: PortRule, id: number): PortSet;
}

/** The table of the port names that these rules use; other names cannot matter. */
export function tableOfNamedPorts(rules: Iterable<PortRule>, cni: CniProfile): NamedPortTable {
  const used = new Map<string, NamedPort>();
  for (const rule of rules) for (const port of rule.named) used.set(keyOf(port), port);
  const ids = new Map<string, number>([['', 0]]);
  const tables: ReadonlyMap<string, PortSet>[] = [new Map()];
  return {
    idOf(declared) {
      if (used.size === 0 || declared.length === 0) return 0;
      const table = new Map<string, PortSet>();
      for (const port of declared) {
        const name =
          port.name === undefined ? undefined : used.get(keyOf({ name: port.name, protocol: port.protocol }));
        if (name) table.set(keyOf(name), resolveNamedPort(name, declared, cni));
      }
      const key = [...table]
        .map(([name, ports]) => `${name}=${ports.id}`)
        .sort()
        .join();
      return getOrInsert(ids, key, () => tables.push(table) - 1);
    },
    resolve(rule, id) {
      let ports = rule.fixed;
      for (const port of rule.named) ports = unionPorts(ports, tables[id]?.get(keyOf(port)) ?? noPorts);
      return ports;
    },
  };
}

const keyOf = (port: NamedPort): string => `${port.name}/${port.protocol}`;

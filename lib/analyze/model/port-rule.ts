import { allPorts, noPorts, type PortSet, portRange, unionAllPorts, unionPorts } from '../../algebra/port-set';
import type { NetworkPolicyPort, Protocol } from '../../k8s/network-policy';
import type { ContainerPort } from '../../k8s/resources';
import type { CniProfile } from './cni-profiles';

/** A port by name: it becomes numbers only on a destination pod. */
export interface NamedPort {
  readonly name: string;
  readonly protocol: Protocol;
}

/** The ports of a rule: numbers, and names that each destination resolves for itself (docs/semantics.md 15). */
export interface PortRule {
  readonly fixed: PortSet;
  readonly named: readonly NamedPort[];
}

/** What a rule's `ports` mean; missing, null and `[]` are every port of every protocol (docs/semantics.md 12). */
export function portRuleOf(ports: readonly (NetworkPolicyPort | null)[] | null | undefined, cni: CniProfile): PortRule {
  if (!ports || ports.length === 0) return { fixed: allPorts, named: [] };
  const rules = ports.map((port) => portRuleOfItem(port ?? {}, cni));
  return {
    fixed: unionAllPorts(rules.map(({ fixed }) => fixed)),
    named: rules.flatMap((rule) => rule.named),
  };
}

/** What one item of `ports` means. */
export function portRuleOfItem(item: NetworkPolicyPort, cni: CniProfile): PortRule {
  const protocol = item.protocol ?? 'TCP';
  const port = item.port ?? undefined;
  if (protocol === 'SCTP' && !cni.supportsSctp) return { fixed: noPorts, named: [] };
  if (typeof port === 'string')
    return { fixed: noPorts, named: cni.supportsNamedPorts ? [{ name: port, protocol }] : [] };
  if (port === undefined) return { fixed: portRange(protocol), named: [] };
  const last = cni.supportsEndPort ? (item.endPort ?? port) : port;
  return { fixed: portRange(protocol, port, last), named: [] };
}

/** The numbers of a port name on a pod: all containers and sidecars that declare it with this protocol. */
export function resolveNamedPort(port: NamedPort, declared: readonly ContainerPort[], cni: CniProfile): PortSet {
  const isMeant = ({ name, protocol, sidecar }: ContainerPort) =>
    name === port.name && protocol === port.protocol && (!sidecar || cni.sidecarPortsResolve !== false);
  return unionAllPorts(declared.filter(isMeant).map((each) => portRange(each.protocol, each.port, each.port)));
}

/** The ports of a rule towards a destination pod. */
export function portsTowards(rule: PortRule, declared: readonly ContainerPort[], cni: CniProfile): PortSet {
  return rule.named.reduce((sum, port) => unionPorts(sum, resolveNamedPort(port, declared, cni)), rule.fixed);
}

/** The ports that containers declare. */
export function portsDeclared(declared: readonly ContainerPort[]): PortSet {
  return unionAllPorts(declared.map(({ protocol, port }) => portRange(protocol, port, port)));
}

import type { DnsModel, WorkloadModel } from '../../lib/dsl/model';
import type { Direction } from '../../lib/k8s/network-policy';
import { isMeant, isResolver, selects } from './declared-ends';
import { type Declarations, declaredPairs, declaredWorkloads, isOfOneNamespace } from './declared-pairs';
import { isOn, portsMean, readPort } from './declared-ports';
import type { End, Packet, Pod } from './may-connect';

/**
 * Whether the declarations let a packet pass: the source's half and the target's half must both allow it, each as far as
 * netpact owns that end. Written from the design (§3) and read off the declared values one packet at a time: it shares
 * nothing with the compiler, and with the evaluator of policies only the reading of addresses.
 */
export function declaredMatrix(declarations: Declarations): (packet: Packet) => boolean {
  const { cluster, namespaces } = declarations;
  const owned = new Map(namespaces.map((namespace) => [namespace.name, namespace]));
  const workloads = declaredWorkloads(declarations);
  const pairs = declaredPairs(declarations);

  /** The workloads that a pod is in. Those on the host network have no pods that policies could see. */
  const workloadsOf = (pod: Pod): readonly WorkloadModel[] =>
    workloads.filter(
      ({ namespace, selector, hostNetwork }) =>
        namespace.name === pod.namespace && !hostNetwork && selects(selector, pod.labels),
    );

  /** By the baseline, whoever writes it, or by one of the pod's own workloads. */
  const isIsolated = (pod: Pod, direction: Direction): boolean => {
    const namespace = owned.get(pod.namespace);
    if (!namespace) return false;
    return (
      namespace.baseline?.[direction] === true ||
      workloadsOf(pod).some((workload) => isolatesItself(workload, direction))
    );
  };

  /** The DNS that comes with the pod's denied egress. */
  const dnsOf = (pod: Pod): DnsModel | undefined => {
    const baseline = owned.get(pod.namespace)?.baseline;
    const own = workloadsOf(pod);
    if (!baseline?.egress)
      return own.some((each) => isolatesItself(each, 'egress') && each.dns !== false) ? cluster.dns : undefined;
    // Another tool that denies egress and allows DNS: no workload can take that back.
    if (baseline.kind === 'provided' && baseline.dns === 'none') return cluster.dns;
    if (baseline.dns === 'none') return own.some(({ dns }) => dns === true) ? cluster.dns : undefined;
    if (own.some(({ dns }) => dns === false)) return undefined;
    return baseline.dns === 'cluster' ? cluster.dns : baseline.dns;
  };

  const resolvesNames = (pod: Pod, packet: Packet): boolean => {
    const dns = dnsOf(pod);
    return dns !== undefined && isResolver(dns, packet.to) && dns.ports.some((port) => isOn(readPort(port), packet));
  };

  /** The half of one end. An address has none, nor has a pod that nothing isolates. */
  const isAllowed = (direction: Direction, subject: End, other: End, packet: Packet): boolean => {
    if (typeof subject === 'string' || !isIsolated(subject, direction)) return true;
    const baseline = owned.get(subject.namespace)?.baseline;
    const isNeighbour = typeof other !== 'string' && other.namespace === subject.namespace;
    if (isNeighbour && baseline?.sameNamespace && baseline[direction]) return true;
    if (direction === 'egress' && resolvesNames(subject, packet)) return true;
    return pairs.some(({ from, to, ports }) => {
      const [own, peer] = direction === 'ingress' ? [to, from] : [from, to];
      return (
        isOfOneNamespace(own) &&
        isMeant(own, subject, cluster) &&
        isMeant(peer, other, cluster) &&
        portsMean(ports, to, packet)
      );
    });
  };

  return (packet) =>
    isAllowed('egress', packet.from, packet.to, packet) && isAllowed('ingress', packet.to, packet.from, packet);
}

const isolatesItself = ({ isolate }: WorkloadModel, direction: Direction): boolean =>
  isolate === 'all' || isolate === direction;

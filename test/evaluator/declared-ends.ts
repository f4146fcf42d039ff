import type { ClusterModel, DnsModel, PeerModel } from '../../lib/dsl/model';
import type { LabelSelector } from '../../lib/k8s/network-policy';
import { isInCidr } from './address';
import type { End, Pod } from './may-connect';

type Labels = Readonly<Record<string, string>>;

/**
 * What `internet()` leaves out, whatever the cluster. Copied by hand from the design, so that a block that is lost in the
 * compiler's list is not lost here as well.
 */
export const notInternet: readonly string[] = [
  // IPv4: this network, the private and shared blocks, loopback, link-local (cloud metadata), Azure's platform address.
  '0.0.0.0/8',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '168.63.129.16/32',
  // IPv4: protocol assignments, benchmarks, multicast, reserved with broadcast.
  '192.0.0.0/24',
  '198.18.0.0/15',
  '224.0.0.0/4',
  '240.0.0.0/4',
  // IPv6: unspecified and loopback, unique local, link-local, multicast.
  '::/127',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
];

/** Whether a flow that names this peer means this pod or address. */
export function isMeant(peer: PeerModel, end: End, cluster: ClusterModel): boolean {
  switch (peer.kind) {
    case 'anywhere':
      return true;
    case 'internet':
      return typeof end === 'string' && isPublic(end, cluster);
    case 'nodes':
      return isInAny(cluster.nodeCidrs, end);
    case 'kube-apiserver':
      return isInAny(cluster.apiServer, end);
    case 'cidr':
      return isInAny(peer.ranges, end) && !isInAny(peer.except, end);
    case 'namespaces':
      return isSelected(peer.namespaceSelector, peer.podSelector ?? {}, end);
    case 'all-pods':
      return isPodOf(peer.namespace.name, end);
    case 'pods':
      return isPodOf(peer.namespace.name, end) && selects(peer.selector, end.labels);
    case 'workload':
      // On the host network a pod has the address of its node, and no labels that a policy could see.
      if (peer.hostNetwork) return isInAny(cluster.nodeCidrs, end);
      return isPodOf(peer.namespace.name, end) && selects(peer.selector, end.labels);
  }
}

/** Whether an end is asked when names are resolved. */
export function isResolver({ pods, cidrs }: DnsModel, end: End): boolean {
  return (
    isInAny(cidrs, end) ||
    pods.some(({ namespaceSelector, podSelector }) => isSelected(namespaceSelector, podSelector, end))
  );
}

/** Whether a pod carries what a selector asks for; an empty one asks for nothing. */
export function selects({ matchLabels = {}, matchExpressions = [] }: LabelSelector, labels: Labels): boolean {
  const hasLabels = Object.entries(matchLabels).every(([key, value]) => labels[key] === value);
  return hasLabels && matchExpressions.every((each) => holds(each, labels[each.key]));
}

export function namespaceLabelsOf({ namespace, nsLabels }: Pod): Labels {
  return { ...nsLabels, 'kubernetes.io/metadata.name': namespace };
}

function holds(
  { operator, values = [] }: NonNullable<LabelSelector['matchExpressions']>[number],
  value: string | undefined,
): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
  }
}

const isPodOf = (namespace: string, end: End): end is Pod => typeof end !== 'string' && end.namespace === namespace;

function isSelected(namespaces: LabelSelector, pods: LabelSelector, end: End): boolean {
  return typeof end !== 'string' && selects(namespaces, namespaceLabelsOf(end)) && selects(pods, end.labels);
}

function isInAny(blocks: readonly string[], end: End): boolean {
  if (typeof end !== 'string') return false;
  return blocks.some((block) => isInCidr(end, block));
}

function isPublic(address: string, { families, podCidrs, serviceCidrs, nodeCidrs }: ClusterModel): boolean {
  const family = address.includes(':') ? 6 : 4;
  return families.includes(family) && !isInAny([...notInternet, ...podCidrs, ...serviceCidrs, ...nodeCidrs], address);
}

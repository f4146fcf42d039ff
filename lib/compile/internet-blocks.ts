import { byAddress, type Cidr, containsCidr, formatCidr, parseCidr } from '../algebra/cidr';
import type { ClusterModel } from '../dsl/model';
import type { IpBlock } from '../k8s/network-policy';

/**
 * What is not public address space. Sources: the IANA special-purpose address registries
 * (https://www.iana.org/assignments/iana-ipv4-special-registry, https://www.iana.org/assignments/iana-ipv6-special-registry);
 * 168.63.129.16 is Azure's platform address (https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16).
 */
const notPublic = {
  4: [
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '168.63.129.16/32',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.0.0.0/24',
    '192.168.0.0/16',
    '198.18.0.0/15',
    '224.0.0.0/4',
    '240.0.0.0/4',
  ],
  6: ['::/127', 'fc00::/7', 'fe80::/10', 'ff00::/8'],
} as const;

/** `internet()` as blocks: all addresses of the cluster's families, less what is not public and what is the cluster's own. */
export function internetBlocks(cluster: ClusterModel): readonly IpBlock[] {
  const own = [...cluster.podCidrs, ...cluster.serviceCidrs, ...cluster.nodeCidrs];
  return [...cluster.families].sort().map((family) => ({
    cidr: family === 4 ? '0.0.0.0/0' : '::/0',
    except: disjoint([...notPublic[family], ...own].flatMap((text) => ofFamily(text, family))),
  }));
}

function ofFamily(text: string, family: 4 | 6): readonly Cidr[] {
  const cidr = parseCidr(text);
  return cidr && cidr.family === family ? [cidr] : [];
}

/** In ascending order, blocks inside other blocks left out. */
function disjoint(blocks: readonly Cidr[]): readonly string[] {
  const kept: Cidr[] = [];
  for (const block of [...blocks].sort(byAddress))
    if (!kept.some((each) => containsCidr(each, block))) kept.push(block);
  return kept.map(formatCidr);
}

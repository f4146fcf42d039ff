import { byAddress, type Cidr, containsCidr, formatCidr, parseCidr } from '../algebra/cidr';
import { notPublic } from '../cluster/public-addresses';
import type { ClusterModel } from '../dsl/model';
import type { IpBlock } from '../k8s/network-policy';

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

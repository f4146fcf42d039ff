import { parseCidr } from '../../algebra/cidr';
import type { Finding } from '../../diagnostics/finding';
import type { ClusterModel } from '../../dsl/model';
import { readCidrs } from './cidrs';

/** The profile of the cluster: its CIDRs, and that it has a family at all. */
export function checkCluster(cluster: ClusterModel, findings: Finding[]): void {
  const { site } = cluster;
  for (const list of ['podCidrs', 'serviceCidrs', 'nodeCidrs', 'apiServer'] as const) {
    readCidrs(`the ${list} of the cluster`, cluster[list], site, findings);
    for (const text of cluster[list]) if (parseCidr(text)?.prefix === 0) findings.push(everything(list, text, cluster));
  }
  if (cluster.families.length === 0)
    findings.push({
      code: 'cluster-without-family',
      severity: 'error',
      message: 'the cluster has an empty list of address families, and no family never means everyone',
      at: site,
      help: ["say families: ['IPv4'], ['IPv6'] or both"],
    });
}

function everything(list: string, text: string, { site }: ClusterModel): Finding {
  return {
    code: 'cluster-cidr-everything',
    severity: 'error',
    message: `${text} in the ${list} of the cluster is every address`,
    at: site,
    token: text,
    help: ['list the blocks that the cluster really uses'],
  };
}

import { type Cidr, parseCidr } from '../../algebra/cidr';
import type { DnsFlavour } from '../../cluster/dns';

/** What is known of the cluster's addresses. CIDRs are written `10.244.0.0/16`; a missing list means unknown. */
export interface ClusterProfile {
  readonly podCidrs?: readonly string[];
  readonly serviceCidrs?: readonly string[];
  readonly nodeCidrs?: readonly string[];
  /** Addresses of the API server's endpoints, as blocks. */
  readonly apiServerCidrs?: readonly string[];
  /** Which DNS pods ask; where it is not said, it is enough that one of them is open. */
  readonly dns?: DnsFlavour;
}

/** The blocks of a list of CIDRs; text that is no CIDR is left out, because the reader of the profile has refused it already. */
export function readCidrs(texts: readonly string[] | undefined): readonly Cidr[] {
  return (texts ?? []).flatMap((text) => parseCidr(text) ?? []);
}

import { type Cidr, parseCidr } from '../../algebra/cidr';

/** What is known of the cluster's addresses. CIDRs are written `10.244.0.0/16`; a missing list means unknown. */
export interface ClusterProfile {
  readonly podCidrs?: readonly string[];
  readonly serviceCidrs?: readonly string[];
  readonly nodeCidrs?: readonly string[];
  /** Addresses of the API server's endpoints, as blocks. */
  readonly apiServerCidrs?: readonly string[];
  /** Which DNS the cluster runs; explanations look for either where it is not said. */
  readonly dns?: 'kube-dns' | 'openshift';
}

/** The blocks of a list of CIDRs; text that is no CIDR is left out, because the reader of the profile has refused it already. */
export function readCidrs(texts: readonly string[] | undefined): readonly Cidr[] {
  return (texts ?? []).flatMap((text) => parseCidr(text) ?? []);
}

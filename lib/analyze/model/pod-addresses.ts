import { type Cidr, containsCidr, overlapsCidr, readAddress } from '../../algebra/cidr';
import { readCidrs } from './cluster-profile';
import type { AnalysisSettings } from './options';
import type { AddressBlock } from './policy-rules';
import type { PodSet } from './universe';

/** Whether host-network pods are node addresses to the plugin, neither selected nor matched by selectors. */
export function arePodsOfNode(pods: PodSet, settings: AnalysisSettings): boolean {
  return pods.hostNetwork && settings.cni.hostNetworkPodsAreMatched === false;
}

/**
 * Whether a block holds the addresses of these pods; undefined where that is not known. Known addresses decide (one
 * inside is enough), else the cluster's CIDRs; without either, only all of IPv4 surely holds them.
 */
export function blockHoldsPods(block: AddressBlock, pods: PodSet, settings: AnalysisSettings): boolean | undefined {
  if (pods.addresses.length > 0) return pods.addresses.some((address) => blockHoldsAddress(block, address));
  const { podCidrs, nodeCidrs } = settings.cluster;
  const possible = readCidrs(pods.hostNetwork ? nodeCidrs : podCidrs);
  if (possible.length === 0) {
    const isAllOfIpv4 = block.cidr.family === 4 && block.cidr.prefix === 0 && block.except.length === 0;
    return isAllOfIpv4 ? true : undefined;
  }
  const ofFamily = possible.filter((cidr) => cidr.family === block.cidr.family);
  const shares = ofFamily.map((cidr) => blockHoldsCidr(block, cidr));
  if (shares.every((share) => share === false)) return false;
  return shares.every((share) => share === true) ? true : undefined;
}

/** Whether an address is in a block and in none of its exceptions. */
export function blockHoldsAddress(block: AddressBlock, text: string): boolean {
  const address = readAddress(text);
  if (address?.family !== block.cidr.family) return false;
  const holds = (cidr: Cidr) =>
    cidr.family === address.family && cidr.first <= address.value && address.value <= cidr.last;
  return holds(block.cidr) && !block.except.some(holds);
}

/** Whether a block holds all of a CIDR (true), nothing of it (false), or a part. */
function blockHoldsCidr(block: AddressBlock, cidr: Cidr): boolean | undefined {
  if (!overlapsCidr(block.cidr, cidr)) return false;
  if (block.except.some((hole) => containsCidr(hole, cidr))) return false;
  if (containsCidr(block.cidr, cidr) && !block.except.some((hole) => overlapsCidr(hole, cidr))) return true;
  return undefined;
}

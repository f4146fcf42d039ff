import { layAddresses } from '../../algebra/address-map';
import { type AddressSpace, commonRange, ipv4, ipv6, rangeOfCidr, rangesOfBlock } from '../../algebra/address-space';
import {
  type Cidr,
  containsCidr,
  formatCidr,
  type IpFamily,
  overlapsCidr,
  parseCidr,
  readAddress,
} from '../../algebra/cidr';
import type { IpBlock } from '../../k8s/network-policy';
import { readCidrs } from './cluster-profile';
import type { AnalysisSettings } from './options';
import type { AddressBlock } from './policy-rules';
import { isOnePod, type PodSet } from './universe';

/** Whether pods are node addresses, neither selected nor matched by selectors: those on the host network, unless it is said otherwise. */
export function arePodsOfNode(pods: PodSet, settings: AnalysisSettings): boolean {
  return pods.hostNetwork && settings.cni.hostNetworkPodsAreMatched !== true;
}

/** The container ports by which policies may name ports of pods; a node has no names of ports. */
export function portsNamedOf(pods: PodSet, settings: AnalysisSettings): PodSet['ports'] {
  return arePodsOfNode(pods, settings) ? [] : pods.ports;
}

/**
 * Whether blocks together hold the addresses of the nodes of pods, by one of the families that are asked for: all of them, or
 * none; undefined where they hold a part, or where the addresses are not known and no block is a whole family.
 */
export function blocksHoldNodes(
  blocks: readonly AddressBlock[],
  pods: PodSet,
  settings: AnalysisSettings,
): boolean | undefined {
  const asked = blocks.filter(({ cidr }) => settings.families.includes(cidr.family));
  const nodes = nodeCidrsOf(pods, settings);
  if (nodes.length === 0) {
    if (asked.some(({ cidr, except }) => cidr.prefix === 0 && except.length === 0)) return true;
    return asked.length === 0 ? false : undefined;
  }
  const holdsAll = (family: IpFamily) => {
    const some = nodes.filter((cidr) => cidr.family === family);
    return some.length > 0 && some.every((cidr) => isHeldBy(asked, cidr));
  };
  if (settings.families.some(holdsAll)) return true;
  const holdsSome = asked.some((block) => nodes.some((cidr) => blockHoldsCidr(block, cidr) !== false));
  return holdsSome ? undefined : false;
}

/** Whether blocks together hold all of a CIDR. */
function isHeldBy(blocks: readonly AddressBlock[], cidr: Cidr): boolean {
  if (blocks.some((block) => blockHoldsCidr(block, cidr))) return true;
  return cidr.family === 4 ? isCovered(ipv4, blocks, cidr) : isCovered(ipv6, blocks, cidr);
}

function isCovered<A extends number | bigint>(
  space: AddressSpace<A>,
  blocks: readonly AddressBlock[],
  cidr: Cidr,
): boolean {
  const layers = blocks.map((block) => ({ ranges: rangesOfBlock(space, block.cidr, block.except), value: true }));
  const pieces = layAddresses<A, boolean>(space, false, layers, (a, b) => a || b);
  const range = rangeOfCidr(space, cidr);
  return pieces.every((piece) => piece.value || !commonRange(piece, range));
}

/**
 * Where the nodes of pods are, as far as that is known: within the CIDRs of all nodes. A pod that nothing controls stays on
 * its node, so that its address is enough.
 */
export function nodeCidrsOf(pods: PodSet, { cluster }: AnalysisSettings): readonly Cidr[] {
  if (pods.addresses.length === 0 || !isOnePod(pods)) return readCidrs(cluster.nodeCidrs);
  return pods.addresses.flatMap((text) => parseCidr(`${text}/${text.includes(':') ? 128 : 32}`) ?? []);
}

/** What a rule has to say to mean the nodes of pods; a placeholder, which no API server takes, where their addresses are not known. */
export function nodeBlocksToWrite(pods: PodSet, settings: AnalysisSettings): readonly { readonly ipBlock: IpBlock }[] {
  const known = nodeCidrsOf(pods, settings).filter(({ family }) => settings.families.includes(family));
  const texts = known.length > 0 ? known.map(formatCidr) : ['<CIDR of the nodes>'];
  return texts.map((cidr) => ({ ipBlock: { cidr } }));
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

import { commonRange } from '../../algebra/address-space';
import type { Intent } from '../../intent/intent';
import { peerOfIntent } from './access';

const mostNamespaces = 6;

/** What a proof takes for granted, one phrase each. */
export function assumptionsOfProof(intent: Intent): readonly string[] {
  const owned = intent.namespaces.filter(({ isOwned }) => isOwned).map(({ name }) => name);
  const provided = intent.isolation.filter(({ isProvided }) => isProvided).map(({ namespace }) => namespace);
  return [
    ...(owned.length > 0 ? [`no other policy selects pods of ${listed(owned)}`] : []),
    ...(provided.length > 0 ? [`other tools deny what is provided in ${listed(provided)}`] : []),
    ...(grantsPrivateBlocks(intent)
      ? ['private address blocks lie outside the cluster (its pod CIDRs are not known)']
      : []),
  ];
}

function listed(names: readonly string[]): string {
  const sorted = [...new Set(names)].sort();
  const shown = sorted.slice(0, mostNamespaces).join(', ');
  return sorted.length > mostNamespaces ? `${shown} and ${sorted.length - mostNamespaces} more namespaces` : shown;
}

/** The blocks that clusters take their pod addresses from: RFC 1918, RFC 6598 and RFC 4193. */
const privateBlocks = peerOfIntent({
  kind: 'addresses',
  blocks: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'].map((cidr) => ({ cidr })),
});

function grantsPrivateBlocks({ accesses, cluster }: Intent): boolean {
  if (cluster.podCidrs.length > 0 || privateBlocks.kind !== 'addresses') return false;
  return accesses.some(({ peer }) => {
    const granted = peerOfIntent(peer);
    if (granted.kind !== 'addresses') return false;
    return overlap(granted.ipv4, privateBlocks.ipv4) || overlap(granted.ipv6, privateBlocks.ipv6);
  });
}

function overlap<A extends number | bigint>(
  left: readonly { readonly first: A; readonly last: A }[],
  right: readonly { readonly first: A; readonly last: A }[],
): boolean {
  return left.some((a) => right.some((b) => commonRange(a, b) !== undefined));
}

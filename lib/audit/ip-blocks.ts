import type { IpBlock } from '../k8s/network-policy';
import type { PolicyResource } from '../k8s/resources';

/** An ipBlock of a policy as written, in whichever direction. */
export interface WrittenBlock {
  /** `spec.egress[0].to[1].ipBlock`. */
  readonly path: string;
  readonly block: IpBlock;
}

/** The ipBlocks of a policy, those in rules that have no effect included. */
export function* writtenBlocks({ spec }: PolicyResource): Generator<WrittenBlock> {
  for (const [index, rule] of (spec.ingress ?? []).entries())
    for (const [at, peer] of (rule?.from ?? []).entries())
      if (peer.ipBlock) yield { path: `spec.ingress[${index}].from[${at}].ipBlock`, block: peer.ipBlock };
  for (const [index, rule] of (spec.egress ?? []).entries())
    for (const [at, peer] of (rule?.to ?? []).entries())
      if (peer.ipBlock) yield { path: `spec.egress[${index}].to[${at}].ipBlock`, block: peer.ipBlock };
}

import { bitsOf, formatCidr, parseCidr } from '../../../algebra/cidr';
import type { IpBlock } from '../../../k8s/network-policy';
import type { PolicyResource } from '../../../k8s/resources';
import { policyResult } from '../../policy-result';
import type { Rule } from '../../rule';

export const ipBlockHostBits: Rule = {
  name: 'ip-block-host-bits',
  severity: 'warning',
  category: 'trap',
  title: 'a block of addresses has host bits set',
  what: `The address of a cidr or an except has bits set beyond its prefix, as in 10.1.2.3/8. Kubernetes refuses it
since 1.36; clusters keep what older versions stored.`,
  why: `The block is the whole network, not the one address that is written: 10.1.2.3/8 is sixteen million addresses.
A block that was meant to hold one host opens its network to an attacker.`,
  fix: 'Write the first address of the block, or /32 (IPv6: /128) for the one address.',
  examples: {
    bad: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: allow-office-to-web, namespace: shop }
spec:
  podSelector: { matchLabels: { app: web } }
  ingress:
    - from:
        - ipBlock: { cidr: 198.51.100.7/24 }
`,
    good: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: allow-office-to-web, namespace: shop }
spec:
  podSelector: { matchLabels: { app: web } }
  ingress:
    - from:
        - ipBlock: { cidr: 198.51.100.0/24 }
`,
  },
  securitySeverity: 3,
  controls: ['NIST SC-7'],
  *check({ analysis }) {
    for (const policy of analysis.resources.policies)
      for (const { path, block } of writtenBlocks(policy)) {
        const texts = [
          { field: `${path}.cidr`, text: block.cidr },
          ...(block.except ?? []).map((text, index) => ({ field: `${path}.except[${index}]`, text })),
        ];
        for (const { field, text } of texts) {
          const cidr = parseCidr(text);
          if (!cidr?.hasHostBits) continue;
          const one = `${text.slice(0, text.indexOf('/'))}/${bitsOf(cidr.family)}`;
          yield policyResult(policy, field, `${field} is ${text}, which is the block ${formatCidr(cidr)}`, {
            help: [`write ${formatCidr(cidr)} for the block, or ${one} for the one address`],
            declared: [`write cidr(…, ['${formatCidr(cidr)}']) for the block, or '${one}' for the one address`],
          });
        }
      }
  },
};

/** The ipBlocks of a policy as written, those in rules that have no effect included. */
function* writtenBlocks({ spec }: PolicyResource): Generator<{ readonly path: string; readonly block: IpBlock }> {
  const ingress = (spec.ingress ?? []).map((rule) => ({ field: 'from', peers: rule?.from }));
  const egress = (spec.egress ?? []).map((rule) => ({ field: 'to', peers: rule?.to }));
  for (const [direction, rules] of Object.entries({ ingress, egress }))
    for (const [index, { field, peers }] of rules.entries())
      for (const [at, { ipBlock }] of (peers ?? []).entries())
        if (ipBlock) yield { path: `spec.${direction}[${index}].${field}[${at}].ipBlock`, block: ipBlock };
}

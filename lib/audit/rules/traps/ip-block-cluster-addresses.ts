import { type AddressSpace, ipv4, ipv6, rangeOfCidr, rangesOfBlock } from '../../../algebra/address-space';
import { type Cidr, formatCidr, parseAddress } from '../../../algebra/cidr';
import { getOrInsert } from '../../../algebra/keyed';
import { blockKey } from '../../../analyze/engine/peers';
import { readCidrs } from '../../../analyze/model/cluster-profile';
import type { CniProfile } from '../../../analyze/model/cni-profiles';
import type { AddressBlock } from '../../../analyze/model/policy-rules';
import { listed } from '../../../wording/words';
import { blockPeers, directedRules } from '../../directed-rules';
import { policyResult } from '../../policy-result';
import type { AuditContext, Rule } from '../../rule';
import { otherEnd } from '../../wording/advice';

export const ipBlockClusterAddresses: Rule = {
  name: 'ip-block-cluster-addresses',
  severity: 'warning',
  category: 'trap',
  title: 'a block holds addresses of the cluster itself',
  what: `An ipBlock, less its exceptions, holds addresses of the pod, service or node CIDRs of the cluster profile, or
of a running pod of the input. Not applicable where neither is known.`,
  why: `Network plugins differ: to some the block lets in every pod of the cluster whatever its labels, to others
(Cilium) none. Service addresses are rewritten before policies see them, and pod addresses change with every restart.`,
  fix: `Select pods with podSelector and namespaceSelector, and take the addresses of the cluster out of the block
with except.`,
  examples: {
    bad: `apiVersion: v1
kind: Pod
metadata: { name: db, namespace: shop, labels: { app: db } }
status: { podIP: 10.244.1.7 }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: allow-to-db, namespace: shop }
spec:
  podSelector: { matchLabels: { app: web } }
  policyTypes: [Egress]
  egress:
    - to: [{ ipBlock: { cidr: 10.244.1.7/32 } }]
`,
    good: `apiVersion: v1
kind: Pod
metadata: { name: db, namespace: shop, labels: { app: db } }
status: { podIP: 10.244.1.7 }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: allow-to-db, namespace: shop }
spec:
  podSelector: { matchLabels: { app: web } }
  policyTypes: [Egress]
  egress:
    - to: [{ podSelector: { matchLabels: { app: db } } }]
`,
  },
  securitySeverity: 5,
  controls: ['NSA/CISA', 'NIST SC-7', 'PCI DSS 1.3'],
  *check(context) {
    const { facts, analysis } = context;
    const own = clusterAddresses(context);
    const heldBy = new Map<string, readonly string[]>();
    for (const { owner, direction, rule } of directedRules(facts.policies()))
      for (const { path, block } of blockPeers(rule)) {
        if (own.length === 0) {
          const reason = 'the pod, service and node CIDRs of the cluster are not known: name them with --cluster';
          yield { kind: 'not-applicable', reason };
          return;
        }
        const held = getOrInsert(heldBy, blockKey(block), () =>
          own.filter(({ cidr }) => holdsSome(block, cidr)).map(({ name }) => name),
        );
        if (held.length === 0) continue;
        const field = `${path}.ipBlock`;
        const text = `${field}.cidr is ${formatCidr(block.cidr)}, which holds ${listed(held)}`;
        yield policyResult(owner.policy, field, text, {
          place: `${field}.cidr`,
          notes: [meaningFor(analysis.settings.cni)],
          help: [
            'select pods by their labels: podSelector and namespaceSelector',
            `or write the addresses of the cluster under ${field}.except`,
          ],
          declared: [
            { flow: otherEnd(direction), because: 'workloads instead of addresses' },
            `or leave the addresses of the cluster out: cidr(…, { except: ['…'] })`,
          ],
        });
      }
  },
};

interface OwnAddresses {
  readonly name: string;
  readonly cidr: Cidr;
}

function clusterAddresses({ analysis }: AuditContext): readonly OwnAddresses[] {
  const { podCidrs, serviceCidrs, nodeCidrs } = analysis.settings.cluster;
  const named = (kind: string, texts: readonly string[] | undefined) =>
    readCidrs(texts).map((cidr) => ({ name: `the ${kind} CIDR ${formatCidr(cidr)}`, cidr }));
  const pods = analysis.universe.pods.flatMap(({ name, addresses }) =>
    addresses.flatMap((text) => {
      const address = parseAddress(text);
      if (!address) return [];
      const { family, value } = address;
      const prefix = family === 4 ? 32 : 128;
      return [{ name: `${text} of ${name}`, cidr: { family, first: value, last: value, prefix, hasHostBits: false } }];
    }),
  );
  return [...named('pod', podCidrs), ...named('service', serviceCidrs), ...named('node', nodeCidrs), ...pods];
}

/** Whether something of a CIDR is left in a block when its exceptions are taken out. */
function holdsSome(block: AddressBlock, cidr: Cidr): boolean {
  return cidr.family === 4 ? holdsSomeIn(ipv4, block, cidr) : holdsSomeIn(ipv6, block, cidr);
}

function holdsSomeIn<A extends number | bigint>(space: AddressSpace<A>, block: AddressBlock, cidr: Cidr): boolean {
  const { first, last } = rangeOfCidr(space, cidr);
  return rangesOfBlock(space, block.cidr, block.except).some((range) => range.first <= last && first <= range.last);
}

function meaningFor({ name, ipBlockMatchesPods }: CniProfile): string {
  if (ipBlockMatchesPods === undefined) return 'whether an ipBlock matches pods depends on the network plugin';
  return ipBlockMatchesPods
    ? `to ${name} the block means these pods, whatever their labels`
    : `to ${name} an ipBlock never means pods: the rule does not apply to them`;
}

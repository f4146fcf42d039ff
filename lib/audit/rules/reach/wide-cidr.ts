import { bitsOf } from '../../../algebra/cidr';
import { once } from '../../../algebra/once';
import { blockPeers, directedRules } from '../../directed-rules';
import { addressCount, anywhereFamilies } from '../../reach/address-breadth';
import { grantResult } from '../../reach/grant-result';
import { boundaryControls, type Rule } from '../../rule';
import { purposeOf } from '../../services/ingress-purpose';
import { peerText } from '../../wording/describe';

export const wideCidr: Rule = {
  name: 'wide-cidr',
  severity: 'warning',
  category: 'reach',
  title: 'a block of addresses is very large',
  what: `An ipBlock in force holds, less its exceptions, more addresses than an IPv4 /16 or an IPv6 /32 (the thresholds
wideIpv4Prefix and wideIpv6Prefix of the configuration). Blocks that hold the whole internet are the business of
allows-anywhere-ingress and allows-anywhere-egress.
Info where netpact wrote the policy: there the width was declared with a word for it; and of ingress where each port that
the rule opens is one that the API server calls or a Service of type LoadBalancer or NodePort leads to.`,
  why: `A block like 10.0.0.0/8 is not one network but all of them: offices, other clusters, databases, VPN clients.`,
  fix: `Name the networks that are meant:
  ipBlock: {cidr: 10.20.0.0/16}
With netpact: cidr('datacenter', ['10.20.0.0/16'])`,
  examples: {
    bad: `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, ports: [{containerPort: 8080}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress:
    - from: [{ipBlock: {cidr: 10.0.0.0/8}}]
      ports: [{port: 8080}]
`,
    good: `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, ports: [{containerPort: 8080}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress:
    - from: [{ipBlock: {cidr: 10.20.0.0/16}}]
      ports: [{port: 8080}]
`,
  },
  securitySeverity: 4,
  precision: 'medium',
  controls: boundaryControls,
  reach: { of: 'policies', directions: ['ingress', 'egress'] },
  *check(context) {
    const { wideIpv4Prefix, wideIpv6Prefix } = context.thresholds;
    for (const directed of directedRules(context.analysis.engine.policies)) {
      const { owner, rule } = directed;
      const anywhere = anywhereFamilies(rule);
      const purpose = once(() => purposeOf(context, directed));
      for (const peer of blockPeers(rule)) {
        const { block } = peer;
        const { family, prefix } = block.cidr;
        const limit = family === 4 ? wideIpv4Prefix : wideIpv6Prefix;
        const most = 1n << BigInt(bitsOf(family) - limit);
        if (prefix >= limit || anywhere.includes(family) || addressCount(block) <= most) continue;
        yield grantResult(context, directed, {
          field: `${peer.path}.ipBlock.cidr`,
          who: `all of ${peerText(peer, owner.policy.namespace)}`,
          help: [`name the networks that are meant, each /${limit} or longer, or subtract the others with except`],
          declared: [
            `name the networks that are meant, each /${limit} or longer: cidr(…, ['…'])`,
            "or subtract the others: cidr(…, ['…'], { except: ['…'] })",
          ],
          ...purpose(),
        });
      }
    }
  },
};

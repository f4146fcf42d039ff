import { type Cidr, containsCidr, formatCidr, overlapsCidr } from '../../../algebra/cidr';
import { intersectPorts, noPorts, portRange, unionPorts } from '../../../algebra/port-set';
import { readCidrs } from '../../../analyze/model/cluster-profile';
import type { AddressBlock } from '../../../analyze/model/policy-rules';
import { directedRules } from '../../directed-rules';
import { addressEntries } from '../../reach/address-breadth';
import { grantResult } from '../../reach/grant-result';
import { leastAccessControls, type Rule } from '../../rule';

export const apiServerOpen: Rule = {
  name: 'api-server-open',
  severity: 'warning',
  category: 'reach',
  title: 'pods may reach the API server by a rule that means more',
  what: `An egress rule in force lets pods connect to the API server on TCP 443 or 6443 without naming it: by everyone, by a
block that holds all addresses, or (with the API server's addresses in the cluster profile) by a block that holds one of
them and other addresses too. A rule for exactly the API server's addresses says what it means, and is fine.
Info where netpact wrote the policy: there the width was declared with a word for it.`,
  why: `With the token that every pod mounts by default, a pod that is taken over lists secrets and starts pods as far as its
service account goes. Most workloads never need the API server.`,
  fix: `Leave the API server out, or name it for the workloads that need it:
  - to: [{ipBlock: {cidr: 10.0.0.1/32}}]
    ports: [{port: 6443}]
With netpact: flow(operator).to(kubeApiServer()).port(6443). Set automountServiceAccountToken: false elsewhere.`,
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
  policyTypes: [Egress]
  egress:
    - to: [{ipBlock: {cidr: 0.0.0.0/0}}]
      ports: [{port: 443}]
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
  policyTypes: [Egress]
  egress:
    - to: [{ipBlock: {cidr: 198.51.100.0/24}}]
      ports: [{port: 443}]
`,
  },
  securitySeverity: 5,
  precision: 'medium',
  controls: leastAccessControls,
  reach: { of: 'policies', directions: ['egress'] },
  *check(context) {
    const known = readCidrs(context.analysis.settings.cluster.apiServerCidrs);
    let isUnknown = false;
    for (const directed of directedRules(context.analysis.engine.policies, 'egress')) {
      const { rule } = directed;
      if (intersectPorts(rule.ports.fixed, apiServerPorts) === noPorts) continue;
      for (const { field, block } of addressEntries(rule)) {
        const isOpen = block === undefined || opens(block, known);
        if (isOpen === undefined) isUnknown = true;
        if (!isOpen) continue;
        yield grantResult(context, directed, {
          field,
          who: 'the API server',
          addition: `, as a part of ${block ? formatCidr(block.cidr) : 'everyone'}`,
          help: [
            "leave the API server's addresses out with except, and name them for the workloads that need them",
            'with netpact: flow(operator).to(kubeApiServer()).port(6443)',
          ],
          declared: [
            "leave the API server's addresses out: internet() instead of anywhere(), or except of cidr()",
            {
              flow: { to: [{ kind: 'call', code: 'kubeApiServer()' }], on: { ports: portRange('TCP', 6443, 6443) } },
              because: 'for workloads that need it',
            },
          ],
        });
      }
    }
    if (isUnknown)
      yield {
        kind: 'not-applicable',
        reason: 'whether blocks hold the API server depends on its addresses (apiServer of the cluster profile)',
      };
  },
};

const apiServerPorts = unionPorts(portRange('TCP', 443, 443), portRange('TCP', 6443, 6443));

/** Whether a block holds addresses of the API server, and others; undefined where that depends on which those are. */
function opens({ cidr, except }: AddressBlock, known: readonly Cidr[]): boolean | undefined {
  const isEverything = cidr.prefix === 0 && except.length === 0;
  if (known.length === 0) return isEverything && cidr.family === 4 ? true : cidr.prefix <= 16 ? undefined : false;
  const held = known.filter((each) => overlapsCidr(cidr, each) && !except.some((hole) => containsCidr(hole, each)));
  return held.length > 0 && !known.some((each) => containsCidr(each, cidr));
}

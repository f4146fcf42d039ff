import { noPorts } from '../../../algebra/port-set';
import { isDnsOnly } from '../../../analyze/judge/dns-access';
import { type DirectedRule, directedRules } from '../../directed-rules';
import { anywhereFamilies } from '../../reach/address-breadth';
import { grantResult } from '../../reach/grant-result';
import { fieldOfWidePeers, undecidedWidth, type WidePeers, widePeersOf } from '../../reach/wide-peers';
import { leastAccessControls, type Rule } from '../../rule';
import { purposeOf } from '../../services/ingress-purpose';
import { otherEnd } from '../../wording/advice';

export const allowsAllNamespaces: Rule = {
  name: 'allows-all-namespaces',
  severity: 'warning',
  category: 'reach',
  title: 'a rule admits every pod of every namespace',
  what: `The entries of a rule in force mean all pods of all namespaces: namespaceSelector: {} without a podSelector, or
selectors that together leave none out. Rules that only let pods ask for names (egress, port 53) are left out, and those
that mean addresses too are the business of allows-anywhere-ingress and allows-anywhere-egress.
Info where netpact wrote the policy: there the width was declared with a word for it; and beside a block of every address,
where allows-anywhere-ingress is info.`,
  why: `Whoever may run a pod anywhere in the cluster, or breaks into one, has this access. It is what having no policy for
these ports means.`,
  fix: `Name the namespaces and the pods:
  - from:
      - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}
        podSelector: {matchLabels: {app: web}}
With netpact: flow(web).to(api).port('http')`,
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
    - from: [{namespaceSelector: {}}]
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
    - from: [{podSelector: {matchLabels: {app: api}}}]
      ports: [{port: 8080}]
`,
  },
  securitySeverity: 5.5,
  controls: leastAccessControls,
  reach: { of: 'policies', directions: ['ingress', 'egress'] },
  *check(context) {
    for (const directed of directedRules(context.analysis.engine.policies)) {
      if (isDnsOnly(directed, context.analysis.settings)) continue;
      const { wide, isUndecided } = widePeersOf(context, directed);
      yield* undecidedWidth(directed, isUndecided);
      const field = cause(directed, wide);
      if (field === undefined) continue;
      yield grantResult(context, directed, {
        field,
        who: 'every pod of every namespace',
        help: [
          'name the namespace: namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: …}}',
          'and select the pods in the same entry: podSelector: {matchLabels: {app: …}}',
        ],
        declared: [{ flow: otherEnd(directed.direction) }],
        // Beside every address, every pod is what no peers would be.
        ...(anywhereFamilies(directed.rule).length > 0 && purposeOf(context, directed)),
      });
    }
  },
};

/** Egress to everyone by port names alone means pods: an address has no port names. */
function cause({ direction, rule }: DirectedRule, wide: readonly WidePeers[]): string | undefined {
  if (!rule.peers) return direction === 'egress' && rule.ports.fixed === noPorts ? rule.path : undefined;
  const found = wide.find((each) => each.isEveryNamespace);
  return found && fieldOfWidePeers(found);
}

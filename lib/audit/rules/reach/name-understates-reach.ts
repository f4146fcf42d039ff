import { isDnsOnly } from '../../../analyze/judge/dns-access';
import type { PolicyResource } from '../../../k8s/resources';
import { type DirectedRule, directedRules } from '../../directed-rules';
import { policyResult } from '../../policy-result';
import { anywhereFamilies } from '../../reach/address-breadth';
import { widePeersOf } from '../../reach/wide-peers';
import { type AuditContext, leastAccessControls, type Rule } from '../../rule';
import { namespacesText } from '../../wording/describe';
import { wordsBesideSubject, wordsOf } from '../../wording/name-words';

export const nameUnderstatesReach: Rule = {
  name: 'name-understates-reach',
  severity: 'warning',
  category: 'reach',
  title: 'a name promises less than the policy allows',
  what: `The name of a policy says that it allows something in particular (allow-monitoring), and one of its rules in force
admits everyone, any address, every namespace, or every pod of a namespace, while no word of the name says so (all, any,
namespace, internet, …). Policies that netpact wrote are left out: their annotation says the whole sentence.`,
  why: `Reviewers read names. A reach that the name hides is approved again and again.`,
  fix: `Admit what the name says, or say what is admitted:
  - from:
      - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}
        podSelector: {matchLabels: {app.kubernetes.io/name: prometheus}}
or call it allow-monitoring-namespace.`,
  examples: {
    bad: `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, ports: [{containerPort: 8080}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: allow-monitoring, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress:
    - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}}]
      ports: [{port: 8080}]
`,
    good: `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, ports: [{containerPort: 8080}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: allow-monitoring-namespace, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress:
    - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}}]
      ports: [{port: 8080}]
`,
  },
  controls: leastAccessControls,
  reach: { of: 'policies', directions: ['ingress', 'egress'] },
  *check(context) {
    const said = new Set<PolicyResource>();
    for (const directed of directedRules(context.analysis.engine.policies)) {
      const { policy } = directed.owner;
      if (said.has(policy) || !mayUnderstate(policy)) continue;
      const admitted = isDnsOnly(directed, context.analysis.settings) ? undefined : admittedBy(context, directed);
      if (admitted === undefined) continue;
      const promised = wordsBesideSubject(context, directed.owner);
      if (promised.length === 0) continue;
      said.add(policy);
      yield policyResult(
        policy,
        'metadata.name',
        `its name speaks of ${promised.join(' ')}, and ${directed.rule.path} admits ${admitted}`,
        {
          help: [
            'admit only what the name says',
            `or say it: ${policy.name}-${admitted.includes('namespace') ? 'namespace' : 'anywhere'}`,
          ],
        },
      );
    }
  },
};

const wideWords = new Set([
  ...['all', 'any', 'anyone', 'anything', 'anywhere', 'cluster', 'everyone', 'everything', 'everywhere', 'external'],
  ...['internal', 'internet', 'namespace', 'namespaces', 'ns', 'open', 'pods', 'public', 'same', 'whole', 'wide'],
  ...['world'],
]);

/** Whether a name speaks of an allowance, and not of a wide one. */
function mayUnderstate({ name, labels }: PolicyResource): boolean {
  const words = wordsOf(name);
  if (labels['netpact.dev/app'] !== undefined || words.some((word) => wideWords.has(word))) return false;
  return words.some((word) => word === 'allow' || word === 'permit');
}

function admittedBy(context: AuditContext, directed: DirectedRule): string | undefined {
  const { rule, owner } = directed;
  if (!rule.peers) return 'everyone';
  if (anywhereFamilies(rule).length > 0) return 'any address of the internet';
  const [wide] = widePeersOf(context, directed).wide;
  if (!wide) return undefined;
  if (wide.isEveryNamespace) return 'every pod of every namespace';
  return `every pod of ${namespacesText(wide.entries[0], owner.policy.namespace)}`;
}

import { containsCidr, formatCidr } from '../../../algebra/cidr';
import type { Analysis } from '../../../analyze/analysis';
import { readCidrs } from '../../../analyze/model/cluster-profile';
import type { PolicyRule, PolicyRules } from '../../../analyze/model/policy-rules';
import { blockPeers, directedRules, portEntries } from '../../directed-rules';
import { policyResult } from '../../policy-result';
import type { Rule, RuleResult } from '../../rule';

const install = 'install a plugin that enforces NetworkPolicy: Calico, Cilium, Antrea, kube-router, kindnet';

export const cniUnsupported: Rule = {
  name: 'cni-unsupported',
  severity: 'error',
  category: 'trap',
  title: 'the network plugin ignores what the policy says',
  what: `The chosen plugin profile enforces no policies at all (one finding for all of them), or ignores something
that a rule uses: endPort, SCTP, port names, or an ipBlock that lies in the pod CIDRs. Not applicable where no plugin
is named.`,
  why: `The API server stores the policy, and nothing happens: pods stay open where the plugin enforces nothing, and
flows are denied where it drops a part of a rule.`,
  fix: `Choose a plugin that enforces NetworkPolicy, or write the rule without the feature: single ports, numbers
instead of names, selectors instead of pod addresses.`,
  examples: {
    bad: `# netpact audit --cni cilium --cluster (podCidrs: 10.244.0.0/16)
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: allow-to-db, namespace: shop }
spec:
  podSelector: { matchLabels: { app: web } }
  policyTypes: [Egress]
  egress:
    - to: [{ ipBlock: { cidr: 10.244.1.0/24 } }]
`,
    good: `# netpact audit --cni cilium --cluster (podCidrs: 10.244.0.0/16)
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
  securitySeverity: 8,
  controls: ['CIS 5.3.1', 'NIST SC-7', 'PCI DSS 1.2'],
  *check({ analysis, facts }) {
    const { cni } = analysis.settings;
    const policies = facts.policies();
    const [first] = policies;
    if (!first) return;
    if (cni.name === 'upstream') {
      yield { kind: 'not-applicable', reason: 'the network plugin of the cluster is not known: name it with --cni' };
    } else if (!cni.enforces) {
      const all =
        policies.length === 1 ? 'this policy has no effect' : `all ${policies.length} policies have no effect`;
      yield policyResult(
        first.policy,
        'metadata.name',
        `the network plugin ${cni.name} enforces no NetworkPolicy: ${all}`,
        {
          notes: ['every pod accepts and opens every connection'],
          help: [install],
          declared: [install],
        },
      );
    } else
      for (const { owner, rule } of directedRules(policies)) {
        yield* ignoredPorts(analysis, owner, rule);
        yield* ignoredBlocks(analysis, owner, rule);
      }
  },
};

function* ignoredPorts({ settings }: Analysis, { policy }: PolicyRules, rule: PolicyRule): Generator<RuleResult> {
  const { cni } = settings;
  for (const { field, item } of portEntries(rule)) {
    const { port, protocol = 'TCP', endPort } = item ?? {};
    const ignored = (part: string, text: string, help: string, declared: string) =>
      policyResult(policy, `${field}.${part}`, `${field}.${part} is ${text}`, { help: [help], declared: [declared] });
    if (protocol === 'SCTP' && !cni.supportsSctp)
      yield ignored(
        'protocol',
        `SCTP, which ${cni.name} does not filter: the entry allows nothing`,
        'use a plugin that filters SCTP',
        'use a plugin that filters SCTP',
      );
    if (typeof port === 'string' && !cni.supportsNamedPorts)
      yield ignored(
        'port',
        `the name "${port}", which ${cni.name} does not resolve: the entry allows nothing`,
        'write the number of the port',
        `say .port('${port}') instead of .namedPort('${port}'): the policy then carries the number`,
      );
    if (endPort !== undefined && endPort !== port && !cni.supportsEndPort)
      yield ignored(
        'endPort',
        `${endPort}, which ${cni.name} does not read: only port ${port} is allowed`,
        'write one entry for each port',
        'list the ports instead of range(): .port(…, …)',
      );
  }
}

function* ignoredBlocks({ settings }: Analysis, { policy }: PolicyRules, rule: PolicyRule): Generator<RuleResult> {
  if (settings.cni.ipBlockMatchesPods !== false) return;
  const podCidrs = readCidrs(settings.cluster.podCidrs);
  for (const { path, block } of blockPeers(rule)) {
    const pods = podCidrs.find((cidr) => containsCidr(cidr, block.cidr));
    if (!pods) continue;
    const field = `${path}.ipBlock.cidr`;
    const text = `${field} is ${formatCidr(block.cidr)} of the pod CIDR ${formatCidr(pods)}, and ${settings.cni.name} matches no pods by address: the entry means nobody`;
    yield policyResult(policy, field, text, {
      help: ['select the pods by their labels: podSelector and namespaceSelector'],
      declared: ['name the workload instead of the block of addresses'],
    });
  }
}

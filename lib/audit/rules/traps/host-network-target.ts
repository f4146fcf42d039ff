import { requirementsOf } from '../../../algebra/selector';
import { upstreamCni } from '../../../analyze/model/cni-profiles';
import type { PolicyRules } from '../../../analyze/model/policy-rules';
import { policyResult, withoutWorkloads } from '../../policy-result';
import type { Rule } from '../../rule';
import { podsText } from '../../wording/describe';

export const hostNetworkTarget: Rule = {
  name: 'host-network-target',
  severity: 'warning',
  category: 'trap',
  title: 'the policy has no effect on pods on the host network',
  what: `The podSelector has the labels of workloads with hostNetwork: true, on which the policy has no effect. It does not
fire with --host-network as-pods. Info where the selector asks for no label by its value, as a default deny does: it was
not written for these pods.`,
  why: `To network plugins these pods are the node: no policy selects them, and the ports stay open to whoever reaches the
node.`,
  fix: `Guard the ports of the node with its firewall or a host policy of the plugin, or take the pods off the host
network.`,
  examples: {
    bad: `apiVersion: apps/v1
kind: DaemonSet
metadata: { name: node-exporter, namespace: monitoring }
spec:
  template:
    metadata: { labels: { app: node-exporter } }
    spec:
      hostNetwork: true
      containers: [{ name: exporter, image: exporter, ports: [{ containerPort: 9100 }] }]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: node-exporter, namespace: monitoring }
spec:
  podSelector: { matchLabels: { app: node-exporter } }
  policyTypes: [Ingress]
`,
    good: `apiVersion: apps/v1
kind: DaemonSet
metadata: { name: node-exporter, namespace: monitoring }
spec:
  template:
    metadata: { labels: { app: node-exporter } }
    spec:
      containers: [{ name: exporter, image: exporter, ports: [{ containerPort: 9100 }] }]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: node-exporter, namespace: monitoring }
spec:
  podSelector: { matchLabels: { app: node-exporter } }
  policyTypes: [Ingress]
`,
  },
  securitySeverity: 5,
  controls: ['NSA/CISA', 'NIST SC-7'],
  *check(context) {
    yield* withoutWorkloads(context);
    const { analysis, facts } = context;
    const { hostNetworkPodsAreMatched, name: plugin } = analysis.settings.cni;
    const isOfPlugin = hostNetworkPodsAreMatched === false && plugin !== upstreamCni.name;
    for (const rules of facts.policies()) {
      const onHost = facts.missedOnNodes(rules);
      if (onHost.length === 0) continue;
      yield policyResult(
        rules.policy,
        'spec.podSelector',
        `it has the labels of ${podsText(onHost)} on the host network, and no effect on them: to ${isOfPlugin ? plugin : 'network plugins'} they are their nodes`,
        {
          ...(!isWrittenFor(rules) && { severity: 'info' }),
          help: [
            'guard the ports on the nodes themselves, or remove hostNetwork: true from the pod template',
            'where the plugin treats these pods like others, say --host-network as-pods',
          ],
          declared: [
            "declare it as it is, so that no policy is written for it: .workload('…', { hostNetwork: true })",
            'where the plugin treats these pods like others, say --host-network as-pods',
          ],
        },
      );
    }
  },
};

const isWrittenFor = ({ selector }: PolicyRules): boolean =>
  requirementsOf(selector).some(({ operator }) => operator === 'In');

import { policyResult, withoutWorkloads } from '../../policy-result';
import type { Rule } from '../../rule';
import { podsText } from '../../wording/describe';

export const hostNetworkTarget: Rule = {
  name: 'host-network-target',
  severity: 'warning',
  category: 'trap',
  title: 'the policy selects pods on the host network',
  what: `The podSelector matches workloads with hostNetwork: true. It does not fire where the profile of the network
plugin says that it treats such pods like others.`,
  why: `To most network plugins these pods are the node: they ignore the policy, and the ports stay open to whoever
reaches the node.`,
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
    if (hostNetworkPodsAreMatched) return;
    for (const rules of facts.policies()) {
      const onHost = facts.selectedBy(rules).filter(({ hostNetwork }) => hostNetwork);
      if (onHost.length === 0) continue;
      const who = hostNetworkPodsAreMatched === false ? `${plugin} does` : 'most network plugins do';
      yield policyResult(
        rules.policy,
        'spec.podSelector',
        `it selects ${podsText(onHost)} on the host network, where ${who} not apply policies`,
        {
          help: [
            'guard the ports on the nodes themselves, or remove hostNetwork: true from the pod template',
            'a plugin that treats these pods like others is named with --cni',
          ],
        },
      );
    }
  },
};

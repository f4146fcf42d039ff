import { allPorts, countPorts, formatPorts } from '../../../algebra/port-set';
import { portRuleOfItem } from '../../../analyze/model/port-rule';
import { destinationsOf, directedRules, portEntries } from '../../directed-rules';
import { grantResult } from '../../reach/grant-result';
import { leastAccessControls, type Rule } from '../../rule';
import { portsOf } from '../../wording/advice';
import { peersText } from '../../wording/describe';

export const widePortRange: Rule = {
  name: 'wide-port-range',
  severity: 'warning',
  category: 'reach',
  title: 'a rule allows a long range of ports',
  what: `An item of ports with an endPort covers more than 1,000 ports (the threshold widePortRange of the configuration).
Info where netpact wrote the policy: there the width was declared with a word for it.`,
  why: `A range that long opens ports that nobody thought of: debug servers, node ports, ephemeral listeners.`,
  fix: `List the ports that are served, or shorten the range:
  ports: [{port: 30000, endPort: 30100}]
With netpact: .port(range(30000, 30100))`,
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
    - from: [{podSelector: {}}]
      ports: [{port: 1024, endPort: 65535}]
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
    - from: [{podSelector: {}}]
      ports: [{port: 30000, endPort: 30999}]
`,
  },
  securitySeverity: 4,
  controls: leastAccessControls,
  reach: { of: 'policies', directions: ['ingress', 'egress'] },
  *check(context) {
    const most = context.thresholds.widePortRange;
    for (const directed of directedRules(context.analysis.engine.policies)) {
      const { rule } = directed;
      if (rule.ports.fixed === allPorts) continue;
      for (const { field, item } of portEntries(rule)) {
        if (typeof item?.port !== 'number') continue;
        const ports = portRuleOfItem(item, context.analysis.settings.cni).fixed;
        const count = countPorts(ports);
        if (count <= most) continue;
        yield grantResult(context, directed, {
          field,
          who: peersText(directed),
          ports: formatPorts(ports),
          addition: `: ${count} ports`,
          help: [`list the ports that are served, or shorten the range to ${most} at most`],
          declared: [{ flow: { on: portsOf(destinationsOf(context.facts, directed).pods, ports) } }],
        });
      }
    }
  },
};

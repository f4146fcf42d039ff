import { formatPorts, intersectPorts, noPorts, portRange } from '../../../algebra/port-set';
import type { PodSet } from '../../../analyze/model/universe';
import { isInjectedPort } from '../../../cluster/mutation/injected-ports';
import { oneOrMany } from '../../../wording/words';
import { type DirectedRule, destinationsOf, directedRules, portEntries } from '../../directed-rules';
import { policyResult, policyUnknown } from '../../policy-result';
import type { Rule, RuleResult } from '../../rule';
import { type ServedPorts, servedPortsBy } from '../../services/served-ports';
import { portsOf } from '../../wording/advice';
import { podsText } from '../../wording/describe';

export const portNotServed: Rule = {
  name: 'port-not-served',
  severity: 'warning',
  category: 'trap',
  title: 'an allowed port that no container declares',
  what: `A rule allows a port number that none of its destinations declares: the selected pods for ingress, the pods
of the peers for egress. A number that a Service sends to counts as declared. Not applicable where a destination
declares no ports, where the rule may mean others than the workloads of the input, and to the ports of the proxies that
meshes give to pods (15008, 15020, 15090, 4191, …).`,
  why: `Policies are evaluated after the Service has sent a connection on, so that the port of a Service is denied
where it differs from its targetPort. The flow fails, and the port that is allowed stays open for whatever listens
there next.`,
  fix: 'Allow the port that the container listens on: the targetPort of the Service, never its port.',
  examples: {
    bad: `apiVersion: apps/v1
kind: Deployment
metadata: { name: api, namespace: shop }
spec:
  template:
    metadata: { labels: { app: api } }
    spec: { containers: [{ name: api, image: api, ports: [{ containerPort: 8080 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: api, namespace: shop }
spec:
  selector: { app: api }
  ports: [{ port: 80, targetPort: 8080 }]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: allow-web-to-api, namespace: shop }
spec:
  podSelector: { matchLabels: { app: api } }
  ingress:
    - from: [{ podSelector: { matchLabels: { app: web } } }]
      ports: [{ port: 80 }]
`,
    good: `apiVersion: apps/v1
kind: Deployment
metadata: { name: api, namespace: shop }
spec:
  template:
    metadata: { labels: { app: api } }
    spec: { containers: [{ name: api, image: api, ports: [{ containerPort: 8080 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: api, namespace: shop }
spec:
  selector: { app: api }
  ports: [{ port: 80, targetPort: 8080 }]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: allow-web-to-api, namespace: shop }
spec:
  podSelector: { matchLabels: { app: api } }
  ingress:
    - from: [{ podSelector: { matchLabels: { app: web } } }]
      ports: [{ port: 8080 }]
`,
  },
  securitySeverity: 3,
  precision: 'medium',
  controls: ['NIST SC-7', 'PCI DSS 1.2'],
  *check({ facts }) {
    const servedBy = servedPortsBy(facts);
    for (const directed of directedRules(facts.policies())) {
      if (!directed.rule.portItems.some((item) => typeof item?.port === 'number')) continue;
      const { pods, isComplete } = destinationsOf(facts, directed);
      const { path } = directed.rule;
      const { policy } = directed.owner;
      if (!isComplete || pods.length === 0) {
        yield policyUnknown(policy, `${path} has destinations that are not in the input`);
        continue;
      }
      const served = servedBy(pods);
      if (!served.isDeclared) yield policyUnknown(policy, `${path} reaches pods that declare no ports`);
      else yield* judgeItems(directed, pods, served);
    }
  },
};

function* judgeItems(
  { owner, rule }: DirectedRule,
  pods: readonly PodSet[],
  served: ServedPorts,
): Generator<RuleResult> {
  for (const { field, item } of portEntries(rule)) {
    if (typeof item?.port !== 'number') continue;
    const { port, protocol = 'TCP', endPort } = item;
    const allowed = portRange(protocol, port, endPort ?? port);
    if (intersectPorts(allowed, served.declared) !== noPorts || intersectPorts(allowed, served.served()) !== noPorts)
      continue;
    if (endPort === undefined && isInjectedPort(port, protocol)) {
      yield policyUnknown(owner.policy, `${formatPorts(allowed)} is a port of the proxy that a mesh gives to pods`);
      continue;
    }
    const names = podsText(pods);
    const verb = oneOrMany(pods.length, 'declares', 'declare');
    const lead = served.services().find((each) => each.port.port === port && each.port.protocol === protocol);
    const target = lead?.port.targetPort;
    yield policyResult(
      owner.policy,
      field,
      `${field} allows ${formatPorts(allowed)}, and ${names} ${verb} ${formatPorts(served.declared)}`,
      {
        place: `${field}.port`,
        ...(lead && {
          notes: [
            `${port} is the port of the Service ${lead.service.namespace}/${lead.service.name}, which sends to ${target}`,
          ],
        }),
        help: [
          lead && target !== port
            ? `write port: ${target}, the targetPort of the Service`
            : 'write the port that the container listens on, or declare it there',
        ],
        declared: [
          { flow: { on: portsOf(pods) }, because: 'a port of the container, declared under ports of the workload' },
        ],
      },
    );
  }
}

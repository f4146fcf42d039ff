import { noPorts } from '../../../algebra/port-set';
import { requirementsOf } from '../../../algebra/selector';
import type { CniProfile } from '../../../analyze/model/cni-profiles';
import { resolveNamedPort } from '../../../analyze/model/port-rule';
import type { PodSet } from '../../../analyze/model/universe';
import { isInjectedPort } from '../../../cluster/mutation/injected-ports';
import { nearest } from '../../../diagnostics/suggest';
import type { Protocol } from '../../../k8s/network-policy';
import { type DirectedRule, destinationsOf, directedRules, portEntries, selectorPeers } from '../../directed-rules';
import { policyResult, policyUnknown } from '../../policy-result';
import type { Rule } from '../../rule';
import { portsOf } from '../../wording/advice';
import { podsText } from '../../wording/describe';

export const namedPortUnresolved: Rule = {
  name: 'named-port-unresolved',
  severity: 'error',
  category: 'trap',
  title: 'a port name that no destination defines',
  what: `A rule allows a port by a name that no container (or sidecar) of its destinations gives to a port of that
protocol: the selected pods for ingress, the pods of the peers for egress. A rule whose peers are addresses only
resolves no name at all. It is a warning where whatever runs in a namespace is meant. Not applicable where the rule may mean
pods that are not in the input, and to the ports of the proxies that meshes give to pods (http-envoy-prom, linkerd-admin).`,
  why: 'A name that resolves to nothing allows nothing, without a word from Kubernetes: the flow is denied.',
  fix: 'Use a name that the containers declare with that protocol, or the number.',
  examples: {
    bad: `apiVersion: apps/v1
kind: Deployment
metadata: { name: api, namespace: shop }
spec:
  template:
    metadata: { labels: { app: api } }
    spec: { containers: [{ name: api, image: api, ports: [{ name: http, containerPort: 8080 }] }] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: allow-web-to-api, namespace: shop }
spec:
  podSelector: { matchLabels: { app: api } }
  ingress:
    - from: [{ podSelector: { matchLabels: { app: web } } }]
      ports: [{ port: https }]
`,
    good: `apiVersion: apps/v1
kind: Deployment
metadata: { name: api, namespace: shop }
spec:
  template:
    metadata: { labels: { app: api } }
    spec: { containers: [{ name: api, image: api, ports: [{ name: http, containerPort: 8080 }] }] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: allow-web-to-api, namespace: shop }
spec:
  podSelector: { matchLabels: { app: api } }
  ingress:
    - from: [{ podSelector: { matchLabels: { app: web } } }]
      ports: [{ port: http }]
`,
  },
  securitySeverity: 3,
  controls: ['NIST SC-7'],
  *check({ facts, analysis }) {
    const { cni } = analysis.settings;
    for (const directed of directedRules(facts.policies())) {
      const { policy } = directed.owner;
      const { path } = directed.rule;
      for (const { field, item } of portEntries(directed.rule)) {
        if (typeof item?.port !== 'string') continue;
        const { port: name, protocol = 'TCP' } = item;
        const { pods, isComplete, isAddresses } = destinationsOf(facts, directed);
        if (isAddresses) {
          const text = `${field} names the port "${name}", and ${path} means addresses, which have no port names`;
          yield policyResult(policy, field, text, {
            place: `${field}.port`,
            help: ['write the number of the port'],
            declared: [byNumber],
          });
        } else if (isInjectedPort(name, protocol))
          yield policyUnknown(policy, `"${name}" is a port of the proxy that a mesh gives to pods`);
        else if (pods.some(({ ports }) => resolveNamedPort({ name, protocol }, ports, cni) !== noPorts)) continue;
        else if (!isComplete || pods.length === 0)
          yield policyUnknown(policy, `${path} has destinations that are not in the input`);
        else
          yield policyResult(policy, field, `${field} allows "${name}", and ${definitions(protocol, pods)}`, {
            place: `${field}.port`,
            ...(meansWhoever(directed) && { severity: 'warning', notes: [whoever] }),
            ...remarksOn(name, protocol, pods, cni),
            declared: [{ flow: { on: portsOf(pods) } }, byNumber],
          });
      }
    }
  },
};

const whoever = 'no label is asked for by its value: pods that are not in the input may define it';

/** Whether the destinations are whatever runs somewhere: then the input need not have all of them. */
function meansWhoever({ owner, direction, rule }: DirectedRule): boolean {
  const selectors = direction === 'ingress' ? [owner.selector] : selectorPeers(rule).map(({ pods }) => pods);
  return selectors.some((selector) => !requirementsOf(selector).some(({ operator }) => operator === 'In'));
}

/** `.port()` writes the number, and refuses a name that the workload does not declare. */
const byNumber = "say .port('…') with a port that the workload declares: the policy then carries its number";

function definitions(protocol: Protocol, pods: readonly PodSet[]): string {
  const [first] = pods;
  return pods.length === 1
    ? `${first?.name} defines no ${protocol} port of that name`
    : `none of ${podsText(pods)} defines a ${protocol} port of that name`;
}

function remarksOn(name: string, protocol: Protocol, pods: readonly PodSet[], cni: CniProfile) {
  const ports = pods.flatMap((each) => each.ports);
  const other = ports.find((port) => port.name === name && port.protocol !== protocol);
  if (other) return { help: [`write protocol: ${other.protocol}: "${name}" is ${other.port}/${other.protocol}`] };
  if (ports.some((port) => port.name === name && port.sidecar))
    return { help: [`write the number: ${cni.name} does not resolve port names of sidecar containers`] };
  const names = [...new Set(ports.flatMap((port) => (port.name && port.protocol === protocol ? [port.name] : [])))];
  const near = nearest(name, names);
  if (near !== undefined) return { help: [`did you mean "${near}"?`] };
  return {
    help: [names.length > 0 ? `the names there are ${names.sort().join(', ')}` : 'write the number of the port'],
  };
}

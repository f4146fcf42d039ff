import { allPorts, formatPorts, isSubsetOfPorts, noPorts, portRange } from '../../../algebra/port-set';
import type { PodSet } from '../../../analyze/model/universe';
import { type DirectedRule, destinationsOf, directedRules } from '../../directed-rules';
import { grantResult } from '../../reach/grant-result';
import { leastAccessControls, type Rule } from '../../rule';
import { declaredPorts } from '../../services/served-ports';
import { portsOf } from '../../wording/advice';
import { peersText } from '../../wording/describe';

export const allowsAllPorts: Rule = {
  name: 'allows-all-ports',
  severity: 'warning',
  category: 'reach',
  title: 'a rule allows every port',
  what: `A rule in force names no ports, or covers every port of a protocol by naming the protocol alone. (A range of port
numbers is wide-port-range.)
Info where netpact wrote the policy: there the width was declared with a word for it.`,
  why: `Debug servers, metrics, sidecars' admin ports and whatever a later version opens are reachable with the port that
was meant.`,
  fix: `List the ports:
  ports: [{protocol: TCP, port: 8080}]
With netpact: flow(web).to(api).port('http'); .allPorts() says out loud that every port is meant.`,
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
    - from: [{podSelector: {matchLabels: {app: api}}}]
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
  egress:
    - {}
`,
  },
  controls: leastAccessControls,
  reach: { of: 'policies', directions: ['ingress', 'egress'] },
  *check(context) {
    for (const directed of directedRules(context.analysis.engine.policies)) {
      const field = cause(directed);
      if (field === undefined) continue;
      const declared = declaredText(context.facts.selectedBy(directed.owner), directed);
      yield grantResult(context, directed, {
        field,
        who: peersText(directed),
        help: [`list the ports: ports: [{protocol: TCP, port: …}]${declared}`],
        declared: [{ flow: { on: portsOf(destinationsOf(context.facts, directed).pods) } }],
      });
    }
  },
};

/** Where a rule allows every port of some protocol other than by a range of numbers. */
function cause({ rule }: DirectedRule): string | undefined {
  if (rule.portItems.length === 0) return rule.path;
  const index = rule.portItems.findIndex((item) => item?.port === undefined || item.port === null);
  const protocol = rule.portItems[index]?.protocol ?? 'TCP';
  if (index >= 0 && isSubsetOfPorts(portRange(protocol), rule.ports.fixed)) return `${rule.path}.ports[${index}]`;
  return rule.ports.fixed === allPorts ? `${rule.path}.ports` : undefined;
}

/** What the pods that are let in to declare: the ports that were most likely meant. */
function declaredText(selected: readonly PodSet[], { direction }: DirectedRule): string {
  if (direction === 'egress') return '';
  const ports = declaredPorts(selected);
  return ports === noPorts ? '' : `; the selected pods declare ${formatPorts(ports)}`;
}

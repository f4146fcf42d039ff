import { intersectPorts, noPorts, type PortSet, portRange, unionPorts } from '../../../algebra/port-set';
import { namespaceNameLabel } from '../../../algebra/selector';
import type { CniProfile } from '../../../analyze/model/cni-profiles';
import { flowEndOfPods } from '../../../analyze/model/flow-end';
import type { Direction, PolicyRule, PolicyRules, RulePeer } from '../../../analyze/model/policy-rules';
import { resolveNamedPort } from '../../../analyze/model/port-rule';
import type { PodSet } from '../../../analyze/model/universe';
import { type DirectedRule, directedRules } from '../../directed-rules';
import { policyResult, withoutWorkloads } from '../../policy-result';
import type { AuditContext, Rule, RuleResult } from '../../rule';
import { type ServedPorts, servedPortsBy } from '../../services/served-ports';
import { podsText } from '../../wording/describe';
import { flowYaml } from '../../wording/flow-yaml';

export const reversedSelectors: Rule = {
  name: 'reversed-selectors',
  severity: 'warning',
  category: 'trap',
  title: 'target and peer look swapped',
  what: `The pods where the connections of a rule would arrive serve none of its ports, neither in a container port
nor through a Service, while the pods at the other end serve all of them.`,
  why: `The policy isolates the client instead of the server: the server stays as open as before, and the flow that
the rule was written for is not allowed by it. An egress rule for replies is of this kind too: replies follow an
allowed connection without a rule.`,
  fix: 'Swap podSelector and peer, or write the rule in the other direction.',
  examples: {
    bad: `apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop, labels: { app: web } }
spec: { containers: [{ name: web, image: web, ports: [{ containerPort: 8080 }] }] }
---
apiVersion: v1
kind: Pod
metadata: { name: db, namespace: shop, labels: { app: db } }
spec: { containers: [{ name: db, image: db, ports: [{ containerPort: 5432 }] }] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: web-to-db, namespace: shop }
spec:
  podSelector: { matchLabels: { app: web } }
  ingress:
    - from: [{ podSelector: { matchLabels: { app: db } } }]
      ports: [{ port: 5432 }]
`,
    good: `apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop, labels: { app: web } }
spec: { containers: [{ name: web, image: web, ports: [{ containerPort: 8080 }] }] }
---
apiVersion: v1
kind: Pod
metadata: { name: db, namespace: shop, labels: { app: db } }
spec: { containers: [{ name: db, image: db, ports: [{ containerPort: 5432 }] }] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: web-to-db, namespace: shop }
spec:
  podSelector: { matchLabels: { app: db } }
  ingress:
    - from: [{ podSelector: { matchLabels: { app: web } } }]
      ports: [{ port: 5432 }]
`,
  },
  securitySeverity: 6,
  precision: 'medium',
  controls: ['CIS 5.3.2', 'NIST SC-7'],
  *check(context) {
    yield* withoutWorkloads(context);
    const servedBy = servedPortsBy(context.facts);
    for (const directed of directedRules(context.facts.policies())) {
      const { portItems } = directed.rule;
      if (portItems.length > 0 && portItems.every((item) => item?.port !== undefined))
        yield* judgeRule(context, servedBy, directed);
    }
  },
};

function* judgeRule(
  { facts, analysis }: AuditContext,
  servedBy: (pods: readonly PodSet[]) => ServedPorts,
  directed: DirectedRule,
): Generator<RuleResult> {
  const { cni } = analysis.settings;
  const { owner, direction, rule } = directed;
  const servesOne = (pods: readonly PodSet[], ports: PortSet) =>
    rule.portItems.some((item) => serves(item, pods, ports, cni));
  // Most rules are answered by this, without a look at Services.
  const declaresOne = (pods: readonly PodSet[]) => servesOne(pods, servedBy(pods).declared);
  const selected = facts.selectedBy(owner);
  if (selected.length === 0 || (direction === 'ingress' && declaresOne(selected))) return;
  for (const peer of rule.peers ?? []) {
    const others = 'block' in peer ? [] : facts.podsOfPeer(peer, owner.policy.namespace);
    if (others.length === 0) continue;
    const [arrivesAt, leavesFrom] = direction === 'ingress' ? [selected, others] : [others, selected];
    if (direction === 'egress' && declaresOne(others)) continue;
    const served = servedBy(leavesFrom).served();
    const isSwapped =
      rule.portItems.every((item) => serves(item, leavesFrom, served, cni)) &&
      (leavesFrom.length === 1 || leavesFrom.every((pods) => servesOne([pods], servedBy([pods]).served()))) &&
      !servesOne(arrivesAt, servedBy(arrivesAt).served()) &&
      !isServicePort(rule.portItems, servedBy(arrivesAt));
    if (isSwapped) yield finding(directed, peer, arrivesAt, leavesFrom);
  }
}

type Item = PolicyRule['portItems'][number];

function portsOf(item: Item, pods: readonly PodSet[], cni: CniProfile): PortSet {
  const { port, protocol = 'TCP', endPort } = item ?? {};
  if (typeof port === 'number') return portRange(protocol, port, endPort ?? port);
  if (port === undefined) return noPorts;
  return pods.map(({ ports }) => resolveNamedPort({ name: port, protocol }, ports, cni)).reduce(unionPorts, noPorts);
}

function serves(item: Item, pods: readonly PodSet[], served: PortSet, cni: CniProfile): boolean {
  return intersectPorts(portsOf(item, pods, cni), served) !== noPorts;
}

/** Whether a Service port may have been mistaken for the container's, which is another rule's business. */
function isServicePort(items: readonly Item[], { services, isDeclared }: ServedPorts): boolean {
  const leading = services();
  if (!isDeclared && leading.length > 0) return true;
  return items.some((item) => leading.some(({ port }) => port.port === item?.port || port.name === item?.port));
}

function finding(
  { owner, direction, rule }: DirectedRule,
  peer: RulePeer,
  arrivesAt: readonly PodSet[],
  leavesFrom: readonly PodSet[],
): RuleResult {
  const [to, from] = [arrivesAt, leavesFrom].map(podsText);
  const ports = rule.portItems.map((item) => `${item?.port}/${item?.protocol ?? 'TCP'}`).join(', ');
  const replies = direction === 'egress' ? ['replies to an allowed connection need no rule of their own'] : [];
  return policyResult(
    owner.policy,
    peer.path,
    `${rule.path} lets ${from} connect to ${to} on ${ports}, which ${from} serves and ${to} does not`,
    {
      notes: [
        ...replies,
        `the policy isolates ${direction === 'ingress' ? to : from} for ${direction} instead of guarding ${from}`,
      ],
      help: [`if ${to} is the client, guard ${from}: ${mirrored(owner, direction, peer, leavesFrom)}`],
      declared: [
        {
          flow: { from: arrivesAt.map(flowEndOfPods), to: leavesFrom.map(flowEndOfPods) },
          because: `if ${to} is the client`,
        },
      ],
    },
  );
}

/** The same flow from client to server, as the spec of an ingress policy beside the server. */
function mirrored(rules: PolicyRules, direction: Direction, peer: RulePeer, servers: readonly PodSet[]): string {
  const selectors = [rules.selector, 'block' in peer ? {} : peer.pods];
  const [client, server] = direction === 'ingress' ? selectors : [...selectors].reverse();
  const here = rules.policy.namespace;
  const there = servers[0]?.namespace ?? here;
  const clientNamespaces =
    direction === 'ingress'
      ? { matchLabels: { [namespaceNameLabel]: here } }
      : 'block' in peer
        ? undefined
        : peer.namespaces;
  const namespaceSelector = direction === 'ingress' && there === here ? undefined : clientNamespaces;
  const place = there === here ? '' : `in the namespace ${there}, `;
  return `${place}podSelector: ${flowYaml(server)}, ingress: ${flowYaml([{ from: [{ namespaceSelector, podSelector: client }] }])}`;
}

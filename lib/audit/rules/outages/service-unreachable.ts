import { formatPorts, intersectPorts, noPorts, unionAllPorts } from '../../../algebra/port-set';
import type { PodSet } from '../../../analyze/model/universe';
import { isOfCluster } from '../../../cluster/own-namespaces';
import type { ServiceResource } from '../../../k8s/resources';
import { isNamed, type SelectorPeer, selectorPeers } from '../../directed-rules';
import { type PodSearch, podSearchIn } from '../../labels/unseen-pods';
import { whyUnknown } from '../../reach/open-answers';
import type { AuditContext, Rule, RuleResult } from '../../rule';
import {
  flowInto,
  guardsOf,
  isGuarded,
  rulesLettingIn,
  type ServiceTarget,
  targetsOf,
} from '../../services/service-targets';
import { peerText, podsText } from '../../wording/describe';

export const serviceUnreachable: Rule = {
  name: 'service-unreachable',
  severity: 'info',
  category: 'outage',
  title: 'nobody may reach the pods of a Service',
  what: `All pods behind a Service are isolated for ingress, and on no port to which it leads may anybody reach one of them: no
workload of the input, those behind it among themselves included (the members of a cluster find each other by such a
Service), and no address, so that neither the API server nor anything from outside may. A workload that is let in, and whose own
egress policies do not let it out, does not reach it either. The node of each pod always does, and is not counted. Not
applicable where a rule may mean pods that are not in the input: of namespaces by their labels, of the cluster's own, or by
labels that no workload has (peer-matches-nothing says which are misspelt).`,
  why: `A Service that nobody can call is dead, or an outage that nobody has noticed yet: its clients wait until they give up.`,
  fix: `Let its clients in on the pods' own port, or delete the Service:
  ingress:
    - from: [{podSelector: {matchLabels: {app: api}}}]
      ports: [{port: 8080}]
With netpact: flow(api).to(web).port(8080)`,
  examples: {
    bad: `apiVersion: v1
kind: Pod
metadata: {name: db, namespace: shop, labels: {app: db}}
spec: {containers: [{name: db, ports: [{containerPort: 5432}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api}}
spec: {containers: [{name: api, ports: [{containerPort: 8080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {selector: {app: db}, ports: [{port: 5432}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec:
  podSelector: {matchLabels: {app: db}}
  policyTypes: [Ingress]
  ingress:
    - from: [{podSelector: {matchLabels: {app: api}}}]
      ports: [{port: 3306}]
`,
    good: `apiVersion: v1
kind: Pod
metadata: {name: db, namespace: shop, labels: {app: db}}
spec: {containers: [{name: db, ports: [{containerPort: 5432}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api}}
spec: {containers: [{name: api, ports: [{containerPort: 8080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {selector: {app: db}, ports: [{port: 5432}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec:
  podSelector: {matchLabels: {app: db}}
  policyTypes: [Ingress]
  ingress:
    - from: [{podSelector: {matchLabels: {app: api}}}]
      ports: [{port: 5432}]
`,
  },
  securitySeverity: 1,
  precision: 'medium',
  controls: ['PCI DSS 1.2'],
  *check(context) {
    const search = podSearchIn(context.analysis.universe.pods);
    for (const service of context.loaded.resources.services) {
      const result = judge(context, search, service);
      if (result) yield result;
    }
  },
};

/** What is to be said of a Service; nothing where somebody reaches it, or it leads to no workload of the input. */
function judge(context: AuditContext, search: PodSearch, service: ServiceResource): RuleResult | undefined {
  const { kind, namespace, name } = { kind: 'Service', ...service };
  const targets = targetsOf(context, service);
  const [first] = targets;
  if (!first) return undefined;
  const subject = { kind, namespace, name };
  const pods = targets.map((target) => target.pods);
  const unknown = whyUnknown(context, 'ingress', pods);
  if (unknown !== undefined) return { kind: 'undetermined', subject, reason: unknown };
  const clients = new Set<PodSet>();
  const others: string[] = [];
  for (const target of targets) {
    if (isOpen(context, target)) return undefined;
    for (const { namespace: own, rule } of rulesLettingIn(context, target))
      for (const peer of selectorPeers(rule)) {
        const meant = context.facts.podsOfPeer(peer, own);
        if (meant.some((client) => reaches(context, client, target))) return undefined;
        for (const client of meant) clients.add(client);
        if (meant.length === 0 || mayMeanOthers(context, search, peer, own)) others.push(peerText(peer, own));
      }
  }
  const reason = others[0];
  if (reason !== undefined)
    return { kind: 'not-applicable', subject, reason: `it lets in ${reason}, who may not be in the input` };
  const stopped = [...clients];
  const leaving = whyUnknown(context, 'egress', stopped);
  if (leaving !== undefined) return { kind: 'undetermined', subject, reason: leaving };
  return {
    kind: 'finding',
    subject,
    field: 'spec.selector',
    at: () => service.origin.span('spec.selector', 'key'),
    message: `Service ${namespace}/${name}: no workload of the input and no address may reach ${podsText(pods)} on ${formatPorts(unionAllPorts(targets.map(({ ports }) => ports)))}`,
    notes: [
      `ingress is isolated by ${guardsOf(context, first.pods)}`,
      ...(stopped.length > 0
        ? [`${podsText(stopped)} would be let in, but their own policies do not let them out`]
        : []),
    ],
    help: [
      `let its clients in, if it has any: {from: [{podSelector: {matchLabels: …}}], ports: [{port: …}]}`,
      'with netpact: flow(client).to(service).port(…)',
    ],
    declared: flowInto(context, first, { kind: 'value', name: 'client', what: `a client of the Service ${name}` }),
  };
}

/** Whether some address reaches the pods: then somebody does, be it the API server, a node or the internet. */
function isOpen(context: AuditContext, { pods, ports }: ServiceTarget): boolean {
  if (!isGuarded(context, pods)) return true;
  const { ipv4, ipv6 } = context.analysis.addresses('ingress', pods);
  return [...ipv4, ...ipv6].some(({ value }) => intersectPorts(value, ports) !== noPorts);
}

function reaches({ analysis }: AuditContext, client: PodSet, { pods, ports }: ServiceTarget): boolean {
  return intersectPorts(analysis.between(client, pods), ports) !== noPorts;
}

/** Whether an entry may mean pods that the input does not have, or of which it does not know the labels. */
function mayMeanOthers(
  { facts }: AuditContext,
  search: PodSearch,
  peer: SelectorPeer,
  policyNamespace: string,
): boolean {
  if (peer.namespaces && !isNamed(peer.namespaces)) return true;
  return facts.namespacesOfPeer(peer, policyNamespace).some((namespace) => {
    const isElsewhere = namespace.name !== policyNamespace && isOfCluster(namespace);
    return isElsewhere || search.maySelectByController(peer.pods, facts.workloadsIn(namespace.name));
  });
}

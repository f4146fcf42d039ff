import { containsPort } from '../../../algebra/port-set';
import {
  type LabelMap,
  matchesSelector,
  namespaceNameLabel,
  requirementsOf,
  type Selector,
} from '../../../algebra/selector';
import { type DnsAnswer, dnsAccess, unknownDns } from '../../../analyze/judge/dns-access';
import type { PolicyRules } from '../../../analyze/model/policy-rules';
import { type DnsServer, dnsFlavours, dnsProtocols, dnsServers } from '../../../cluster/dns';
import { isOfCluster } from '../../../cluster/own-namespaces';
import type { Subject } from '../../../diagnostics/finding';
import { isWrittenByNetpact } from '../../../k8s/policy-declaration';
import { selectorText } from '../../../wording/selectors';
import { listed, oneOrMany } from '../../../wording/words';
import { directedRules, isNamed, type SelectorPeer, selectorPeers } from '../../directed-rules';
import type { AuditFacts } from '../../facts';
import { misspellingOf } from '../../labels/misspelt';
import type { AuditContext, Rule, RuleResult } from '../../rule';
import { flowYaml } from '../../wording/flow-yaml';

export const dnsBlocked: Rule = {
  name: 'dns-blocked',
  severity: 'error',
  category: 'reach',
  title: 'a workload may connect somewhere and cannot look up names',
  what: `A workload is isolated for egress, its policies have egress rules, and none of them opens UDP and TCP 53 (5353 on
OpenShift) to the cluster's DNS: the one that the cluster profile names, else the DNS pods of the input, else those of
kubeadm, OpenShift or NodeLocal DNS as they are usually installed. Where only TCP is missing it is a warning: answers over
1,232 bytes fail. Not applicable to a workload without any egress rule. It cannot tell where UDP 53 is open to addresses
that may be a resolver, or to pods of another namespace with labels of some other DNS (coredns) that may be there; NodeLocal DNS is taken to be there where a rule names its address alone.`,
  why: `Every connection that starts with a name fails, after a timeout: an outage that looks like a slow network.`,
  fix: `Allow DNS for every pod of the namespace:
  spec:
    podSelector: {}
    policyTypes: [Egress]
    egress:
      - to:
          - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}
            podSelector: {matchLabels: {k8s-app: kube-dns}}
        ports: [{protocol: UDP, port: 53}, {protocol: TCP, port: 53}]
With netpact DNS comes with denyEgress() and denyAll().`,
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
  policyTypes: [Egress]
  egress:
    - to: [{podSelector: {matchLabels: {app: api}}}]
      ports: [{port: 8080}]
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
  policyTypes: [Egress]
  egress:
    - to: [{podSelector: {matchLabels: {app: api}}}]
      ports: [{port: 8080}]
    - to:
        - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}
          podSelector: {matchLabels: {k8s-app: kube-dns}}
      ports: [{protocol: UDP, port: 53}, {protocol: TCP, port: 53}]
`,
  },
  securitySeverity: 5,
  controls: ['PCI DSS 1.2'],
  reach: { of: 'workloads', directions: ['egress'] },
  *check(context) {
    const { analysis, facts } = context;
    const answerOf = dnsAccess(analysis.universe, analysis.settings);
    for (const pods of analysis.universe.pods) {
      const { workload } = pods;
      if (!workload || !analysis.isIsolated('egress', pods)) continue;
      const subject = { kind: workload.kind, namespace: workload.namespace, name: workload.name };
      const policies = facts.selecting('egress', pods);
      const answer = answerOf(pods, policies);
      if (!answer || (answer.udp === 'open' && answer.tcp === 'open')) continue;
      const { udp, tcp } = answer;
      const isUnknown = udp === 'unknown' || (udp === 'open' && tcp === 'unknown');
      if (policies.every(({ egress }) => !egress?.length))
        yield {
          kind: 'not-applicable',
          subject,
          reason: `${pods.name}: it has no egress rule: it is not meant to connect anywhere`,
        };
      else if (isUnknown) yield { kind: 'undetermined', subject, reason: unknownDns };
      else {
        const { pods: usual } = answer.server;
        const isThere =
          analysis.settings.cluster.dns !== undefined ||
          facts
            .workloadsIn(usual?.namespace ?? '')
            .some(({ labels }) => matchesSelector({ matchLabels: usual?.labels ?? {} }, labels));
        const other = isThere || answer.udp === 'open' ? undefined : otherDnsMeant(context, policies);
        if (other === undefined) yield blocked(subject, policies, answer);
        else
          yield {
            kind: 'undetermined',
            subject,
            reason: `port 53 is open to ${other}, of which is not known whether they are DNS: no cluster usually has them`,
          };
      }
    }
  },
};

function blocked(
  subject: Subject,
  policies: readonly PolicyRules[],
  { udp, tcp, servers, server, blocks }: DnsAnswer,
): RuleResult {
  const cause = policies.find(({ egress }) => egress && egress.length > 0)?.policy;
  const names = listed(policies.map(({ policy }) => policy.name));
  const missing = [...(udp === 'closed' ? ['UDP'] : []), ...(tcp === 'closed' ? ['TCP'] : [])];
  const isOnlyTcp = udp === 'open';
  const notes = isOnlyTcp ? ['answers that do not fit into one UDP packet are asked for again over TCP, and fail'] : [];
  return {
    kind: 'finding',
    ...(notes.length > 0 && { severity: 'warning', notes }),
    subject,
    field: 'egress',
    at: () => cause?.origin.span('spec.egress', 'key'),
    message: `${subject.kind} ${subject.namespace}/${subject.name} may not ask DNS on ${listed(missing)} ${server.port}: ${names} ${oneOrMany(policies.length, 'isolates its egress and lets', 'isolate its egress and let')} nothing through to ${servers}`,
    help: [
      `add to ${cause?.name ?? 'one of them'}: ${ruleFor(server, blocks)}`,
      'with netpact DNS comes with denyEgress() and denyAll()',
    ],
    declared: {
      policies: policies.map(({ policy }) => policy),
      ...(policies.some(({ policy }) => isWrittenByNetpact(policy)) && { namespace: subject.namespace ?? '' }),
      changes: [
        'leave dns: false out of the baseline and of the workload: DNS comes with denyEgress() and denyAll()',
        'or say which DNS the cluster has: cluster({ dns: … })',
      ],
    },
  };
}

/**
 * Pods of another namespace that a rule means for DNS, by labels that are their own (`app.kubernetes.io/name: coredns`): a chart
 * may have installed them. Who misspells the usual ones means these.
 */
function otherDnsMeant({ facts }: AuditContext, policies: readonly PolicyRules[]): string | undefined {
  const [peer] = [...directedRules(policies, 'egress')]
    .filter(({ rule }) => containsPort(rule.ports.fixed, 'UDP', 53))
    .flatMap(({ owner, rule }) =>
      selectorPeers(rule).filter(
        (each) => each.namespaces && isOtherDns(each.pods) && !isKnownToBeNobody(facts, each, owner.policy.namespace),
      ),
    );
  return peer && `pods with ${selectorText(peer.pods)}`;
}

/** Whether an entry means namespaces of which the input has the workloads, and none of these; the cluster's own has more than is written. */
function isKnownToBeNobody(facts: AuditFacts, peer: SelectorPeer, namespace: string): boolean {
  const meant = facts.namespacesOfPeer(peer, namespace);
  return (
    peer.namespaces !== undefined &&
    isNamed(peer.namespaces) &&
    meant.length > 0 &&
    meant.every((each) => !isOfCluster(each) && facts.workloadsIn(each.name).length > 0) &&
    facts.podsOfPeer(peer, namespace).length === 0
  );
}

const usualNames = dnsFlavours.flatMap((flavour) => {
  const { pods }: DnsServer = dnsServers[flavour];
  return Object.values(pods?.labels ?? {});
});

const isOtherDns = (pods: Selector): boolean =>
  requirementsOf(pods).some(({ values }) =>
    values?.some((value) => /dns/i.test(value) && !usualNames.some((usual) => misspellingOf(value, usual))),
  );

/** The egress rule that opens a DNS. */
function ruleFor({ pods, address, port }: DnsServer, blocks: DnsAnswer['blocks']): string {
  const to = blocks
    ? blocks.map(flowYaml).join(', ')
    : pods
      ? `{namespaceSelector: {matchLabels: {${namespaceNameLabel}: ${pods.namespace}}}, podSelector: {matchLabels: {${written(pods.labels)}}}}`
      : `{ipBlock: {cidr: ${address}/32}}`;
  const ports = dnsProtocols.map((protocol) => `{protocol: ${protocol}, port: ${port}}`);
  return `{to: [${to}], ports: [${ports.join(', ')}]}`;
}

const written = (labels: LabelMap): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}: ${value}`)
    .join(', ');

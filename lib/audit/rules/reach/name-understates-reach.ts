import { isDnsOnly } from '../../../analyze/judge/dns-access';
import { opposite, type PolicyRule, type PolicyRules, type RulePeer } from '../../../analyze/model/policy-rules';
import type { PolicyResource } from '../../../k8s/resources';
import { wordsOf } from '../../../wording/words-of';
import { type DirectedRule, directedRules, type SelectorPeer } from '../../directed-rules';
import { policyResult } from '../../policy-result';
import { anywhereFamilies } from '../../reach/address-breadth';
import { widePeersOf } from '../../reach/wide-peers';
import { type AuditContext, leastAccessControls, type Rule } from '../../rule';
import { namespacesText } from '../../wording/describe';
import { isAlike, selectorWords, wordsBesideSubject } from '../../wording/name-words';

export const nameUnderstatesReach: Rule = {
  name: 'name-understates-reach',
  severity: 'info',
  category: 'reach',
  title: 'a name promises less than the policy allows',
  what: `The name of a policy says whom it allows (allow-prometheus), and one of its rules in force admits everyone, any address or
every namespace, or every pod of a namespace of which the name means one workload alone; and no word of the name says so (all,
any, namespace, internet, …). A name that speaks of the admitted namespace (allow-monitoring), of a purpose (allow-scraping,
allow-webhooks) or of the API server promises nothing less. Policies that netpact wrote are left out: their annotation says the
whole sentence.`,
  why: `Reviewers read names. A reach that the name hides is approved again and again.`,
  fix: `Admit what the name says, or say what is admitted:
  - from:
      - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}
        podSelector: {matchLabels: {app.kubernetes.io/name: prometheus}}
or call it allow-all-namespaces.`,
  examples: {
    bad: `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, ports: [{containerPort: 8080}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: allow-prometheus, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress:
    - from: [{namespaceSelector: {}}]
      ports: [{port: 8080}]
`,
    good: `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, ports: [{containerPort: 8080}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: allow-monitoring, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress:
    - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}}]
      ports: [{port: 8080}]
`,
  },
  precision: 'medium',
  controls: leastAccessControls,
  reach: { of: 'policies', directions: ['ingress', 'egress'] },
  *check(context) {
    const said = new Set<PolicyResource>();
    for (const directed of directedRules(context.analysis.engine.policies)) {
      const { policy } = directed.owner;
      if (said.has(policy) || !mayUnderstate(policy)) continue;
      if (isDnsOnly(directed, context.analysis.settings)) continue;
      const found = admittedBy(context, directed)
        .map((admitted) => ({ admitted, promised: promisedWords(context, directed, admitted) }))
        .find(({ promised }) => promised.length > 0);
      if (!found) continue;
      const { admitted, promised } = found;
      said.add(policy);
      yield policyResult(
        policy,
        'metadata.name',
        `its name speaks of ${promised.join(' ')}, and ${directed.rule.path} admits ${admitted.text}`,
        { help: ['admit only what the name says', `or say it: ${policy.name}-${admitted.suffix}`] },
      );
    }
  },
};

const wideWords = new Set([
  ...['all', 'any', 'anyone', 'anything', 'anywhere', 'cluster', 'cross', 'everyone', 'everything', 'everywhere'],
  ...['external', 'global', 'inter', 'internal', 'internet', 'intra', 'lb', 'loadbalancer', 'namespace', 'namespaces'],
  ...['nodeport', 'ns', 'open', 'outside', 'pods', 'public', 'same', 'whole', 'wide', 'world'],
]);

/** What a flow is for, or how it is spoken: says nothing about who is at the other end. */
const purposes = new Set([
  ...[
    'admission',
    'app',
    'application',
    'base',
    'baseline',
    'client',
    'clients',
    'communication',
    'conversion',
    'default',
  ],
  ...[
    'dns',
    'grpc',
    'health',
    'healthcheck',
    'healthz',
    'hook',
    'hooks',
    'http',
    'https',
    'icmp',
    'liveness',
    'metric',
  ],
  ...['metrics', 'ntp', 'peers', 'port', 'ports', 'probe', 'probes', 'readiness', 'request', 'requests', 'scrape'],
  ...['scrapers', 'scraping', 'sctp', 'service', 'services', 'smtp', 'ssh', 'tcp', 'tls', 'udp', 'webhook', 'webhooks'],
]);

/** The API server is no pod, and its addresses are seldom known. */
const apiServer = /(^|[-.])(kube|k8s|kubernetes|apiserver|api-?server|control-?plane)($|[-.])/;

/** Whether a name speaks of an allowance, and not of a wide one. */
function mayUnderstate({ name, labels }: PolicyResource): boolean {
  const words = wordsOf(name);
  if (labels['netpact.dev/app'] !== undefined || words.some((word) => wideWords.has(word))) return false;
  return words.some((word) => word === 'allow' || word === 'permit') && !apiServer.test(name);
}

/** More than a name without a wide word can mean. */
interface Admitted {
  readonly text: string;
  /** What to add to the name. */
  readonly suffix: string;
  /** Entries that mean every pod of some namespaces; missing where everybody is meant. */
  readonly namespaces?: readonly SelectorPeer[];
}

function admittedBy(context: AuditContext, directed: DirectedRule): readonly Admitted[] {
  const { rule, owner } = directed;
  if (!rule.peers) return [{ text: 'everyone', suffix: 'anywhere' }];
  if (anywhereFamilies(rule).length > 0) return [{ text: 'any address of the internet', suffix: 'anywhere' }];
  return widePeersOf(context, directed).wide.map(({ isEveryNamespace, entries }) =>
    isEveryNamespace
      ? { text: 'every pod of every namespace', suffix: 'all-namespaces' }
      : {
          text: `every pod of ${namespacesText(entries[0], owner.policy.namespace)}`,
          suffix: 'namespace',
          namespaces: entries,
        },
  );
}

/** Whom the name means, and the rule does not stop at; nothing where the rule may well be what the name says. */
function promisedWords(context: AuditContext, directed: DirectedRule, admitted: Admitted): readonly string[] {
  const { owner, direction } = directed;
  // What the policy grants to whom the name means in the other direction is what the name is about.
  const accounted = (owner[opposite[direction]] ?? []).flatMap(({ peers = [] }) => peers.flatMap(peerWords));
  const ports = [...(owner.ingress ?? []), ...(owner.egress ?? [])].flatMap(portWords);
  const words = wordsBesideSubject(context, owner).filter(
    (word) => !purposes.has(word) && ![...accounted, ...ports].some((each) => isAlike(word, each)),
  );
  return admitted.namespaces ? namedAlone(context, owner, admitted.namespaces, words) : words;
}

const peerWords = (peer: RulePeer): readonly string[] =>
  'block' in peer ? [] : [...selectorWords(peer.pods), ...(peer.namespaces ? selectorWords(peer.namespaces) : [])];

const portWords = ({ portItems }: PolicyRule): readonly string[] =>
  portItems.flatMap((item) => wordsOf(`${item?.port ?? ''}`));

/** The words that name one workload among others of the namespaces; none where a word of the name is about the namespaces. */
function namedAlone(
  { facts }: AuditContext,
  { policy }: PolicyRules,
  entries: readonly SelectorPeer[],
  words: readonly string[],
): readonly string[] {
  const namespaces = entries.flatMap((entry) => facts.namespacesOfPeer(entry, policy.namespace));
  const about = [
    ...entries.flatMap(({ namespaces: selector }) => (selector ? selectorWords(selector) : [])),
    ...namespaces.flatMap(({ name }) => wordsOf(name)),
  ];
  if (wordsOf(policy.name).some((word) => about.some((each) => isAlike(word, each)))) return [];
  const names = new Set(
    entries
      .flatMap((entry) => facts.podsOfPeer(entry, policy.namespace))
      .map((pods) => pods.workload?.name ?? pods.name),
  );
  const meant = [...names].filter((name) => wordsOf(name).every((word) => words.includes(word)));
  return names.size > 1 && meant.length === 1 ? meant.flatMap(wordsOf) : [];
}

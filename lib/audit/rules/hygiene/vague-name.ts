import { requirementsOf, type Selector } from '../../../algebra/selector';
import { directions, type PolicyRule, type PolicyRules } from '../../../analyze/model/policy-rules';
import { flowsAnnotation } from '../../../k8s/policy-declaration';
import { wordsOf } from '../../../wording/words-of';
import { policyResult } from '../../policy-result';
import { type Rule, upkeepControls } from '../../rule';
import { subjectText } from '../../wording/describe';
import { isAlike, namesSubject, selectorWords, tellingWords } from '../../wording/name-words';

export const vagueName: Rule = {
  name: 'vague-name',
  severity: 'info',
  category: 'hygiene',
  title: 'a name says nothing about its policy',
  what: `No word of a policy's name is near to anything that the policy is about: its selector, its workloads, its namespace, its
peers, its ports, or what it does (deny, default, dns, …; a direction, where a rule of it is for everybody).`,
  why: `In a list of policies nobody sees what it is for, so that nobody dares to remove it.`,
  fix: `Name it after the flow:
  metadata: {name: allow-web-to-api}
netpact does so: allow-<from>-to-<to>.`,
  examples: {
    bad: `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, ports: [{containerPort: 8080}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: policy-1, namespace: shop}
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
metadata: {name: allow-api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress:
    - from: [{podSelector: {matchLabels: {app: api}}}]
`,
  },
  securitySeverity: 1,
  precision: 'medium',
  controls: upkeepControls,
  *check(context) {
    for (const owner of context.analysis.engine.policies) {
      const { policy } = owner;
      // What is named after its workload is called what the app calls it, whatever the labels are.
      if (policy.annotations[flowsAnnotation] !== undefined) continue;
      const words = tellingWords(policy.name);
      // In the order of what it costs to find out.
      if (words.some((word) => deeds.has(word)) || saysOpenDirection(owner)) continue;
      if (namesSubject(context, owner, words)) continue;
      if (words.some((word) => isAboutPeers(word, owner))) continue;
      yield policyResult(
        policy,
        'metadata.name',
        `its name says nothing about it: it is about ${subjectText(context.facts, owner)}`,
        {
          help: ['name it after what it allows: allow-<from>-to-<to>; or denies: default-deny-ingress'],
          declared: ["leave .named('…') out: netpact calls it allow-<from>-to-<to>"],
        },
      );
    }
  },
};

/** What a policy does, in the words that people use for it. */
const deeds = new Set([
  ...['all', 'any', 'anyone', 'anywhere', 'baseline', 'base', 'block', 'default', 'deny', 'dns', 'drop', 'everyone'],
  ...['everything', 'external', 'internal', 'internet', 'isolate', 'isolated', 'isolation', 'namespace', 'none'],
  ...['ns', 'only', 'open', 'public', 'private', 'restrict', 'same', 'self', 'world', 'zero', 'nothing', 'metadata'],
  ...['lockdown', 'probe', 'probes', 'health', 'healthcheck', 'metrics', 'monitoring', 'scrape', 'scraping'],
  ...['webhook', 'webhooks', 'api', 'apiserver', 'kube', 'kubernetes', 'node', 'nodes', 'kubelet', 'host', 'cluster'],
  ...['office', 'vpn', 'vpc', 'corp'],
]);

/** Whether a name speaks of a direction that the policy opens: `allow-egress`. */
function saysOpenDirection(owner: PolicyRules): boolean {
  const words = wordsOf(owner.policy.name);
  return directions.some((each) => words.includes(each) && owner[each]?.some(({ peers }) => peers === undefined));
}

function isAboutPeers(word: string, { ingress = [], egress = [] }: PolicyRules): boolean {
  return [...ingress, ...egress].some((rule) => ruleWords(rule).some((each) => isAlike(word, each)));
}

function ruleWords({ peers = [], portItems }: PolicyRule): readonly string[] {
  return [
    ...peers.flatMap((peer) =>
      'block' in peer ? ['cidr', 'ip', 'address'] : [...selectorWords(peer.pods), ...namespaceWords(peer.namespaces)],
    ),
    ...portItems.flatMap((item) => [...wordsOf(`${item?.port ?? ''}`), ...wordsOf(item?.protocol ?? 'tcp')]),
  ];
}

const namespaceWords = (selector: Selector | undefined): readonly string[] =>
  selector && requirementsOf(selector).length > 0 ? selectorWords(selector) : [];

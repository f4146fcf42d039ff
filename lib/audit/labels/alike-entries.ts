import { once } from '../../algebra/once';
import { matchesSelector, namespaceNameLabel, requirementsOf, type Selector } from '../../algebra/selector';
import { isDnsOnly } from '../../analyze/judge/dns-access';
import { isGeneric } from '../../analyze/labels/common-words';
import { type DnsServer, dnsFlavours, dnsServers } from '../../cluster/dns';
import { isOfCluster } from '../../cluster/own-namespaces';
import { wordsOf } from '../../wording/words-of';
import type { DirectedRule } from '../directed-rules';
import type { EntryPair } from '../entry-pairs';
import type { AuditContext } from '../rule';
import { selectorWords } from '../wording/name-words';

/**
 * What both entries of a pair speak of, so that one was likely meant: a namespace whose name the podSelector has in it
 * (`ingress-nginx` twice), or the DNS of the cluster. Not where something of the policy's own namespace is called so as well.
 */
export function sharedSubject(context: AuditContext, directed: DirectedRule, pair: EntryPair): string | undefined {
  const { policy } = directed.owner;
  const asked = requirementsOf(pair.pods.pods);
  if (asked.some(({ operator }) => operator !== 'In')) return undefined;
  const names = namesIn(pair.namespaces.namespaces);
  if (names.includes(policy.namespace)) return undefined;
  if (meansDns(context, directed, pair, names)) return "the cluster's DNS";
  const values = new Set(asked.flatMap(({ values = [] }) => values));
  const words = new Set(selectorWords(pair.pods.pods));
  const own = once(() => ownWords(context, policy.namespace));
  return names.find((name) => {
    // Much of what watches the cluster has its words: kube-state-metrics.
    if (isOfCluster({ name })) return false;
    const all = wordsOf(name).filter((word) => word !== 'system');
    const isNamed = values.has(name) || (all.every((word) => words.has(word)) && !all.every(isGeneric));
    return isNamed && !all.every((word) => own().has(word));
  });
}

/** The namespaces that a selector names, by the label that they all have or by the one that is commonly given. */
function namesIn(namespaces: Selector): readonly string[] {
  return requirementsOf(namespaces).flatMap(({ key, operator, values }) =>
    operator === 'In' && (key === namespaceNameLabel || key === 'name') ? (values ?? []) : [],
  );
}

function meansDns(
  { analysis }: AuditContext,
  directed: DirectedRule,
  { namespaces: { namespaces }, pods }: EntryPair,
  names: readonly string[],
): boolean {
  const isEvery = requirementsOf(namespaces).length === 0;
  if (isEvery && !isDnsOnly(directed, analysis.settings)) return false;
  return dnsFlavours.some((flavour) => {
    const server: DnsServer = dnsServers[flavour];
    if (!server.pods || server.pods.namespace === directed.owner.policy.namespace) return false;
    const { namespace, labels } = server.pods;
    return (isEvery || names.includes(namespace)) && matchesSelector(pods.pods, labels);
  });
}

/** What a namespace, its workloads and those whom its policies are for are called. */
function ownWords({ facts }: AuditContext, namespace: string): ReadonlySet<string> {
  return new Set([
    ...wordsOf(namespace),
    ...facts.policiesIn(namespace).flatMap(({ selector }) => selectorWords(selector)),
    ...facts
      .workloadsIn(namespace)
      .flatMap(({ workload, labels }) => [workload?.name ?? '', ...Object.values(labels)].flatMap(wordsOf)),
  ]);
}

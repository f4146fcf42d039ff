import { requirementsOf, type Selector } from '../../algebra/selector';
import { isolatedDirections } from '../../analyze/model/policy-rules';
import type { NetworkPolicyPeer, NetworkPolicyPort } from '../../k8s/network-policy';
import type { PolicyResource } from '../../k8s/resources';

type Rule = {
  readonly peers?: readonly NetworkPolicyPeer[] | null;
  readonly ports?: readonly (NetworkPolicyPort | null)[] | null;
};

/** What a policy says, in sentences: whom it selects, what it isolates, and what each rule allows. */
export function policyMeaning({ namespace, spec }: PolicyResource): readonly string[] {
  const isolates = isolatedDirections(spec);
  const directions = (['ingress', 'egress'] as const).filter((each) => isolates[each]);
  const selected = podsText(spec.podSelector ?? {}, `of ${namespace}`);
  const sentences = [`Selects ${selected}, and isolates them for ${directions.join(' and ') || 'nothing'}.`];
  for (const direction of directions) {
    const rules: readonly Rule[] =
      direction === 'ingress'
        ? (spec.ingress ?? []).map((rule) => ({ peers: rule?.from ?? null, ports: rule?.ports ?? null }))
        : (spec.egress ?? []).map((rule) => ({ peers: rule?.to ?? null, ports: rule?.ports ?? null }));
    if (rules.length === 0) sentences.push(`Allows no ${direction}.`);
    for (const { peers, ports } of rules) {
      const who = peers && peers.length > 0 ? peers.map((peer) => peerText(peer, namespace)).join('; ') : 'everyone';
      sentences.push(`Allows ${direction === 'ingress' ? 'from' : 'to'} ${who} on ${portsText(ports)}.`);
    }
  }
  return sentences;
}

function peerText({ ipBlock, namespaceSelector, podSelector }: NetworkPolicyPeer, home: string): string {
  if (ipBlock) return `${ipBlock.cidr}${ipBlock.except?.length ? ` except ${ipBlock.except.join(', ')}` : ''}`;
  if (!namespaceSelector) return podsText(podSelector ?? {}, `of ${home}`);
  const where = conditions(namespaceSelector);
  return podsText(podSelector ?? {}, where ? `of namespaces with ${where}` : 'of every namespace');
}

function podsText(selector: Selector, where: string): string {
  const which = conditions(selector);
  return which ? `pods with ${which} ${where}` : `all pods ${where}`;
}

function conditions(selector: Selector): string {
  return requirementsOf(selector)
    .map(({ key, operator, values }) => {
      const all = values ?? [];
      if (operator === 'In') return all.length === 1 ? `${key}=${all[0]}` : `${key} in (${all.join(', ')})`;
      if (operator === 'NotIn') return `${key} not in (${all.join(', ')})`;
      return operator === 'Exists' ? `label ${key}` : `no label ${key}`;
    })
    .join(' and ');
}

function portsText(ports: Rule['ports']): string {
  if (!ports || ports.length === 0) return 'every port';
  return ports
    .map((item) => {
      const { protocol = 'TCP', port, endPort } = item ?? {};
      if (port === undefined || port === null) return `every ${protocol} port`;
      return `${protocol} ${port}${endPort === undefined || endPort === port ? '' : `-${endPort}`}`;
    })
    .join(', ');
}

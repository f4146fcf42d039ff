import type { Selector } from '../../algebra/selector';
import type { CniProfile } from '../../analyze/model/cni-profiles';
import { directions, isolatedDirections } from '../../analyze/model/policy-rules';
import { portRuleOf } from '../../analyze/model/port-rule';
import type { NetworkPolicyPeer, NetworkPolicyPort } from '../../k8s/network-policy';
import type { PolicyResource } from '../../k8s/resources';
import { portRuleText } from '../../wording/ports';
import { selectorText } from '../../wording/selectors';
import { listed } from '../../wording/words';

type Rule = {
  readonly peers?: readonly NetworkPolicyPeer[] | null;
  readonly ports?: readonly (NetworkPolicyPort | null)[] | null;
};

/** What a policy says, in sentences: whom it selects, what it isolates, and what each rule allows. */
export function policyMeaning({ namespace, spec }: PolicyResource, cni: CniProfile): readonly string[] {
  const isolates = isolatedDirections(spec);
  const isolated = directions.filter((each) => isolates[each]);
  const selected = podsText(spec.podSelector ?? {}, `of ${namespace}`);
  const sentences = [`Selects ${selected}, and isolates them for ${listed(isolated) || 'nothing'}.`];
  for (const direction of isolated) {
    const rules: readonly Rule[] =
      direction === 'ingress'
        ? (spec.ingress ?? []).map((rule) => ({ peers: rule?.from ?? null, ports: rule?.ports ?? null }))
        : (spec.egress ?? []).map((rule) => ({ peers: rule?.to ?? null, ports: rule?.ports ?? null }));
    if (rules.length === 0) sentences.push(`Allows no ${direction}.`);
    for (const { peers, ports } of rules) {
      const who = peers && peers.length > 0 ? peers.map((peer) => peerText(peer, namespace)).join('; ') : 'everyone';
      sentences.push(
        `Allows ${direction === 'ingress' ? 'from' : 'to'} ${who} on ${portRuleText(portRuleOf(ports, cni))}.`,
      );
    }
  }
  return sentences;
}

function peerText({ ipBlock, namespaceSelector, podSelector }: NetworkPolicyPeer, home: string): string {
  if (ipBlock) return `${ipBlock.cidr}${ipBlock.except?.length ? ` except ${ipBlock.except.join(', ')}` : ''}`;
  if (!namespaceSelector) return podsText(podSelector ?? {}, `of ${home}`);
  const where = selectorText(namespaceSelector);
  return podsText(podSelector ?? {}, where ? `of namespaces with ${where}` : 'of every namespace');
}

function podsText(selector: Selector, where: string): string {
  const which = selectorText(selector);
  return which ? `pods with ${which} ${where}` : `all pods ${where}`;
}

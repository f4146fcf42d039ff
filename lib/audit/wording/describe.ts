import { formatCidr } from '../../algebra/cidr';
import { namespaceNameLabel, requirementsOf } from '../../algebra/selector';
import type { PolicyRules, RulePeer } from '../../analyze/model/policy-rules';
import type { PodSet } from '../../analyze/model/universe';
import { selectorText } from '../../wording/selectors';
import { listed, oneOrMany } from '../../wording/words';
import type { DirectedRule } from '../directed-rules';
import type { AuditFacts } from '../facts';

/** `shop/web[Deployment] and shop/api[Deployment]`. */
export function podsText(pods: readonly PodSet[]): string {
  return listed(pods.map(({ name }) => name));
}

/** The workloads that a policy selects by name, or which pods it would select. */
export function subjectText(facts: AuditFacts, owner: PolicyRules): string {
  const selected = facts.selectedBy(owner).map((pods) => pods.workload?.name ?? pods.name);
  if (selected.length > 0) return listed(selected);
  const text = selectorText(owner.selector);
  return text === '' ? `every pod of ${owner.policy.namespace}` : `pods with ${text}`;
}

/** Which namespaces an entry means: `the namespace shop`, `every namespace with env=prod`. */
export function namespacesText(peer: RulePeer, policyNamespace: string): string {
  if ('block' in peer || !peer.namespaces) return `the namespace ${policyNamespace}`;
  const requirements = requirementsOf(peer.namespaces);
  const [only] = requirements;
  if (only === undefined) return 'every namespace';
  const names = only.key === namespaceNameLabel && only.operator === 'In' ? (only.values ?? []) : [];
  if (requirements.length > 1 || names.length === 0) return `every namespace with ${selectorText(peer.namespaces)}`;
  return `the ${oneOrMany(names.length, 'namespace')} ${listed(names)}`;
}

/** The peers of a rule: `everyone`, `10.0.0.0/8`, `pods with app=web of the namespace shop`. */
export function peersText({ owner, rule }: DirectedRule): string {
  if (!rule.peers) return 'everyone';
  return listed(
    rule.peers.map((peer) => peerText(peer, owner.policy.namespace)),
    2,
  );
}

/** One entry of `from` or `to`. */
export function peerText(peer: RulePeer, policyNamespace: string): string {
  if ('block' in peer)
    return formatCidr(peer.block.cidr) + (peer.block.except.length > 0 ? ' less its exceptions' : '');
  const pods = selectorText(peer.pods);
  return `${pods === '' ? 'every pod' : `pods with ${pods}`} of ${namespacesText(peer, policyNamespace)}`;
}

import { namespaceNameLabel } from '../algebra/selector';
import type { EgressRule, IngressRule, LabelSelector, NetworkPolicyPeer } from './network-policy';
import type { PolicyResource } from './resources';

/** New names of namespaces by their old ones; what is not in it keeps its name. */
export type NamespaceNames = ReadonlyMap<string, string>;

/**
 * The policies as they would be if namespaces had other names: where they are, and the namespaces that they name by the label
 * with which Kubernetes marks each. All are renamed at once, so two may swap theirs. Names of policies and annotations are text.
 */
export function renameNamespaces(
  policies: readonly PolicyResource[],
  names: NamespaceNames,
): readonly PolicyResource[] {
  const renamed = (name: string) => names.get(name) ?? name;
  return policies.map((policy) => {
    const { ingress, egress } = policy.spec;
    return {
      ...policy,
      namespace: renamed(policy.namespace),
      spec: {
        ...policy.spec,
        ...(ingress && { ingress: ingress.map((rule) => renamedIngress(rule, renamed)) }),
        ...(egress && { egress: egress.map((rule) => renamedEgress(rule, renamed)) }),
      },
    };
  });
}

/** Every namespace that policies are in or name. */
export function namespacesNamed(policies: readonly PolicyResource[]): ReadonlySet<string> {
  const found = new Set<string>();
  const note = (name: string) => {
    found.add(name);
    return name;
  };
  for (const { namespace, spec } of policies) {
    note(namespace);
    for (const rule of spec.ingress ?? []) renamedIngress(rule, note);
    for (const rule of spec.egress ?? []) renamedEgress(rule, note);
  }
  return found;
}

type Rename = (name: string) => string;

function renamedIngress(rule: IngressRule | null, rename: Rename): IngressRule | null {
  return rule?.from ? { ...rule, from: rule.from.map((peer) => renamedPeer(peer, rename)) } : rule;
}

function renamedEgress(rule: EgressRule | null, rename: Rename): EgressRule | null {
  return rule?.to ? { ...rule, to: rule.to.map((peer) => renamedPeer(peer, rename)) } : rule;
}

/** Of pods, a label of that name says nothing of namespaces. */
function renamedPeer(peer: NetworkPolicyPeer, rename: Rename): NetworkPolicyPeer {
  if (!peer?.namespaceSelector) return peer;
  return { ...peer, namespaceSelector: renamedSelector(peer.namespaceSelector, rename) };
}

function renamedSelector(selector: LabelSelector, rename: Rename): LabelSelector {
  const { matchLabels, matchExpressions } = selector;
  const name = matchLabels?.[namespaceNameLabel];
  return {
    ...selector,
    ...(name !== undefined && { matchLabels: { ...matchLabels, [namespaceNameLabel]: rename(name) } }),
    ...(matchExpressions && {
      matchExpressions: matchExpressions.map((each) =>
        each.key === namespaceNameLabel && each.values ? { ...each, values: each.values.map(rename) } : each,
      ),
    }),
  };
}

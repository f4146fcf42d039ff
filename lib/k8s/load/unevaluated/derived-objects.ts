import { fieldOf, isMap, type ManifestMap } from '../../manifest-value';

/**
 * Whether an object is one that a tool derived from others, or installed by default, so that it says nothing that is not known
 * already. A name alone proves nothing, because anybody may write one: a profile must let everything pass.
 * Source: the manuals of Calico and Antrea.
 */
export function isDerived(group: string, kind: string, manifest: ManifestMap): boolean {
  const name = fieldOf(manifest, 'metadata', 'name');
  if (typeof name !== 'string') return false;
  if (group === 'crd.antrea.io') return kind === 'Tier' && antreaTiers.test(name);
  if (group !== 'projectcalico.org' && group !== 'crd.projectcalico.org') return false;
  if (kind === 'Tier') return calicoTiers.test(name);
  return kind === 'Profile' && calicoProfiles.test(name) && lets(manifest, 'ingress') && lets(manifest, 'egress');
}

/**
 * The name of the NetworkPolicy for which a policy stands that the API of Calico derives. None is kept under
 * crd.projectcalico.org: what has such a name there was written by somebody, and is enforced.
 */
export function policyBehind(group: string, kind: string, manifest: ManifestMap): string | undefined {
  const name = fieldOf(manifest, 'metadata', 'name');
  if (group !== 'projectcalico.org' || kind !== 'NetworkPolicy' || typeof name !== 'string') return undefined;
  return name.startsWith(calicoPolicies) ? name.slice(calicoPolicies.length) : undefined;
}

const antreaTiers = /^(?:emergency|securityops|networkops|platform|application|baseline)$/;
const calicoTiers = /^(?:default|(?:baseline)?adminnetworkpolicy|kube-(?:admin|baseline))$/;
const calicoProfiles = /^(?:kns\.|ksa\.|projectcalico-default-allow$)/;
const calicoPolicies = 'knp.default.';

/** Whether a profile lets everything pass in a direction, or says nothing of it. */
function lets(manifest: ManifestMap, direction: 'ingress' | 'egress'): boolean {
  const rules = fieldOf(manifest, 'spec', direction) ?? [];
  return Array.isArray(rules) && rules.every(isPlainAllow);
}

function isPlainAllow(rule: unknown): boolean {
  if (!isMap(rule)) return false;
  const { action, ...others } = rule;
  return action === 'Allow' && Object.values(others).every((each) => isMap(each) && Object.keys(each).length === 0);
}

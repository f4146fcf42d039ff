import { groupBy } from '../../algebra/keyed';
import { onceForEach } from '../../algebra/once';
import { requirementsOf } from '../../algebra/selector';
import { byCodeUnits } from '../../algebra/text-order';
import type { NetworkPolicyPeer, NetworkPolicySpec } from '../../k8s/network-policy';
import type { PolicyResource } from '../../k8s/resources';
import { isolatedDirections } from '../model/policy-rules';
import type { BothSides } from './change';

/** A policy of each side: the same object, or one that was renamed. */
type PolicyPair = BothSides<PolicyResource>;

/** What became of the policies. Order and spelling do not count: `changed` are those that say something else. */
export interface PolicyChanges {
  readonly added: readonly PolicyResource[];
  readonly removed: readonly PolicyResource[];
  readonly renamed: readonly PolicyPair[];
  readonly changed: readonly PolicyPair[];
  readonly same: readonly PolicyPair[];
}

/** Pairs policies by name, then those left over by what they say. */
export function policyChanges(before: readonly PolicyResource[], after: readonly PolicyResource[]): PolicyChanges {
  const same: PolicyPair[] = [];
  const changed: PolicyPair[] = [];
  const added: PolicyResource[] = [];
  const left = new Map(before.map((policy) => [policyName(policy), policy]));
  for (const policy of after) {
    const old = left.get(policyName(policy));
    if (!old) added.push(policy);
    else {
      left.delete(policyName(policy));
      (saySame(old, policy) ? same : changed).push({ before: old, after: policy });
    }
  }
  const renamed = renamedAmong([...left.values()], added);
  const gone = new Set(renamed.flatMap((pair) => [pair.before, pair.after]));
  return {
    added: inOrder(added.filter((policy) => !gone.has(policy))),
    removed: inOrder([...left.values()].filter((policy) => !gone.has(policy))),
    renamed,
    changed,
    same,
  };
}

/** `namespace/name`, as outputs write a policy. */
export function policyName({ namespace, name }: PolicyResource): string {
  return `${namespace}/${name}`;
}

function renamedAmong(removed: readonly PolicyResource[], added: readonly PolicyResource[]): readonly PolicyPair[] {
  const byMeaning = groupBy(inOrder(removed), meaningKey);
  return inOrder(added).flatMap((after) => {
    const before = byMeaning.get(meaningKey(after))?.shift();
    return before ? [{ before, after }] : [];
  });
}

/** Most policies are the same word for word; only the others are worth putting in order. */
function saySame(a: PolicyResource, b: PolicyResource): boolean {
  return wordingKey(a) === wordingKey(b) || meaningKey(a) === meaningKey(b);
}

/** A text that is equal for policies of one namespace which are written alike. */
export const wordingKey = onceForEach(
  ({ namespace, spec }: PolicyResource): string => `${namespace} ${JSON.stringify(spec)}`,
);

/** A text that is equal for policies of one namespace which differ in name, order and spelling only. */
const meaningKey = onceForEach(({ namespace, spec }: PolicyResource): string => `${namespace} ${specKey(spec)}`);

function specKey({ podSelector, policyTypes, ingress, egress }: NetworkPolicySpec): string {
  const isolates = isolatedDirections({
    ...(policyTypes === undefined ? {} : { policyTypes }),
    ...(egress ? { egress } : {}),
  });
  const rulesOf = (rules: readonly (readonly [Peers, Ports])[]) =>
    sortedTexts(rules.map(([peers, ports]) => `${listKey(peers, peerKey)} on ${listKey(ports, portKey)}`));
  return [
    selectorText(podSelector),
    isolates.ingress ? `in ${rulesOf((ingress ?? []).map((rule) => [rule?.from, rule?.ports]))}` : '',
    isolates.egress ? `out ${rulesOf((egress ?? []).map((rule) => [rule?.to, rule?.ports]))}` : '',
  ].join(' ');
}

type Peers = readonly NetworkPolicyPeer[] | null | undefined;
type Ports =
  | readonly ({ readonly protocol?: string; readonly port?: number | string; readonly endPort?: number } | null)[]
  | null
  | undefined;

/** Missing, null and empty lists mean everyone and every port alike (docs/semantics.md 5, 12). */
function listKey<Item>(items: readonly Item[] | null | undefined, keyOf: (item: Item) => string): string {
  return items && items.length > 0 ? sortedTexts(items.map(keyOf)) : '*';
}

function peerKey({ podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer): string {
  if (ipBlock) return `block ${ipBlock.cidr} less ${sortedTexts(ipBlock.except ?? [])}`;
  return `pods ${selectorText(podSelector)} in ${namespaceSelector ? selectorText(namespaceSelector) : 'own'}`;
}

function portKey(item: NonNullable<Ports>[number]): string {
  const { protocol = 'TCP', port, endPort } = item ?? {};
  return JSON.stringify([protocol, port ?? '', endPort ?? port ?? '']);
}

/**
 * By wording, not by meaning (`selectorKey`): of policies that are alike only one is read (`DifferingSides.policies`), so both
 * must speak of the same labels.
 */
function selectorText(selector: NetworkPolicySpec['podSelector']): string {
  const texts = requirementsOf(selector ?? {}).map(({ key, operator, values }) =>
    JSON.stringify([key, operator, [...(values ?? [])].sort()]),
  );
  return sortedTexts([...new Set(texts)]);
}

const sortedTexts = (texts: readonly string[]): string => `{${[...texts].sort().join(';')}}`;

function inOrder(policies: readonly PolicyResource[]): readonly PolicyResource[] {
  return [...policies].sort((a, b) => byCodeUnits(policyName(a), policyName(b)));
}

/** A policy that the new side writes, and that somebody else owns on the old one. */
export interface Takeover {
  readonly policy: string;
  /** Who manages it now (`app.kubernetes.io/managed-by`), where it says so. */
  readonly owner?: string;
  readonly before: PolicyResource;
}

const managedBy = 'app.kubernetes.io/managed-by';

/** Same-named policies that netpact would take over: applying them would silently replace another owner's. */
export function takeovers({ same, changed }: PolicyChanges): readonly Takeover[] {
  return [...same, ...changed]
    .filter(({ before, after }) => after.labels[managedBy] === 'netpact' && before.labels[managedBy] !== 'netpact')
    .map(({ before }) => {
      const owner = before.labels[managedBy];
      return { policy: policyName(before), ...(owner && { owner }), before };
    })
    .sort((a, b) => byCodeUnits(a.policy, b.policy));
}

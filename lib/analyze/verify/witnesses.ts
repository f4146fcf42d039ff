import { type AddressRange, type AddressSpace, ipv4, ipv6 } from '../../algebra/address-space';
import { intersectPorts, isSubsetOfPorts, noPorts, type PortSet, subtractPorts } from '../../algebra/port-set';
import { contradicts, type LabelRequirement, requirementsOf, type Selector } from '../../algebra/selector';
import { labelsOutside } from '../../algebra/selector-cover';
import type { Labels } from '../../k8s/resources';
import type { Access, AccessPorts } from './access';
import { opensProtocolOf } from './destination-ports';
import { accessKey, joinPorts, normalForm, piecesOf, subjectKey } from './normal-form';

/** Labels of a pod that one side may treat otherwise than the other; without a peer it is about addresses. */
export interface Witness {
  readonly subject: Labels;
  readonly peer?: { readonly namespace: Labels; readonly labels: Labels };
}

/** Labels that a selector of the one side selects and none of the other side does, both ways. */
export function* isolationWitnesses(declared: readonly Selector[], admitted: readonly Selector[]): Generator<Labels> {
  for (const [left, right] of [
    [declared, admitted],
    [admitted, declared],
  ] as const)
    for (const selector of left) {
      const labels = labelsWithin(selector, right);
      if (labels) yield labels;
    }
}

/**
 * For every port of every access of one side, isolated pods that have it and whom no access of the other side gives it,
 * both ways. Exact over all labels that pods and namespaces could have; what namespaces are declared to have is not
 * considered.
 */
export function* accessWitnesses(
  isolated: readonly Selector[],
  declared: readonly Access[],
  admitted: readonly Access[],
): Generator<Witness> {
  const everyone = isolated.find((selector) => requirementsOf(selector).length === 0);
  const sets = everyone ? [everyone] : isolated;
  for (const [left, right] of [
    [declared, admitted],
    [admitted, declared],
  ] as const) {
    yield* podWitnesses(sets, left, right);
    yield* addressWitnesses(sets, left, right);
  }
}

function* podWitnesses(
  isolated: readonly Selector[],
  left: readonly Access[],
  right: readonly Access[],
): Generator<Witness> {
  const others = joinedByKey(right);
  const conditions = new Map([...others.values()].map((other) => [other, conditionOf(other)]));
  for (const [key, access] of joinedByKey(left)) {
    const same = others.get(key);
    if (same && isCovered(access.ports, same.ports)) continue;
    for (const covers of waysToCover(access.ports, [...others.values()])) {
      const rest = covers.flatMap((other) => conditions.get(other) ?? []);
      for (const subject of partsOf(access.subject, isolated)) {
        const found = labelsWithin(conditionOf({ subject, peer: access.peer }), rest);
        if (found)
          yield {
            subject: labelsOf(found, 'subject'),
            peer: { namespace: labelsOf(found, 'namespace'), labels: labelsOf(found, 'pod') },
          };
      }
    }
  }
}

function* addressWitnesses(
  isolated: readonly Selector[],
  left: readonly Access[],
  right: readonly Access[],
): Generator<Witness> {
  if (addressForms(left) === addressForms(right)) return;
  for (const holders of [...holdersOf(ipv4, left, right), ...holdersOf(ipv6, left, right)])
    for (const access of holders.left)
      for (const covers of waysToCover({ fixed: access.ports.fixed, names: [] }, holders.right))
        for (const part of partsOf(access.subject, isolated)) {
          const others = covers.map((other) => other.subject);
          const subject = labelsWithin(part, others);
          if (subject) yield { subject };
        }
}

/** What a selector has in common with each of the others, where that is not nothing. */
function partsOf(selector: Selector, others: readonly Selector[]): readonly Selector[] {
  return others
    .filter((other) => !contradicts(selector, other))
    .map((other) => ({ matchExpressions: [...requirementsOf(selector), ...requirementsOf(other)] }));
}

/** For each range of addresses that both sides treat as one: who of both sides is about it. */
function holdersOf<A extends number | bigint>(
  space: AddressSpace<A>,
  left: readonly Access[],
  right: readonly Access[],
): readonly { readonly left: readonly Access[]; readonly right: readonly Access[] }[] {
  const starts = new Set([...left, ...right].flatMap((access) => piecesOf(space, [access]).map(({ first }) => first)));
  const isAbout = ({ peer }: Access, address: A) => {
    if (peer.kind !== 'addresses') return peer.kind === 'everyone';
    const ranges: readonly AddressRange<number | bigint>[] = space.family === 4 ? peer.ipv4 : peer.ipv6;
    return ranges.some(({ first, last }) => first <= address && address <= last);
  };
  return [...starts].map((address) => ({
    left: left.filter((access) => isAbout(access, address)),
    right: right.filter((access) => isAbout(access, address)),
  }));
}

/** The accesses that give each piece of these ports; pieces that the same accesses give are one. */
function waysToCover(ports: AccessPorts, others: readonly Access[]): readonly (readonly Access[])[] {
  let pieces: readonly PortSet[] = ports.fixed === noPorts ? [] : [ports.fixed];
  for (const fixed of new Set(others.map((other) => other.ports.fixed)))
    pieces = pieces
      .flatMap((piece) => [intersectPorts(piece, fixed), subtractPorts(piece, fixed)])
      .filter((piece) => piece !== noPorts);
  return [
    ...pieces.map((piece) => others.filter((other) => isSubsetOfPorts(piece, other.ports.fixed))),
    ...ports.names.map((name) => others.filter((other) => givesName(name, other.ports))),
  ];
}

const givesName = (name: string, { fixed, names }: AccessPorts): boolean =>
  names.includes(name) || opensProtocolOf(name, fixed);

const isCovered = (inner: AccessPorts, outer: AccessPorts): boolean =>
  isSubsetOfPorts(inner.fixed, outer.fixed) && inner.names.every((name) => givesName(name, outer));

/** Accesses to pods, those of the same pods and peers as one. */
function joinedByKey(accesses: readonly Access[]): ReadonlyMap<string, Access> {
  const joined = new Map<string, Access>();
  for (const access of accesses) {
    if (access.peer.kind === 'addresses') continue;
    const key = accessKey(access);
    const known = joined.get(key);
    joined.set(key, known ? { ...known, ports: joinPorts(known.ports, access.ports) } : access);
  }
  return joined;
}

function addressForms(accesses: readonly Access[]): string {
  const subjects = new Map<string, Access[]>();
  for (const access of accesses) {
    if (access.peer.kind === 'pods') continue;
    const known = subjects.get(subjectKey(access));
    if (known) known.push(access);
    else subjects.set(subjectKey(access), [access]);
  }
  const forms = [...subjects].map(([key, each]) => `${key} ${normalForm(each).text}`);
  return forms.sort().join('\n');
}

/** Subject, peer and the namespace of the peer as one selector: their keys are told apart by what they belong to. */
function conditionOf({ subject, peer }: Pick<Access, 'subject' | 'peer'>): Selector {
  const requirements = [...prefixed('subject', subject)];
  if (peer.kind === 'pods') requirements.push(...prefixed('namespace', byLabel(peer)), ...prefixed('pod', peer.pods));
  return { matchExpressions: requirements };
}

function byLabel({ namespace }: { readonly namespace: string | Selector }): Selector {
  return typeof namespace === 'string' ? { matchLabels: { 'kubernetes.io/metadata.name': namespace } } : namespace;
}

function prefixed(prefix: string, selector: Selector): readonly LabelRequirement[] {
  return requirementsOf(selector).map((requirement) => ({ ...requirement, key: `${prefix} ${requirement.key}` }));
}

function labelsOf(labels: Labels, prefix: string): Labels {
  const start = `${prefix} `;
  return Object.fromEntries(
    Object.entries(labels).flatMap(([key, value]) => (key.startsWith(start) ? [[key.slice(start.length), value]] : [])),
  );
}

/** Labels that a selector selects and none of the others; undefined if there are none, or none is found in time. */
function labelsWithin(selector: Selector, others: readonly Selector[]): Labels | undefined {
  const outside = requirementsOf(selector).map((requirement) => ({ matchExpressions: [opposite(requirement)] }));
  const labels = labelsOutside([...outside, ...others]);
  return labels === 'unknown' ? undefined : labels;
}

const opposites = { In: 'NotIn', NotIn: 'In', Exists: 'DoesNotExist', DoesNotExist: 'Exists' } as const;

const opposite = ({ key, operator, values }: LabelRequirement): LabelRequirement => ({
  key,
  operator: opposites[operator],
  values,
});

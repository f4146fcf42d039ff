import { isInCidr, readAddress } from '../evaluator/address';
import type { End } from '../evaluator/may-connect';
import type { Policy, PolicyPeer, PolicyPort, Rule } from '../evaluator/policies';
import { selects } from './every-pod';

export interface Asked {
  readonly protocol: string;
  readonly port: number;
}

/** What manifests let through between ends that are given by number, worked out once for each end alone. */
export interface ManifestReach {
  /** Equal for ends that no policy tells apart. */
  keyOf(end: number): string;
  connects(source: number, target: number, port: number): boolean;
}

const directions = ['ingress', 'egress'] as const;
type Direction = (typeof directions)[number];

interface NumberedRule {
  readonly namespace: string;
  readonly policy: Policy;
  readonly rule: Rule;
}

/**
 * Straight from the text of the NetworkPolicy API; labels of namespaces hold their names. A name that a pod does not surely have may stand for whatever
 * port is asked about, and counts as that: what is asked is whether something may pass.
 */
export function manifestReach(
  policies: readonly Policy[],
  ends: readonly End[],
  ports: readonly Asked[],
): ManifestReach {
  const of = { ingress: rulesOf(policies, 'ingress'), egress: rulesOf(policies, 'egress') };
  const isolatedBy = (direction: Direction) =>
    policies.filter(({ spec }) => spec.policyTypes?.includes(direction === 'ingress' ? 'Ingress' : 'Egress'));
  const isolating = { ingress: isolatedBy('ingress'), egress: isolatedBy('egress') };
  const facts = ends.map((end) => {
    const about = (direction: Direction) => ({
      isIsolated: isolating[direction].some((policy) => isSelected(policy, end)),
      own: bitsOf(of[direction], ({ policy }) => isSelected(policy, end)),
      meant: bitsOf(of[direction], ({ rule, namespace }) => isMeant(rule, direction, namespace, end)),
    });
    return { ingress: about('ingress'), egress: about('egress') };
  });
  const opened = new Map<string, readonly Readonly<Record<Direction, number>>[]>();
  const open = ends.map((end) => {
    const key = typeof end === 'string' ? '' : JSON.stringify(end.ports);
    const found =
      opened.get(key) ??
      ports.map((asked) => {
        const about = (direction: Direction) => bitsOf(of[direction], ({ rule }) => opens(rule, asked, end));
        return { ingress: about('ingress'), egress: about('egress') };
      });
    opened.set(key, found);
    return found;
  });
  const passes = (direction: Direction, subject: number, peer: number, target: number, port: number): boolean => {
    const [own, other] = [facts[subject]?.[direction], facts[peer]?.[direction]];
    const bits = open[target]?.[port]?.[direction];
    if (!own || !other || bits === undefined) throw new RangeError('no such end or port');
    return !own.isIsolated || (own.own & other.meant & bits) !== 0;
  };
  return {
    keyOf(end) {
      const own = facts[end];
      const at = ends[end];
      return JSON.stringify([own?.ingress, own?.egress, typeof at === 'string' ? 'address' : at?.ports]);
    },
    connects: (source, target, port) =>
      passes('egress', source, target, target, port) && passes('ingress', target, source, target, port),
  };
}

function rulesOf(policies: readonly Policy[], direction: Direction): readonly NumberedRule[] {
  const rules = policies.flatMap((policy) =>
    (policy.spec[direction] ?? []).map((rule) => ({
      namespace: policy.metadata.namespace ?? '',
      policy,
      rule: rule ?? {},
    })),
  );
  if (rules.length > 31) throw new RangeError('more rules than a number has bits');
  return rules;
}

const bitsOf = (rules: readonly NumberedRule[], holds: (rule: NumberedRule) => boolean): number =>
  rules.reduce((bits, rule, index) => (holds(rule) ? bits | (1 << index) : bits), 0);

const isSelected = ({ metadata, spec }: Policy, end: End): boolean =>
  typeof end !== 'string' && metadata.namespace === end.namespace && selects(spec.podSelector ?? {}, end.labels);

function isMeant({ from, to }: Rule, direction: Direction, namespace: string, end: End): boolean {
  const peers = (direction === 'ingress' ? from : to) ?? [];
  return peers.length === 0 || peers.some((peer) => isPeer(peer, namespace, end));
}

/** The same few addresses and blocks come back in every app. */
const answered = new Map<string, boolean>();

function isIn(address: string, cidr: string): boolean {
  const key = `${address} ${cidr}`;
  const answer = answered.get(key) ?? isInCidr(readAddress(address), cidr);
  answered.set(key, answer);
  return answer;
}

function isPeer({ ipBlock, namespaceSelector, podSelector }: PolicyPeer, namespace: string, end: End): boolean {
  if (ipBlock) {
    if (typeof end !== 'string') return false;
    return isIn(end, ipBlock.cidr) && !(ipBlock.except ?? []).some((hole) => isIn(end, hole));
  }
  if (typeof end === 'string') return false;
  const isThere = namespaceSelector ? selects(namespaceSelector, end.nsLabels ?? {}) : end.namespace === namespace;
  return isThere && selects(podSelector ?? {}, end.labels);
}

function opens({ ports }: Rule, asked: Asked, target: End): boolean {
  return !ports || ports.length === 0 || ports.some((port) => isPort(port, asked, target));
}

function isPort({ protocol = 'TCP', port, endPort }: PolicyPort, asked: Asked, target: End): boolean {
  if (protocol !== asked.protocol) return false;
  if (port === undefined) return true;
  if (typeof port === 'number') return port <= asked.port && asked.port <= (endPort ?? port);
  if (typeof target === 'string') return false;
  const own = (target.ports ?? []).filter((each) => each.name === port && each.protocol === protocol);
  return own.length === 0 || own.some((each) => each.port === asked.port);
}

import {
  type ContainerPorts,
  type Direction,
  type End,
  isMeant,
  isolates,
  isPort,
  isSelected,
  opens,
  portsOf,
  rulesOf,
} from './may-connect';
import type { Policy, PolicyPort, Rule } from './policies';

/** A port that is asked about. */
export interface Asked {
  readonly protocol: string;
  readonly port: number;
  /** The ports of whatever target is asked about. @default those that it has; a name that it lacks may be any port */
  readonly ports?: ContainerPorts;
}

/** What policies let through between ends that are given by number, worked out once for each end alone. */
export interface Reach {
  /** Equal for ends that no policy tells apart. */
  keyOf(end: number): string;
  /** Whether a source may reach a target; `asked` is the number of the question. */
  connects(source: number, target: number, asked: number): boolean;
}

const directions = ['Ingress', 'Egress'] as const;
type InBothDirections<Value> = Readonly<Record<Direction, Value>>;

interface PolicyRule {
  readonly policy: Policy;
  readonly rule: Rule;
}

/** The same answers as `mayConnect`, as bits: one for each rule, so that pairs take a few operations on numbers. */
export function reachOf(policies: readonly Policy[], ends: readonly End[], asked: readonly Asked[]): Reach {
  const facts = inBoth((direction) => {
    const isolating = policies.filter((policy) => isolates(policy, direction));
    const rules = isolating.flatMap((policy) => rulesOf(policy, direction).map((rule) => ({ policy, rule })));
    if (rules.length > 31) throw new RangeError('more rules than a number has bits');
    const opened = new Map<string, readonly number[]>();
    return ends.map((end) => {
      const key = typeof end === 'string' ? '' : JSON.stringify(end.ports);
      const open =
        opened.get(key) ??
        asked.map((each) => bitsOf(rules, ({ rule }) => opens(rule, (port) => mayMean(port, each, end))));
      opened.set(key, open);
      return {
        isIsolated: isolating.some((policy) => isSelected(policy, end)),
        own: bitsOf(rules, ({ policy }) => isSelected(policy, end)),
        meant: bitsOf(rules, ({ policy, rule }) => isMeant(rule, policy, end)),
        open,
      };
    });
  });
  const passes = (direction: Direction, subject: number, peer: number, target: number, question: number): boolean => {
    const [own, other, bits] = [
      facts[direction][subject],
      facts[direction][peer],
      facts[direction][target]?.open[question],
    ];
    if (!own || !other || bits === undefined) throw new RangeError('no such end or question');
    return !own.isIsolated || (own.own & other.meant & bits) !== 0;
  };
  return {
    keyOf(end) {
      const at = ends[end];
      const bits = directions.map((direction) => {
        const { isIsolated, own, meant } = facts[direction][end] ?? {};
        return [isIsolated, own, meant];
      });
      return JSON.stringify([bits, typeof at === 'string' ? 'address' : at?.ports]);
    },
    connects: (source, target, question) =>
      passes('Egress', source, target, target, question) && passes('Ingress', target, source, target, question),
  };
}

const inBoth = <Value>(of: (direction: Direction) => Value): InBothDirections<Value> => ({
  Ingress: of('Ingress'),
  Egress: of('Egress'),
});

const bitsOf = (rules: readonly PolicyRule[], holds: (rule: PolicyRule) => boolean): number =>
  rules.reduce((bits, rule, index) => (holds(rule) ? bits | (1 << index) : bits), 0);

function mayMean(entry: PolicyPort, asked: Asked, target: End): boolean {
  if (typeof target === 'string') return isPort(entry, asked, []);
  if (asked.ports) return isPort(entry, asked, asked.ports);
  const { protocol = 'TCP', port } = entry;
  const isKnown = portsOf(target).some((own) => own.name === port && own.protocol === protocol);
  if (typeof port === 'string' && !isKnown) return protocol === asked.protocol;
  return isPort(entry, asked, portsOf(target));
}

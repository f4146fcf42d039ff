import { containsSelector, type Selector } from '../../algebra/selector';
import type { Finding } from '../../diagnostics/finding';
import type { Intent } from '../../k8s/intent';
import type { PolicyResource } from '../../k8s/resources';
import { type Direction, isolatedDirections } from '../policy-rules';
import { type Access, accessesOfPolicy, accessOfGrant } from './access';
import { meaningKey, normalForm } from './normal-form';
import { firstCounterexample, type Side } from './pod-by-pod';
import { counterexampleFinding, strayPolicyFinding } from './proof-findings';

/** What was compared, and what differed. Without findings the manifests admit exactly what was declared. */
export interface Proof {
  readonly findings: readonly Finding[];
  readonly policies: number;
  /** Sets of pods (one selector, one direction) whose access was compared with the declared one. */
  readonly subjects: number;
  /** Pairs of such a set and a peer. */
  readonly pairs: number;
  /** Address ranges, of both families, that a set is granted or was found to reach. */
  readonly ranges: number;
}

/**
 * Compares what policies admit with what was declared, for every owned namespace and both directions. Each side is brought
 * to a normal form per set of pods; equal forms are equal for every pod and address that could exist. Where forms differ,
 * the pods, peers and addresses that could tell them apart are compared one by one.
 */
export function prove(intent: Intent, policies: readonly PolicyResource[]): Proof {
  const owned = intent.namespaces.filter(({ isOwned }) => isOwned).map(({ name }) => name);
  const declared = sidesOf(intent.isolation, intent.grants.map(accessOfGrant));
  const admitted = sidesOf(
    [...intent.isolation.filter(({ isProvided }) => isProvided), ...policies.flatMap(isolationOf)],
    policies.flatMap(accessesOfPolicy),
  );
  const findings: Finding[] = policies.filter(({ namespace }) => !owned.includes(namespace)).map(strayPolicyFinding);
  const sums = { subjects: 0, pairs: 0, ranges: 0 };
  for (const namespace of owned) {
    for (const direction of ['ingress', 'egress'] as const) {
      const [should, does] = [declared(namespace, direction), admitted(namespace, direction)];
      if (sameForms(should, does, sums)) continue;
      const counterexample = firstCounterexample(namespace, should, does, intent);
      if (counterexample) findings.push(counterexampleFinding(counterexample, direction));
    }
  }
  return { findings, policies: policies.length, ...sums };
}

interface IsolatedPods {
  readonly namespace: string;
  readonly direction: Direction;
  readonly selector: Selector;
}

function isolationOf({ namespace, spec }: PolicyResource): readonly IsolatedPods[] {
  const isolates = isolatedDirections(spec);
  return (['ingress', 'egress'] as const)
    .filter((direction) => isolates[direction])
    .map((direction) => ({ namespace, direction, selector: spec.podSelector ?? {} }));
}

function sidesOf(
  isolated: readonly IsolatedPods[],
  accesses: readonly Access[],
): (namespace: string, direction: Direction) => Side {
  const sides = new Map<string, { isolated: Selector[]; accesses: Access[] }>();
  const sideOf = ({ namespace, direction }: { namespace: string; direction: Direction }) => {
    const key = `${direction} ${namespace}`;
    const side = sides.get(key) ?? { isolated: [], accesses: [] };
    sides.set(key, side);
    return side;
  };
  for (const pods of isolated) sideOf(pods).isolated.push(pods.selector);
  for (const access of accesses) sideOf(access).accesses.push(access);
  return (namespace, direction) => sideOf({ namespace, direction });
}

/** Whether both sides isolate the same pods and give each set of pods the same access. Counts what it compares. */
function sameForms(declared: Side, admitted: Side, sums: { subjects: number; pairs: number; ranges: number }): boolean {
  const [should, does] = [bySubject(declared.accesses), bySubject(admitted.accesses)];
  let isSame = sameIsolation(declared.isolated, admitted.isolated);
  for (const key of new Set([...should.keys(), ...does.keys()])) {
    const [left, right] = [normalForm(should.get(key) ?? []), normalForm(does.get(key) ?? [])];
    sums.subjects += 1;
    sums.pairs += left.peers;
    sums.ranges += left.ranges;
    isSame = isSame && left.text === right.text;
  }
  return isSame;
}

function bySubject(accesses: readonly Access[]): ReadonlyMap<string, readonly Access[]> {
  const groups = new Map<string, Access[]>();
  for (const access of accesses) {
    const key = meaningKey(access.subject);
    const group = groups.get(key);
    if (group) group.push(access);
    else groups.set(key, [access]);
  }
  return groups;
}

/** Sufficient, not necessary: each declared selector is there, and the others lie inside declared ones. */
function sameIsolation(declared: readonly Selector[], admitted: readonly Selector[]): boolean {
  const keys = new Set(admitted.map(meaningKey));
  if (!declared.every((selector) => keys.has(meaningKey(selector)))) return false;
  const everything = meaningKey({});
  if (declared.some((selector) => meaningKey(selector) === everything)) return true;
  return admitted.every((selector) => declared.some((outer) => containsSelector(outer, selector)));
}

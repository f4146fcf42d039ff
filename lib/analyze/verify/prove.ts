import { groupBy } from '../../algebra/keyed';
import { containsSelector, type Selector, selectorKey } from '../../algebra/selector';
import { newSteps, type Steps } from '../../decide/steps';
import type { Finding } from '../../diagnostics/finding';
import type { IntendedIsolation, Intent } from '../../intent/intent';
import type { PolicyResource } from '../../k8s/resources';
import { type Direction, directions, isolatedDirections } from '../model/policy-rules';
import { type Access, accessesOfPolicy, accessOfIntent, type ScopeContent } from './access';
import { normalForm } from './normal-form';
import { differenceFindings } from './pod-by-pod';
import { strayPolicyFinding } from './proof-findings';

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
  /** How often equal forms did not say it, and pods that could exist were searched. */
  readonly searches: number;
}

/** The declared side, ready to be compared with the policies of one namespace at a time. */
export interface Prover {
  readonly owned: readonly string[];
  /** Compares both directions of an owned namespace. */
  compare(namespace: string, policies: readonly PolicyResource[]): Proof;
}

/**
 * Compares what policies admit with what was declared, for every owned namespace and both directions. Each side is brought
 * to a normal form per set of pods; equal forms are equal for every pod and address that could exist. Where forms differ, a
 * search over all pods, peers and addresses that could exist decides.
 */
export function prove(intent: Intent, policies: readonly PolicyResource[], steps = newSteps()): Proof {
  const prover = proverOf(intent, steps);
  const here = groupBy(policies, ({ namespace }) => namespace);
  const owned = new Set(prover.owned);
  const stray = policies.filter(({ namespace }) => !owned.has(namespace)).map(strayPolicyFinding);
  const proof = sumOfProofs(prover.owned.map((namespace) => prover.compare(namespace, here.get(namespace) ?? [])));
  return { ...proof, findings: [...stray, ...proof.findings] };
}

/** Prepares the declared side; all comparisons share the steps. */
export function proverOf(intent: Intent, steps: Steps): Prover {
  const isolation = groupBy(intent.isolation, ({ namespace }) => namespace);
  const accesses = groupBy(intent.accesses, ({ namespace }) => namespace);
  return {
    owned: intent.namespaces.filter(({ isOwned }) => isOwned).map(({ name }) => name),
    compare(namespace, policies) {
      const isolated = isolation.get(namespace) ?? [];
      const declared = sidesOf(isolated, (accesses.get(namespace) ?? []).map(accessOfIntent));
      const admitted = sidesOf(
        [...isolated.filter(({ isProvided }) => isProvided), ...policies.flatMap(isolationOf)],
        policies.flatMap(accessesOfPolicy),
      );
      const sums = { subjects: 0, pairs: 0, ranges: 0, searches: 0 };
      const findings = directions.flatMap((direction) => {
        if (sameForms(declared[direction], admitted[direction], sums)) return [];
        sums.searches += 1;
        return differenceFindings({ namespace, direction, intent }, declared[direction], admitted[direction], steps);
      });
      return { findings, policies: policies.length, ...sums };
    },
  };
}

/** All findings, and the sums of what was compared. */
export function sumOfProofs(proofs: readonly Proof[]): Proof {
  const sum = (pick: (proof: Proof) => number) => proofs.reduce((total, proof) => total + pick(proof), 0);
  return {
    findings: proofs.flatMap(({ findings }) => findings),
    policies: sum(({ policies }) => policies),
    subjects: sum(({ subjects }) => subjects),
    pairs: sum(({ pairs }) => pairs),
    ranges: sum(({ ranges }) => ranges),
    searches: sum(({ searches }) => searches),
  };
}

type IsolatedPods = Pick<IntendedIsolation, 'direction' | 'selector'>;

function isolationOf({ spec }: PolicyResource): readonly IsolatedPods[] {
  const isolates = isolatedDirections(spec);
  const selector = spec.podSelector ?? {};
  return directions.flatMap((direction) => (isolates[direction] ? [{ direction, selector }] : []));
}

function sidesOf(
  isolated: readonly IsolatedPods[],
  accesses: readonly Access[],
): Readonly<Record<Direction, ScopeContent>> {
  const side = (direction: Direction): ScopeContent => ({
    isolated: isolated.filter((pods) => pods.direction === direction).map(({ selector }) => selector),
    accesses: accesses.filter((access) => access.direction === direction),
  });
  return { ingress: side('ingress'), egress: side('egress') };
}

/** Whether both sides isolate the same pods and give each set of pods the same access. Counts what it compares. */
function sameForms(
  declared: ScopeContent,
  admitted: ScopeContent,
  sums: { subjects: number; pairs: number; ranges: number },
): boolean {
  const bySubject = (side: ScopeContent) => groupBy(side.accesses, ({ subject }) => selectorKey(subject));
  const [should, does] = [bySubject(declared), bySubject(admitted)];
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

/** Sufficient, not necessary: each declared selector is there, and the others lie inside declared ones. */
function sameIsolation(declared: readonly Selector[], admitted: readonly Selector[]): boolean {
  const keys = new Set(admitted.map(selectorKey));
  if (!declared.every((selector) => keys.has(selectorKey(selector)))) return false;
  const everything = selectorKey({});
  if (declared.some((selector) => selectorKey(selector) === everything)) return true;
  return admitted.every((selector) => declared.some((outer) => containsSelector(outer, selector)));
}

import type { PossibleLabel } from '../../algebra/possible-label';

/** What manifests leave open, each with a fixed default (docs/semantics.md 3, 4, 15, 17, 18). */
export const doubtKinds = [
  'namespace-labels',
  'controller-labels',
  'injected-labels',
  'ip-block-pods',
  'host-network',
  'node-addresses',
  'sidecar-ports',
] as const;
export type DoubtKind = (typeof doubtKinds)[number];

/** Labels that are there with any value are a controller's; those that may be missing come from what changes some pods. */
export const doubtAbout = ({ presence }: PossibleLabel): DoubtKind =>
  presence === 'always' ? 'controller-labels' : 'injected-labels';

/** A yes or no by the fixed defaults, and what it depends on where it could be otherwise. */
export interface Judgement {
  readonly answer: boolean;
  /** Empty where the answer is sure. */
  readonly doubts: readonly DoubtKind[];
}

export const surely = (answer: boolean): Judgement => ({ answer, doubts: [] });

/** Whether both hold; a sure "no" of either needs no more. */
export function both(a: Judgement, b: Judgement): Judgement {
  for (const each of [a, b]) if (!each.answer && each.doubts.length === 0) return each;
  return { answer: a.answer && b.answer, doubts: [...new Set([...a.doubts, ...b.doubts])] };
}

/** Whether any holds; a sure "yes" needs no more. */
export function either(judgements: readonly Judgement[]): Judgement {
  const sure = judgements.find((each) => each.answer && each.doubts.length === 0);
  if (sure) return sure;
  return {
    answer: judgements.some((each) => each.answer),
    doubts: [...new Set(judgements.flatMap((each) => each.doubts))],
  };
}

/** Turns doubts of kinds that are not considered into certainty of the default. */
export function consider(judgement: Judgement, kinds: ReadonlySet<DoubtKind>): Judgement {
  if (judgement.doubts.every((kind) => kinds.has(kind))) return judgement;
  return { answer: judgement.answer, doubts: judgement.doubts.filter((kind) => kinds.has(kind)) };
}

export const mayHold = (judgement: Judgement): boolean => judgement.answer || judgement.doubts.length > 0;
export const surelyHolds = (judgement: Judgement): boolean => judgement.answer && judgement.doubts.length === 0;

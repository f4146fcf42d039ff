import { byCodeUnits } from '../../algebra/text-order';
import type { PolicyResource } from '../../k8s/resources';
import { type PolicyChanges, policyName } from './policy-changes';

/** What became of an exception; `permanent` is a policy that lost its end date and stayed. */
type ExceptionChangeKind = 'added' | 'ended' | 'prolonged' | 'shortened' | 'permanent';

/** A flow that is allowed for a time, as its policies' annotations say it. */
export interface ExceptionChange {
  readonly kind: ExceptionChangeKind;
  /** The policies that carry it: both halves of one flow. */
  readonly policies: readonly string[];
  readonly flow?: string;
  readonly owner?: string;
  readonly ticket?: string;
  /** Dates as written, `2027-03-31`. */
  readonly before?: string;
  readonly after?: string;
}

const annotation = (policy: PolicyResource | undefined, name: 'flow' | 'owner' | 'ticket' | 'expires') =>
  policy?.annotations[`netpact.dev/${name}`] || undefined;

/** Compares the end dates of policies (`netpact.dev/expires`); the halves of one flow are one exception. */
export function exceptionChanges(changes: PolicyChanges): readonly ExceptionChange[] {
  const pairs: readonly { before?: PolicyResource; after?: PolicyResource }[] = [
    ...changes.same,
    ...changes.changed,
    ...changes.renamed,
    ...changes.added.map((after) => ({ after })),
    ...changes.removed.map((before) => ({ before })),
  ];
  const found = new Map<string, ExceptionChange>();
  for (const { before, after } of pairs) {
    const kind = kindOfPair(before, after);
    const policy = after ?? before;
    if (!kind || !policy) continue;
    const about = kind === 'ended' || kind === 'permanent' ? before : after;
    const [flow, owner, ticket] = [annotation(about, 'flow'), annotation(about, 'owner'), annotation(about, 'ticket')];
    const [old, now] = [annotation(before, 'expires'), annotation(after, 'expires')];
    const name = policyName(policy);
    const key = JSON.stringify([kind, flow ?? name, owner, ticket, old, now]);
    const known = found.get(key);
    found.set(key, {
      kind,
      policies: [...(known?.policies ?? []), name].sort(byCodeUnits),
      ...(flow && { flow }),
      ...(owner && { owner }),
      ...(ticket && { ticket }),
      ...(old && { before: old }),
      ...(now && { after: now }),
    });
  }
  return [...found.values()].sort((a, b) => byCodeUnits(a.policies[0] ?? '', b.policies[0] ?? ''));
}

function kindOfPair(before?: PolicyResource, after?: PolicyResource): ExceptionChangeKind | undefined {
  const [old, now] = [annotation(before, 'expires'), annotation(after, 'expires')];
  if (old === now) return undefined;
  if (old === undefined) return 'added';
  if (now === undefined) return after ? 'permanent' : 'ended';
  return now > old ? 'prolonged' : 'shortened';
}

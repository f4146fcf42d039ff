import type { Cause } from '../../analyze/diff/causes';
import type { ChangeKind } from '../../analyze/diff/change';
import type { ClusterDiff, JudgedChange } from '../../analyze/diff/cluster-diff';
import { printable } from '../../diagnostics/printable';
import { firstOf } from '../../wording/words';
import { writerOfEnds } from '../connectivity/class-end-text';

/** A row of the diff as people read it. */
export interface DiffRow {
  readonly change: JudgedChange;
  readonly sign: '+' | '-' | '~';
  /** Who is at the ends, shortly: `any pod of shop`, `3 more`. */
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** `TCP 80`, or `TCP 80 → TCP 80,443`. */
  readonly ports: string;
}

/** How many names of one end are written out. */
const namedEnds = 6;

/** Writes changes as rows; ends are named as in connectivity. */
export function diffRows({ sides }: ClusterDiff, changes: readonly JudgedChange[]): readonly DiffRow[] {
  if (!sides) return [];
  const everyone = new Map(
    [...sides.before.universe.pods, ...sides.after.universe.pods].map((pods) => [pods.name, pods]),
  );
  const writer = writerOfEnds([...everyone.values()]);
  return changes.map((change) => ({
    change,
    sign: signs[change.kind],
    from: firstOf(writer(change.src, false), namedEnds),
    to: firstOf(writer(change.dst, true), namedEnds),
    ports: changedText(change.kind, change.was, change.is),
  }));
}

const signs = { opened: '+', added: '+', closed: '-', removed: '-', changed: '~' } as const;

/** What a change is about: both sides, or the one that is more. */
export function changedText(kind: ChangeKind, before: string, after: string): string {
  if (kind === 'changed') return `${before} → ${after}`;
  return kind === 'opened' || kind === 'added' ? after : before;
}

/** `added shop/allow-web-to-api spec.ingress[0] (dist/k8s/shop.k8s.yaml:12)`. */
export function causeText({ subject, what, rule, location }: Cause): string {
  const { file, line } = location;
  return printable(`${what} ${subject}${rule ? ` ${rule}` : ''} (${file}:${line})`);
}

import type { ClassEnd } from '../../analyze/connectivity/class-rows';
import type { Cause } from '../../analyze/diff/causes';
import type { ClusterDiff, JudgedChange } from '../../analyze/diff/cluster-diff';
import { printable } from '../../diagnostics/printable';
import { type EndWriter, writerOfEnds } from '../connectivity/class-end-text';

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
    from: endNames(writer, change.src, false),
    to: endNames(writer, change.dst, true),
    ports: portsOf(change),
  }));
}

const signs = { opened: '+', added: '+', closed: '-', removed: '-', changed: '~' } as const;

function endNames(writer: EndWriter, end: ClassEnd, asTarget: boolean): readonly string[] {
  const names = writer.parts(end, asTarget).map(printable);
  const rest = names.length - namedEnds;
  return rest > 1 ? [...names.slice(0, namedEnds), `${rest} more`] : names;
}

function portsOf({ kind, was, is }: JudgedChange): string {
  if (kind === 'changed') return `${was} → ${is}`;
  return kind === 'opened' || kind === 'added' ? is : was;
}

/** `added shop/allow-web-to-api spec.ingress[0] (dist/k8s/shop.k8s.yaml:12)`. */
export function causeText({ subject, what, rule, location }: Cause): string {
  const { file, line } = location;
  return printable(`${what} ${subject}${rule ? ` ${rule}` : ''} (${file}:${line})`);
}

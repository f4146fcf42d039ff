import { byCodeUnits } from '../../algebra/text-order';
import type { ClusterDiff } from '../../analyze/diff/cluster-diff';
import { pairRows } from '../../analyze/diff/pair-rows';
import { inChunks, remembered } from '../chunks';
import { dotString } from '../picture/dot-string';

/** A directed graph for Graphviz: what opened is green, what closed is red and dashed, what changed is orange. */
export function diffDot(diff: ClusterDiff): Iterable<string> {
  return inChunks(pieces(diff));
}

const looks = {
  opened: 'color="#1a7f37", fontcolor="#1a7f37"',
  closed: 'color="#cf222e", fontcolor="#cf222e", style=dashed',
  changed: 'color="#9a6700", fontcolor="#9a6700"',
  added: 'color="#1a7f37", fontcolor="#1a7f37", style=dotted',
  removed: 'color="#cf222e", fontcolor="#cf222e", style=dotted',
} as const;

function* pieces({ changes, oneSided }: ClusterDiff): Generator<string> {
  const quote = remembered(dotString);
  const all = [...changes, ...oneSided];
  yield 'digraph diff {\n  rankdir=LR;\n  node [shape=box, style=rounded];\n';
  const ranges = new Set<string>();
  const byNamespace = new Map<string, Set<string>>();
  for (const end of all.flatMap(({ src, dst }) => [src, dst]))
    if (end.kind === 'addresses') for (const range of end.ranges) ranges.add(range);
    else
      for (const { name, namespace } of end.pods)
        byNamespace.set(namespace, (byNamespace.get(namespace) ?? new Set()).add(name));
  for (const [index, [namespace, names]] of [...byNamespace].sort(([a], [b]) => byCodeUnits(a, b)).entries()) {
    yield `  subgraph cluster_${index} {\n    label=${quote(namespace)};\n`;
    for (const name of [...names].sort())
      yield `    ${quote(name)} [label=${quote(name.slice(namespace.length + 1))}];\n`;
    yield '  }\n';
  }
  for (const range of [...ranges].sort()) yield `  ${quote(range)} [shape=hexagon, style=""];\n`;
  for (const kind of ['opened', 'closed', 'changed', 'added', 'removed'] as const)
    for (const part of ['workloads', 'representatives'] as const)
      for (const { src, dst, before, after } of pairRows(all, kind, part)) {
        const label =
          kind === 'changed' ? `${before} → ${after}` : kind === 'opened' || kind === 'added' ? after : before;
        yield `  ${quote(src)} -> ${quote(dst)} [label=${quote(label)}, ${looks[kind]}];\n`;
      }
  yield '}\n';
}

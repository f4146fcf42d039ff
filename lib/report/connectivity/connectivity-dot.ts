import { holdsInternet } from '../../analyze/diff/risk';
import { inChunks, remembered } from '../chunks';
import { dotString } from '../picture/dot-string';
import { openDirections } from '../picture/open-directions';
import type { ConnectivityResult } from './connectivity-result';
import { groupByNamespace } from './pods-by-namespace';

/** A directed graph for Graphviz: a cluster for each namespace, dashed where it is open; boxes for address ranges. */
export function connectivityDot(result: ConnectivityResult): Iterable<string> {
  return inChunks(pieces(result));
}

function* pieces({ pods, rows }: ConnectivityResult): Generator<string> {
  const quote = remembered(dotString);
  const known = new Set(pods.map(({ name }) => name));
  yield 'digraph connectivity {\n  rankdir=LR;\n  node [shape=ellipse];\n';
  let cluster = 0;
  for (const [namespace, own] of groupByNamespace(pods)) {
    const open = openDirections(own.map(({ openTo = [] }) => ({ openTo })));
    const label = open.length > 0 ? `${namespace} (open: ${open.join(', ')})` : namespace;
    yield `  subgraph cluster_${cluster++} {\n    label=${quote(label)};\n`;
    if (open.length > 0) yield '    style=dashed; color="#bc4c00";\n';
    for (const { name } of own)
      yield `    ${quote(name)} [label=${quote(name.startsWith(`${namespace}/`) ? name.slice(namespace.length + 1) : name)}];\n`;
    yield '  }\n';
  }
  for (const { src, dst, conn } of rows) {
    for (const end of [src, dst])
      if (!known.has(end)) {
        known.add(end);
        yield `  ${quote(end)} [shape=${holdsInternet([end]) ? 'doubleoctagon' : 'box'}];\n`;
      }
    yield `  ${quote(src)} -> ${quote(dst)} [label=${quote(conn)}];\n`;
  }
  yield '}\n';
}

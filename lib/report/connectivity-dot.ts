import { inChunks, remembered } from './chunks';
import type { ConnectivityResult } from './connectivity-result';
import { dotString } from './dot-string';
import { podsByNamespace } from './pods-by-namespace';

/** A directed graph for Graphviz: a cluster for each namespace, boxes for address ranges. */
export function connectivityDot(result: ConnectivityResult): Iterable<string> {
  return inChunks(pieces(result));
}

function* pieces({ pods, rows }: ConnectivityResult): Generator<string> {
  const quote = remembered(dotString);
  const known = new Set(pods.map(({ name }) => name));
  yield 'digraph connectivity {\n  rankdir=LR;\n  node [shape=ellipse];\n';
  let cluster = 0;
  for (const [namespace, names] of podsByNamespace(pods)) {
    yield `  subgraph cluster_${cluster++} {\n    label=${quote(namespace)};\n`;
    for (const name of names)
      yield `    ${quote(name)} [label=${quote(name.startsWith(`${namespace}/`) ? name.slice(namespace.length + 1) : name)}];\n`;
    yield '  }\n';
  }
  for (const { src, dst, conn } of rows) {
    for (const end of [src, dst])
      if (!known.has(end)) {
        known.add(end);
        yield `  ${quote(end)} [shape=box];\n`;
      }
    yield `  ${quote(src)} -> ${quote(dst)} [label=${quote(conn)}];\n`;
  }
  yield '}\n';
}

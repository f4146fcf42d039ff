import { holdsInternet } from '../../analyze/diff/risk';
import { inChunks, remembered } from '../chunks';
import { mermaidOpen, mermaidString } from '../picture/mermaid-string';
import { openDirections } from '../picture/open-directions';
import type { ConnectivityResult } from './connectivity-result';
import { groupByNamespace } from './pods-by-namespace';

/**
 * A Mermaid flowchart, as GitHub draws it: a subgraph for each namespace, dashed where it is open, stadiums for
 * address ranges, hexagons for the internet.
 */
export function connectivityMermaid(result: ConnectivityResult): Iterable<string> {
  return inChunks(pieces(result));
}

function* pieces({ pods, rows }: ConnectivityResult): Generator<string> {
  const quote = remembered(mermaidString);
  const ids = new Map<string, string>();
  const define = (name: string): string => {
    const id = `n${ids.size}`;
    ids.set(name, id);
    return id;
  };
  yield 'flowchart LR\n';
  let subgraph = 0;
  for (const [namespace, own] of groupByNamespace(pods)) {
    const open = openDirections(own.map(({ openTo = [] }) => ({ openTo })));
    yield `  subgraph s${subgraph}[${quote(open.length > 0 ? `${namespace} (open: ${open.join(', ')})` : namespace)}]\n`;
    for (const { name } of own)
      yield `    ${define(name)}[${quote(name.startsWith(`${namespace}/`) ? name.slice(namespace.length + 1) : name)}]\n`;
    yield '  end\n';
    if (open.length > 0) yield `  style s${subgraph} ${mermaidOpen}\n`;
    subgraph++;
  }
  for (const { src, dst, conn } of rows) {
    for (const end of [src, dst])
      if (!ids.has(end))
        yield holdsInternet([end]) ? `  ${define(end)}{{${quote(end)}}}\n` : `  ${define(end)}([${quote(end)}])\n`;
    yield `  ${ids.get(src)} -->|${quote(conn)}| ${ids.get(dst)}\n`;
  }
}

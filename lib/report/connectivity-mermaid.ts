import { printable } from '../diagnostics/printable';
import { inChunks, remembered } from './chunks';
import type { ConnectivityResult } from './connectivity-result';
import { podsByNamespace } from './pods-by-namespace';

/** A Mermaid flowchart, as GitHub draws it: a subgraph for each namespace, stadiums for address ranges. */
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
  for (const [namespace, names] of podsByNamespace(pods)) {
    yield `  subgraph s${subgraph++}[${quote(namespace)}]\n`;
    for (const name of names)
      yield `    ${define(name)}[${quote(name.startsWith(`${namespace}/`) ? name.slice(namespace.length + 1) : name)}]\n`;
    yield '  end\n';
  }
  for (const { src, dst, conn } of rows) {
    for (const end of [src, dst]) if (!ids.has(end)) yield `  ${define(end)}([${quote(end)}])\n`;
    yield `  ${ids.get(src)} -->|${quote(conn)}| ${ids.get(dst)}\n`;
  }
}

/** A quoted string in which nothing is markup: Mermaid has character codes where others have a backslash. */
function mermaidString(text: string): string {
  const escaped = printable(text).replace(/[#"<>&`|;{}]|\s/g, (mark) =>
    mark === ' ' ? mark : `#${mark.charCodeAt(0)};`,
  );
  return `"${escaped}"`;
}

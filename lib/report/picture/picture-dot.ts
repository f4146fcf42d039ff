import { printable, printableLines } from '../../diagnostics/printable';
import { listed } from '../../wording/words';
import type { EdgeLook, Picture, PictureEdge, PictureExternal, PictureGroup, PictureNode } from './picture';

/** Labels on more lines than this hide the lines: then the ports are tooltips. */
const mostLabels = 45;

/** Graphviz knows the measures of single fonts: with a list of names it guesses, and text leaves its box. */
const font = 'Verdana';

const looks: Readonly<Record<EdgeLook, { readonly colour: string; readonly style: string }>> = {
  plain: { colour: '#57606a', style: '' },
  opened: { colour: '#1a7f37', style: ', penwidth=1.6' },
  closed: { colour: '#cf222e', style: ', style=dashed' },
  changed: { colour: '#9a6700', style: ', penwidth=1.6' },
  added: { colour: '#1a7f37', style: ', penwidth=1.6, style=dotted' },
  removed: { colour: '#cf222e', style: ', penwidth=1.6, style=dotted' },
};

/** The picture in Graphviz's language, with ids and classes for pages that embed the drawing. */
export function pictureDot({ title, groups, externals, edges, notes }: Picture): string {
  const hasLabels = edges.length <= mostLabels;
  const lines = [
    ...notes.map((note) => `// ${printable(note.replace(/\s+/g, ' '))}`),
    'digraph netpact {',
    `  graph [rankdir=LR, fontname="${font}", fontsize=13, nodesep=0.25, ranksep=0.9, bgcolor="white", pad=0.3];`,
    `  node [fontname="${font}", fontsize=11, shape=box, style="rounded,filled", fillcolor="#ffffff", color="#57606a", height=0.35, margin="0.2,0.06"];`,
    `  edge [fontname="${font}", fontsize=9, arrowsize=0.7];`,
    `  label=${quoted([title, ...notes].map(inLines).join('\n'))};`,
    ...groups.flatMap(groupLines),
    ...externals.map(externalLine),
    ...edges.map((edge) => edgeLine(edge, hasLabels)),
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

function groupLines({ label, isOpen, nodes }: PictureGroup, index: number): readonly string[] {
  if (label === undefined) return nodes.map(nodeLine);
  const look = isOpen
    ? 'style="rounded,dashed,filled"; color="#bc4c00"; fillcolor="#fff1e5";'
    : 'style="rounded,filled"; color="#afb8c1"; fillcolor="#f6f8fa";';
  return [
    `  subgraph cluster_${index} {`,
    `    label=${quoted(label)}; ${look}`,
    ...nodes.map((node) => `  ${nodeLine(node)}`),
    '  }',
  ];
}

function nodeLine({ id, label, name, openTo, partlyOpenTo }: PictureNode): string {
  const look = openTo.length + partlyOpenTo.length > 0 ? ', style="rounded,dashed,filled", color="#bc4c00"' : '';
  const tooltip = [
    ...(openTo.length > 0 ? [`not isolated for ${listed(openTo)}`] : []),
    ...(partlyOpenTo.length > 0 ? [`in part not isolated for ${listed(partlyOpenTo)}`] : []),
  ].join(', ');
  const about = tooltip === '' ? name : `${name}: ${tooltip}`;
  return `  ${id} [id=${id}, class="pods", label=${quoted(label)}, tooltip=${quoted(about)}${look}];`;
}

function externalLine({ id, label, name, kind }: PictureExternal): string {
  const look =
    kind === 'internet'
      ? 'shape=doubleoctagon, style=filled, fillcolor="#ffebe9", color="#cf222e"'
      : 'shape=hexagon, margin="0,0.02", style=filled, fillcolor="#ddf4ff", color="#0969da"';
  return `  ${id} [id=${id}, class="external", label=${quoted(label)}, tooltip=${quoted(name)}, ${look}];`;
}

function edgeLine({ id, from, to, label, ports, look }: PictureEdge, hasLabel: boolean): string {
  const { colour, style } = looks[look];
  const shown = hasLabel ? `label=${quoted(label)}, fontcolor="${colour}", ` : '';
  const all = quoted(ports.join('; '));
  return `  ${from} -> ${to} [id=${id}, class="${look} ${from} ${to}", ${shown}edgetooltip=${all}, color="${colour}"${style}];`;
}

/** Long sentences in lines: Graphviz breaks none, and a drawing would be as wide as its longest note. */
const inLines = (sentence: string): string => sentence.replace(/(.{1,100})(?: |$)/g, '$1\n').trimEnd();

/** A quoted string; a backslash would start one of Graphviz's escapes. */
function quoted(text: string): string {
  return `"${printableLines(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

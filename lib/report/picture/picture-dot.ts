import { printable } from '../../diagnostics/printable';
import { dotString } from './dot-string';
import { openDirections } from './open-directions';
import type { EdgeLook, Picture, PictureCluster, PictureEdge, PictureExternal, PictureNode } from './picture';

/** Labels on more lines than this hide the lines: then the ports are tooltips. */
const mostLabels = 45;

/** Graphviz knows the measures of single fonts: with a list of names it guesses, and text leaves its box. */
const font = 'Verdana';

const colours: Readonly<Record<EdgeLook, string>> = {
  plain: '#57606a',
  opened: '#1a7f37',
  closed: '#cf222e',
  changed: '#9a6700',
};

/** The picture in Graphviz's language, with ids and classes for pages that embed the drawing. */
export function pictureDot({ title, clusters, externals, edges, notes }: Picture): string {
  const hasLabels = edges.length <= mostLabels;
  const lines = [
    'digraph netpact {',
    `  graph [rankdir=LR, fontname="${font}", fontsize=13, nodesep=0.25, ranksep=0.9, bgcolor="white", pad=0.3];`,
    `  node [fontname="${font}", fontsize=11, shape=box, style="rounded,filled", fillcolor="#ffffff", color="#57606a", height=0.35, margin="0.2,0.06"];`,
    `  edge [fontname="${font}", fontsize=9, arrowsize=0.7];`,
    `  label=${text([title, ...notes].join('\n'))};`,
    ...clusters.flatMap(clusterLines),
    ...externals.map(externalLine),
    ...edges.map((edge) => edgeLine(edge, hasLabels)),
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

function clusterLines({ name, nodes }: PictureCluster, index: number): readonly string[] {
  const isOpen = nodes.length > 0 && nodes.every(({ openTo }) => openTo.length > 0);
  const only = nodes[0];
  if (only && nodes.length === 1 && only.name === name) return [nodeLine(only)];
  const directions = openDirections(nodes);
  const label = directions.length > 0 ? `${name} (open: ${directions.join(', ')})` : name;
  const look = isOpen
    ? 'style="rounded,dashed,filled", color="#bc4c00", fillcolor="#fff1e5"'
    : 'style="rounded,filled", color="#afb8c1", fillcolor="#f6f8fa"';
  return [
    `  subgraph cluster_${index} {`,
    `    label=${text(label)}; ${attributes(look)}`,
    ...nodes.map((node) => `  ${nodeLine(node)}`),
    '  }',
  ];
}

const attributes = (look: string): string =>
  look
    .split(/, (?=\w+=)/)
    .join('; ')
    .concat(';');

function nodeLine({ id, label, name, openTo }: PictureNode): string {
  const open = openTo.length > 0 ? `, style="rounded,dashed,filled", color="#bc4c00"` : '';
  const tooltip = openTo.length > 0 ? `${name}: not isolated for ${openTo.join(' and ')}` : name;
  return `  ${id} [id=${id}, class="pods", label=${text(label)}, tooltip=${text(tooltip)}${open}];`;
}

function externalLine({ id, label, name, kind }: PictureExternal): string {
  const look =
    kind === 'internet'
      ? 'shape=doubleoctagon, style=filled, fillcolor="#ffebe9", color="#cf222e"'
      : 'shape=hexagon, margin="0,0.02", style=filled, fillcolor="#ddf4ff", color="#0969da"';
  return `  ${id} [id=${id}, class="external", label=${text(label)}, tooltip=${text(name)}, ${look}];`;
}

function edgeLine({ id, from, to, label, look }: PictureEdge, hasLabel: boolean): string {
  const style = look === 'closed' ? ', style=dashed' : look === 'plain' ? '' : ', penwidth=1.6';
  const shown = hasLabel ? `label=${text(label)}, fontcolor="${colours[look]}", ` : '';
  return `  ${from} -> ${to} [id=${id}, class="${look} ${from} ${to}", ${shown}edgetooltip=${text(label)}, color="${colours[look]}"${style}];`;
}

const text = (value: string): string => dotString(printable(value));

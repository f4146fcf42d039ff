import { mermaidOpen, mermaidString } from './mermaid-string';
import { openDirections } from './open-directions';
import type { EdgeLook, Picture, PictureCluster, PictureExternal } from './picture';

const strokes: Readonly<Record<EdgeLook, string | undefined>> = {
  plain: undefined,
  opened: 'stroke:#1a7f37,stroke-width:2px',
  closed: 'stroke:#cf222e,stroke-dasharray:5 5',
  changed: 'stroke:#9a6700,stroke-width:2px',
};

/** The picture as a Mermaid flowchart, as GitHub and GitLab draw it in a comment. */
export function pictureMermaid({ title, clusters, externals, edges, notes }: Picture): string {
  const lines = [
    'flowchart LR',
    ...[title, ...notes].map((note) => `  %% ${mermaidString(note)}`),
    ...clusters.flatMap(clusterLines),
    ...externals.map(externalLine),
    ...edges.map(({ from, to, label }) => `  ${from} -->|${mermaidString(label)}| ${to}`),
    ...edges.flatMap(({ look }, index) => {
      const stroke = strokes[look];
      return stroke ? [`  linkStyle ${index} ${stroke}`] : [];
    }),
  ];
  return `${lines.join('\n')}\n`;
}

function clusterLines({ name, nodes }: PictureCluster, index: number): readonly string[] {
  const open = openDirections(nodes);
  const label = open.length > 0 ? `${name} (open: ${open.join(', ')})` : name;
  return [
    `  subgraph s${index}[${mermaidString(label)}]`,
    ...nodes.map(({ id, label: node }) => `    ${id}[${mermaidString(node)}]`),
    '  end',
    ...(open.length > 0 ? [`  style s${index} ${mermaidOpen}`] : []),
  ];
}

/** The internet is a hexagon, other ranges are stadiums. */
function externalLine({ id, label, kind }: PictureExternal): string {
  const text = mermaidString(label.replaceAll('\n', ', '));
  return kind === 'internet' ? `  ${id}{{${text}}}` : `  ${id}([${text}])`;
}

import { printable } from '../../diagnostics/printable';
import type { EdgeLook, Picture, PictureExternal, PictureGroup } from './picture';

const strokes: Readonly<Record<EdgeLook, string | undefined>> = {
  plain: undefined,
  opened: 'stroke:#1a7f37,stroke-width:2px',
  closed: 'stroke:#cf222e,stroke-dasharray:5 5',
  changed: 'stroke:#9a6700,stroke-width:2px',
  added: 'stroke:#1a7f37,stroke-width:2px,stroke-dasharray:2 3',
  removed: 'stroke:#cf222e,stroke-width:2px,stroke-dasharray:2 3',
};

/** What is drawn around pods that nothing isolates in some direction. */
const openLook = 'stroke:#bc4c00,stroke-dasharray:5 5';

/**
 * The picture as a Mermaid flowchart, as GitHub and GitLab draw it in a comment. Mermaid has no tooltips: full names,
 * and what labels leave out, are comments.
 */
export function pictureMermaid({ title, groups, externals, edges, notes }: Picture): string {
  const nodes = groups.flatMap((group) => group.nodes);
  const open = nodes.filter(({ openTo, partlyOpenTo }) => openTo.length + partlyOpenTo.length > 0);
  const lines = [
    'flowchart LR',
    ...[title, ...notes].map(commentLine),
    ...[...nodes, ...externals].flatMap(({ id, name, label }) =>
      name === label ? [] : [commentLine(`${id}: ${name}`)],
    ),
    ...edges.flatMap(({ from, to, ports, label }) => {
      const all = ports.join('; ');
      return all === label ? [] : [commentLine(`${from} to ${to}: ${all}`)];
    }),
    ...(notes.length > 0
      ? [`  notes[${quoted([title, ...notes].join('\n'))}]`, '  style notes fill:#fff8c5,stroke:#d4a72c,color:#1f2328']
      : []),
    ...groups.flatMap(groupLines),
    ...open.map(({ id }) => `  style ${id} ${openLook}`),
    ...externals.map(externalLine),
    ...edges.map(({ from, to, label }) => `  ${from} -->|${quoted(label)}| ${to}`),
    ...edges.flatMap(({ look }, index) => {
      const stroke = strokes[look];
      return stroke ? [`  linkStyle ${index} ${stroke}`] : [];
    }),
  ];
  return `${lines.join('\n')}\n`;
}

const commentLine = (text: string): string => `  %% ${quoted(text.replace(/\s+/g, ' '))}`;

function groupLines({ label, isOpen, nodes }: PictureGroup, index: number): readonly string[] {
  const nodeLines = nodes.map(({ id, label: node }) => `${id}[${quoted(node)}]`);
  if (label === undefined) return nodeLines.map((line) => `  ${line}`);
  return [
    `  subgraph s${index}[${quoted(label)}]`,
    ...nodeLines.map((line) => `    ${line}`),
    '  end',
    ...(isOpen ? [`  style s${index} ${openLook}`] : []),
  ];
}

/** The internet is a hexagon, other ranges are stadiums. */
function externalLine({ id, label, kind }: PictureExternal): string {
  return kind === 'internet' ? `  ${id}{{${quoted(label)}}}` : `  ${id}([${quoted(label)}])`;
}

/** A quoted string in which nothing is markup but the ends of lines: Mermaid has character codes where others have a backslash. */
function quoted(text: string): string {
  const lines = text
    .split('\n')
    .map((line) =>
      printable(line).replace(/[#"<>&`|;{}]|\s/g, (mark) => (mark === ' ' ? mark : `#${mark.charCodeAt(0)};`)),
    );
  return `"${lines.join('<br/>')}"`;
}

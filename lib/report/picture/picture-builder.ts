import { getOrInsert, groupBy } from '../../algebra/keyed';
import type { ClassEnd } from '../../analyze/connectivity/class-rows';
import { type Direction, directions } from '../../analyze/model/policy-rules';
import type { PodSet } from '../../analyze/model/universe';
import { nameInNamespace, withoutKind } from '../../wording/names';
import { externalShape, mergeExternals } from './external-shape';
import type { EdgeLook, Picture, PictureEdge, PictureExternal, PictureGroup, PictureNode } from './picture';

/** All that reaches the same on the same ports. */
export interface PictureRow {
  readonly src: ClassEnd;
  readonly dst: ClassEnd;
  /** What passes: `TCP 80`, `TCP 80 → every port`. */
  readonly ports: string;
  readonly look: EdgeLook;
}

/** What a picture is made from. */
export interface PictureInput {
  readonly title: string;
  /** Who is drawn, with lines or without. */
  readonly pods: readonly PodSet[];
  readonly rows: readonly PictureRow[];
  /** Whether what pods do to other replicas of themselves is a line. */
  readonly drawsReplicas: boolean;
  /** Directions in which nothing isolates pods. */
  readonly openTo: (pods: PodSet) => readonly Direction[];
  readonly notes: readonly string[];
  /** What shows more where namespaces are drawn: `--format csv lists every pair`. */
  readonly elsewhere: string;
}

/** More lines than this are a tangle, and take long to lay out: then namespaces are drawn instead of workloads. */
const mostEdges = 800;
/** So many workloads of one namespace can be looked at; of several, fewer: namespaces are the better overview. */
const mostNodes = { ofOne: 320, ofSeveral: 80 };
/** Between namespaces nothing is left to draw instead. */
const mostNamespaceEdges = 5000;

/** Draws workloads, or, where those would be a tangle, namespaces; a note says what is not drawn. */
export function buildPicture(input: PictureInput): Picture {
  const { title, pods, openTo, notes, elsewhere } = input;
  const namespaces = groupBy(pods, namespaceOf);
  if (pods.length <= (namespaces.size > 1 ? mostNodes.ofSeveral : mostNodes.ofOne)) {
    const ids = idsOf(pods.map(nameOf));
    const lines = linesOf(input, nameOf, ids, mostEdges);
    const groups = [...namespaces].map(([namespace, own]) => groupOf(namespace, own, ids, openTo));
    if (lines) return { title, groups, ...lines, notes };
  }
  const ids = idsOf(namespaces.keys());
  const nodes = [...namespaces].map(([namespace, own]) => {
    const { open, partlyOpen } = opennessOf(own, openTo);
    const label = labelled(namespace, open, partlyOpen);
    return { id: ids.get(namespace) ?? '', label, name: namespace, openTo: open, partlyOpenTo: partlyOpen };
  });
  const lines = linesOf(input, namespaceOf, ids, mostNamespaceEdges);
  const note = lines
    ? `Namespaces are drawn, because there are too many workloads to draw each; ${elsewhere}.`
    : `Namespaces are drawn without lines, because there are more than ${mostNamespaceEdges} between them; ${elsewhere}.`;
  return {
    title,
    groups: [{ isOpen: false, nodes }],
    ...(lines ? mergeExternals(lines.externals, lines.edges) : { externals: [], edges: [] }),
    notes: [...notes, note],
  };
}

const nameOf = ({ name }: PodSet): string => name;
const namespaceOf = ({ namespace }: PodSet): string => namespace;

type Ids = ReadonlyMap<string, string>;

const idsOf = (parts: Iterable<string>): Ids => new Map([...parts].map((part, index) => [part, `n${index}`]));

/** The box of a namespace; a name says its kind where another of the namespace is called alike. */
function groupOf(namespace: string, pods: readonly PodSet[], ids: Ids, openTo: PictureInput['openTo']): PictureGroup {
  const whole = opennessOf(pods, openTo).open;
  const shortNames = groupBy(pods, ({ name }) => withoutKind(nameInNamespace(name, namespace)));
  const nodes = [...shortNames].flatMap(([short, alike]) =>
    alike.map((each): PictureNode => {
      const { name } = each;
      const open = openTo(each);
      const own = open.filter((direction) => !whole.includes(direction));
      const label = labelled(alike.length === 1 ? short : nameInNamespace(name, namespace), own);
      return { id: ids.get(name) ?? '', label, name, openTo: open, partlyOpenTo: [] };
    }),
  );
  const label = whole.length > 0 ? `${namespace} (open: ${whole.join(', ')})` : namespace;
  return { label, isOpen: whole.length > 0, nodes };
}

function labelled(name: string, open: readonly Direction[], partlyOpen: readonly Direction[] = []): string {
  return [
    name,
    ...(open.length > 0 ? [`open: ${open.join(', ')}`] : []),
    ...(partlyOpen.length > 0 ? [`partly open: ${partlyOpen.join(', ')}`] : []),
  ].join('\n');
}

/** The directions in which nothing isolates any of these pods, and those in which nothing isolates some. */
function opennessOf(pods: readonly PodSet[], openTo: PictureInput['openTo']) {
  const all = pods.map(openTo);
  const isIn = (direction: Direction) => (each: readonly Direction[]) => each.includes(direction);
  const open = directions.filter((direction) => all.every(isIn(direction)));
  const partlyOpen = directions.filter((direction) => !open.includes(direction) && all.some(isIn(direction)));
  return { open, partlyOpen };
}

interface Line {
  readonly from: string;
  readonly to: string;
  readonly look: EdgeLook;
  readonly ports: Set<string>;
}

/** The lines between parts and addresses; undefined where there are too many. */
function linesOf(
  { rows, drawsReplicas }: PictureInput,
  partOf: (pods: PodSet) => string,
  ids: Ids,
  most: number,
): Pick<Picture, 'externals' | 'edges'> | undefined {
  const externals = new Map<string, PictureExternal>();
  const lines = new Map<string, Line>();
  const endsOf = (end: ClassEnd): ReadonlyMap<string, readonly PodSet[]> => {
    if (end.kind === 'pods') return groupBy(end.pods, (pods) => ids.get(partOf(pods)) ?? '');
    const { id } = getOrInsert(externals, end.ranges.join(), () => externalShape(end, `x${externals.size}`));
    return new Map([[id, []]]);
  };
  for (const { src, dst, ports, look } of rows) {
    const [sources, targets] = [endsOf(src), endsOf(dst)];
    if (sources.size * targets.size > most + sources.size) return undefined;
    for (const [from, sent] of sources)
      for (const [to, reached] of targets)
        if (from !== to || drawsReplicas || holdsOthers(sent, reached))
          getOrInsert(lines, `${from} ${to} ${look}`, () => ({ from, to, look, ports: new Set() })).ports.add(ports);
    if (lines.size > most) return undefined;
  }
  const edges = [...lines.values()].map(({ ports, ...line }, index): PictureEdge => {
    const all = [...ports].sort();
    return { ...line, id: `e${index}`, label: shortened(all), ports: all };
  });
  return { externals: [...externals.values()], edges };
}

/** Whether some reach others than themselves. */
function holdsOthers([source, ...sources]: readonly PodSet[], [target, ...targets]: readonly PodSet[]): boolean {
  return sources.length + targets.length > 0 || source !== target;
}

const namedPorts = 3;

function shortened(ports: readonly string[]): string {
  return ports.length <= namedPorts ? ports.join('; ') : `${ports.slice(0, namedPorts).join('; ')}; …`;
}

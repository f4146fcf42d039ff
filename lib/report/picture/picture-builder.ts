import type { ClassEnd } from '../../analyze/connectivity/class-rows';
import type { PodSet } from '../../analyze/model/universe';
import { externalNode } from './external-node';
import { withMergedExternals } from './merged-externals';
import type { EdgeLook, Picture, PictureCluster, PictureExternal, PictureNode } from './picture';

/** All that reaches the same on the same ports. */
export interface PictureRow {
  readonly src: ClassEnd;
  readonly dst: ClassEnd;
  readonly label: string;
  readonly look: EdgeLook;
}

/** What a picture is made from. */
export interface PictureInput {
  readonly title: string;
  readonly pods: readonly PodSet[];
  readonly rows: readonly PictureRow[];
  readonly openTo: (pods: PodSet) => PictureNode['openTo'];
  readonly notes?: readonly string[];
}

/** More lines than this are a tangle, and take long to lay out: then namespaces are drawn instead of workloads. */
const mostEdges = 800;
/** So many workloads of one namespace can be looked at; of several, fewer: namespaces are the better overview. */
const mostNodes = { ofOne: 320, ofSeveral: 80 };

/** Draws workloads, or, where those would be a tangle, namespaces. */
export function buildPicture(input: PictureInput): Picture {
  const namespaces = new Set(input.pods.map(({ namespace }) => namespace));
  const most = namespaces.size > 1 ? mostNodes.ofSeveral : mostNodes.ofOne;
  const byWorkload = input.pods.length <= most ? picture(input, ({ name }) => name) : undefined;
  if (byWorkload) return byWorkload;
  const notes = [
    ...(input.notes ?? []),
    'Namespaces are drawn, because there are too many workloads to draw each; netpact connectivity --focus draws one and its neighbours.',
  ];
  const byNamespace = picture({ ...input, notes }, ({ namespace }) => namespace, 5000);
  return byNamespace
    ? withMergedExternals(byNamespace)
    : { title: input.title, clusters: [], externals: [], edges: [], notes };
}

function picture(input: PictureInput, partOf: (pods: PodSet) => string, most = mostEdges): Picture | undefined {
  const ids = new Map<string, string>();
  const nodes = nodesOf(input, partOf, ids);
  const externals = new Map<string, PictureExternal>();
  const edges = new Map<string, { from: string; to: string; look: EdgeLook; labels: Set<string> }>();
  const idsOf = (end: ClassEnd): readonly string[] => {
    if (end.kind === 'pods') return [...new Set(end.pods.map(partOf))].flatMap((part) => ids.get(part) ?? []);
    const made = externalNode(end, `x${externals.size}`);
    const known = externals.get(made.label === 'internet' ? 'internet' : made.name) ?? made;
    externals.set(known.label === 'internet' ? 'internet' : known.name, known);
    return [known.id];
  };
  for (const { src, dst, label, look } of input.rows) {
    const [from, to] = [idsOf(src), idsOf(dst)];
    if (from.length * to.length > most) return undefined;
    for (const a of from)
      for (const b of to) {
        if (a === b) continue;
        const key = `${a} ${b} ${look}`;
        const edge = edges.get(key) ?? { from: a, to: b, look, labels: new Set() };
        edges.set(key, edge);
        edge.labels.add(label);
      }
    if (edges.size > most) return undefined;
  }
  const { title, notes = [] } = input;
  const drawn = [...edges.values()].map(({ labels, ...edge }, index) => ({
    ...edge,
    id: `e${index}`,
    label: labelOf(labels),
  }));
  return { title, clusters: nodes, externals: [...externals.values()], edges: drawn, notes };
}

const namedLabels = 3;

function labelOf(labels: ReadonlySet<string>): string {
  const all = [...labels].sort();
  return all.length <= namedLabels ? all.join('; ') : `${all.slice(0, namedLabels).join('; ')}; …`;
}

function nodesOf(
  { pods, openTo }: PictureInput,
  partOf: (pods: PodSet) => string,
  ids: Map<string, string>,
): readonly PictureCluster[] {
  const clusters = new Map<string, Map<string, PictureNode>>();
  for (const each of pods) {
    const { namespace } = each;
    const part = partOf(each);
    const cluster = clusters.get(namespace) ?? new Map<string, PictureNode>();
    clusters.set(namespace, cluster);
    const open = openTo(each);
    const known = cluster.get(part);
    if (known) {
      // Of a whole namespace it is said that it is open as soon as something in it is.
      cluster.set(part, { ...known, openTo: [...new Set([...known.openTo, ...open])] });
      continue;
    }
    const id = `n${ids.size}`;
    ids.set(part, id);
    const label = part.startsWith(`${namespace}/`) ? part.slice(namespace.length + 1) : part;
    cluster.set(part, { id, label: label.replace(/(.)\[[A-Za-z]+\]$/, '$1'), name: part, openTo: open });
  }
  return [...clusters].map(([name, nodes]) => ({ name, nodes: [...nodes.values()] }));
}

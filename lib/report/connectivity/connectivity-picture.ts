import type { Analysis } from '../../analyze/analysis';
import { type ClassRow, connectivityByClass } from '../../analyze/connectivity/class-rows';
import type { ConnectivityFilter } from '../../analyze/connectivity/connectivity';
import type { PodSet } from '../../analyze/model/universe';
import type { Picture } from '../picture/picture';
import { buildPicture, type PictureRow } from '../picture/picture-builder';
import { portsText } from '../ports-text';

/**
 * Who may talk to whom as a graph. What pods that nothing isolates exchange with each other is not drawn as lines: they
 * look open.
 */
export function connectivityPicture(analysis: Analysis, filter: ConnectivityFilter = {}): Picture {
  const openTo = (pods: PodSet) =>
    (['ingress', 'egress'] as const).filter((direction) => !analysis.isIsolated(direction, pods));
  const rows = [...connectivityByClass(analysis, filter)];
  const isMet = new Set<PodSet>();
  for (const end of rows.flatMap(({ src, dst }) => [src, dst]))
    if (end.kind === 'pods') for (const pods of end.pods) isMet.add(pods);
  const pods = analysis.universe.pods.filter((each) =>
    filter.focus ? filter.focus.has(each.name) || isMet.has(each) : true,
  );
  return buildPicture({ title: 'connectivity', pods, rows: rows.flatMap((row) => drawnRows(row, openTo)), openTo });
}

/** The parts of a row that policies decide at one end at least. */
function drawnRows(row: ClassRow, openTo: (pods: PodSet) => readonly string[]): readonly PictureRow[] {
  const drawn = (src: ClassRow['src'], dst: ClassRow['dst']): PictureRow => ({
    src,
    dst,
    label: portsText(row.ports),
    look: 'plain',
  });
  const { src, dst } = row;
  const isOpen = (direction: 'ingress' | 'egress') => (pods: PodSet) => openTo(pods).includes(direction);
  if (src.kind === 'addresses')
    return dst.kind === 'pods' ? partOf(dst, not(isOpen('ingress'))).map((end) => drawn(src, end)) : [];
  if (dst.kind === 'addresses') return partOf(src, not(isOpen('egress'))).map((end) => drawn(end, dst));
  return [
    ...partOf(src, not(isOpen('egress'))).map((end) => drawn(end, dst)),
    ...partOf(src, isOpen('egress')).flatMap((from) =>
      partOf(dst, not(isOpen('ingress'))).map((to) => drawn(from, to)),
    ),
  ];
}

type Pods = Extract<ClassRow['src'], { kind: 'pods' }>;

function partOf(end: Pods, test: (pods: PodSet) => boolean): readonly Pods[] {
  const pods = end.pods.filter(test);
  return pods.length === 0
    ? []
    : [{ kind: 'pods', pods, isEveryone: end.isEveryone && pods.length === end.pods.length }];
}

const not = (test: (pods: PodSet) => boolean) => (pods: PodSet) => !test(pods);

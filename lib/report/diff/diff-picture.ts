import { byCodeUnits } from '../../algebra/text-order';
import type { ClusterDiff } from '../../analyze/diff/cluster-diff';
import type { JudgedChange } from '../../analyze/diff/judged-change';
import type { PodSet } from '../../analyze/model/universe';
import type { EdgeLook, Picture } from '../picture/picture';
import { buildPicture } from '../picture/picture-builder';
import { limitsOf } from './diff-lists';

const looks: Readonly<Record<JudgedChange['kind'], EdgeLook>> = {
  opened: 'opened',
  added: 'opened',
  closed: 'closed',
  removed: 'closed',
  changed: 'changed',
};

/** What opened and closed as a graph of those whom it concerns. */
export function diffPicture(diff: ClusterDiff): Picture {
  const { changes, oneSided, verdict, sides } = diff;
  const all = [...changes, ...oneSided];
  const pods = new Map<string, PodSet>();
  for (const end of all.flatMap(({ src, dst }) => [src, dst]))
    if (end.kind === 'pods') for (const each of end.pods) pods.set(each.name, each);
  return buildPicture({
    title: `diff: ${verdict}`,
    pods: [...pods.values()].sort((a, b) => byCodeUnits(a.name, b.name)),
    rows: all.map(({ kind, src, dst, was, is }) => ({ src, dst, look: looks[kind], label: labelOf(kind, was, is) })),
    openTo(each) {
      const analysis = sides?.after.pods(each.name) ? sides.after : undefined;
      const known = analysis?.pods(each.name);
      if (!analysis || !known) return [];
      return (['ingress', 'egress'] as const).filter((direction) => !analysis.isIsolated(direction, known));
    },
    notes: [
      ...limitsOf(diff),
      ...(all.length === 0 && verdict !== 'undecided' ? ['Nothing opened and nothing closed.'] : []),
    ],
  });
}

function labelOf(kind: JudgedChange['kind'], was: string, is: string): string {
  const short = (text: string) => (text === 'All Connections' ? 'all ports' : text);
  if (kind === 'changed') return `${short(was)} → ${short(is)}`;
  return short(kind === 'opened' || kind === 'added' ? is : was);
}

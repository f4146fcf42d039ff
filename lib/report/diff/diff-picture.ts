import { byCodeUnits } from '../../algebra/text-order';
import type { ClusterDiff } from '../../analyze/diff/cluster-diff';
import { directions } from '../../analyze/model/policy-rules';
import type { PodSet } from '../../analyze/model/universe';
import { portsText } from '../../wording/ports';
import { counted } from '../../wording/words';
import type { Picture } from '../picture/picture';
import { buildPicture } from '../picture/picture-builder';
import { limitsOf } from './diff-lists';
import { changedText } from './diff-rows';

/** What opened and closed as a graph of those whom it concerns. `notes` is what else is to be said beside it: assumptions. */
export function diffPicture(diff: ClusterDiff, notes: readonly string[] = []): Picture {
  const { verdict, sides } = diff;
  const changes = [...diff.changes, ...diff.oneSided];
  const pods = new Map<string, PodSet>();
  for (const end of changes.flatMap(({ src, dst }) => [src, dst]))
    if (end.kind === 'pods') for (const each of end.pods) pods.set(each.name, each);
  return buildPicture({
    title: `diff: ${verdict}`,
    pods: [...pods.values()].sort((a, b) => byCodeUnits(a.name, b.name)),
    rows: changes.map(({ src, dst, kind, before, after }) => ({
      src,
      dst,
      ports: changedText(kind, portsText(before), portsText(after)),
      look: kind,
    })),
    drawsReplicas: true,
    openTo({ name }) {
      const known = sides?.after.pods(name);
      return directions.filter((direction) => known && !sides?.after.isIsolated(direction, known));
    },
    notes: [
      ...limitsOf(diff),
      ...isolationNotes(diff),
      ...(changes.length === 0 && verdict !== 'undecided' ? ['Nothing opened and nothing closed.'] : []),
      ...notes,
    ],
    elsewhere: '--format csv lists every pair',
  });
}

/** A graph of connections has no place for who is isolated: the lists of the text have it. */
function isolationNotes({ newlyIsolated, noLongerIsolated }: ClusterDiff): readonly string[] {
  const note = (pods: readonly unknown[], what: string): readonly string[] =>
    pods.length === 0 ? [] : [`${counted(pods.length, 'set')} of pods ${what}: --format text lists them.`];
  return [...note(noLongerIsolated, 'no longer isolated'), ...note(newlyIsolated, 'newly isolated')];
}

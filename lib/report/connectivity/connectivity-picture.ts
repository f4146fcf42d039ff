import { getOrInsert } from '../../algebra/keyed';
import type { Analysis } from '../../analyze/analysis';
import { type ClassEnd, connectivityByClass } from '../../analyze/connectivity/class-rows';
import { type ConnectivityFilter, isPartial, portsOfFilter } from '../../analyze/connectivity/connectivity';
import { type Direction, directions } from '../../analyze/model/policy-rules';
import type { PodSet } from '../../analyze/model/universe';
import { portsText } from '../../wording/ports';
import { listed } from '../../wording/words';
import type { Picture } from '../picture/picture';
import { buildPicture, type PictureRow } from '../picture/picture-builder';
import { nothingAllowed } from './connectivity-rows';

/**
 * Who may talk to whom as a graph. What no policy limits is not drawn as lines: it looks open, and a note says so. `notes`
 * is what else is to be said beside it: assumptions, and what is not decided. Both address families, unless the filter says
 * which.
 */
export function connectivityPicture(
  analysis: Analysis,
  filter: ConnectivityFilter = {},
  notes: readonly string[] = [],
): Picture {
  const openness = new Map<PodSet, readonly Direction[]>();
  const openTo = (pods: PodSet) =>
    getOrInsert(openness, pods, () => directions.filter((direction) => !analysis.isIsolated(direction, pods)));
  const rows: PictureRow[] = [];
  const met = new Set<PodSet>();
  let hasUnlimited = false;
  for (const { src, dst, ports } of connectivityByClass(analysis, { families: [4, 6], ...filter })) {
    for (const end of [src, dst]) if (end.kind === 'pods') for (const pods of end.pods) met.add(pods);
    const about = { ports: portsText(ports), look: 'plain' } as const;
    const from = divided(src, 'egress', openTo);
    const to = divided(dst, 'ingress', openTo);
    if (from.limited) rows.push({ src: from.limited, dst, ...about });
    if (from.open && to.limited) rows.push({ src: from.open, dst: to.limited, ...about });
    if (from.open && to.open) hasUnlimited = true;
  }
  const pods = analysis.universe.pods.filter((each) => !filter.focus || filter.focus.has(each.name) || met.has(each));
  const left = hasUnlimited ? [unlimited] : rows.length === 0 ? [nothingAllowed(filter)] : [];
  return buildPicture({
    title: isPartial(filter) ? `connectivity (${partText(filter)})` : 'connectivity',
    pods,
    rows,
    drawsReplicas: false,
    openTo,
    notes: [...notes, ...left],
    elsewhere: '--focus draws one and its neighbours, --format csv lists every pair',
  });
}

/** Which part a filter keeps: `of shop/web[Deployment], egress, TCP 443`. */
function partText(filter: ConnectivityFilter): string {
  const { focus, direction, protocol, port } = filter;
  return [
    ...(focus ? [`of ${listed([...focus])}`] : []),
    ...(direction ? [direction] : []),
    ...(protocol === undefined && port === undefined ? [] : [portsText(portsOfFilter(filter))]),
  ].join(', ');
}

const unlimited =
  'Lines that no policy limits are not drawn: what is open for egress (dashed) reaches every address outside and all that is open for ingress, and every address outside reaches that too.';

/** The pods of an end that policies limit, and those that nothing isolates; no policy limits addresses. */
function divided(
  end: ClassEnd,
  direction: Direction,
  openTo: (pods: PodSet) => readonly Direction[],
): { readonly limited?: ClassEnd; readonly open?: ClassEnd } {
  if (end.kind === 'addresses') return { open: end };
  const isOpen = (pods: PodSet) => openTo(pods).includes(direction);
  const part = (pods: readonly PodSet[]): ClassEnd => ({
    kind: 'pods',
    pods,
    isEveryone: end.isEveryone && pods.length === end.pods.length,
  });
  const [limited, open] = [end.pods.filter((pods) => !isOpen(pods)), end.pods.filter(isOpen)];
  return { ...(limited.length > 0 && { limited: part(limited) }), ...(open.length > 0 && { open: part(open) }) };
}

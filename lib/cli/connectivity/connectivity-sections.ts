import type { Analysis } from '../../analyze/analysis';
import { connectivityByNamespace } from '../../analyze/connectivity/by-namespace';
import { type ClassEnd, type ClassRow, connectivityByClass } from '../../analyze/connectivity/class-rows';
import type { ConnectivityFilter } from '../../analyze/connectivity/connectivity';
import type { PodSet } from '../../analyze/model/universe';
import type { Assumption } from '../../diagnostics/assumption';
import { type ConnectivitySection, connectivityText } from '../../report/connectivity/connectivity-text';
import { oneOrMany } from '../../wording/words';
import { paletteFor } from '../console/colours';
import type { ShownAnalysis } from '../input/shown-analysis';

/** The text: workloads first, then, where they are asked for, pods that are not in the input. */
export function connectivityTextOf(
  { base, shown, isUnasked }: ShownAnalysis,
  filter: ConnectivityFilter,
  assumptions: readonly Assumption[],
  onSummary: (note: string) => void,
): Iterable<string> {
  const sections: ConnectivitySection[] = [];
  const own = new Set(base.universe.namespaces.map(({ name }) => name));
  if (!isUnasked) sections.push(sectionOf(base, filter, own, () => true));
  if (shown !== base)
    sections.push({
      ...sectionOf(
        shown,
        filter,
        own,
        ({ src, dst }) => (hasImagined(src) || hasImagined(dst)) && (isIn(own, src) || isIn(own, dst)),
      ),
      ...(isUnasked ? {} : { title: 'with pods that are not in the input' }),
    });
  const { workloads, policies } = base.resources;
  const namespaces = base.universe.namespaces.filter(({ name }) => workloads.some((each) => each.namespace === name));
  const places = isUnasked ? '' : ` in ${count(namespaces.length, 'namespace')}`;
  return connectivityText({
    subject: `${count(workloads.length, 'workload')}${places}, ${count(policies.length, 'policy', 'policies')}`,
    sections,
    filter,
    assumptions,
    onSummary,
    palette: paletteFor(process.stdout),
  });
}

function sectionOf(
  analysis: Analysis,
  filter: ConnectivityFilter,
  own: ReadonlySet<string>,
  keeps: (row: ClassRow) => boolean,
): ConnectivitySection {
  const { pods } = analysis.universe;
  const { focus } = filter;
  const hasOthers = pods.some(({ workload }) => workload === undefined);
  // Workloads without a connection are named in their own part already.
  const isSubject = ({ name, namespace, workload }: PodSet) =>
    focus ? focus.has(name) : workload !== undefined ? !hasOthers : own.has(namespace);
  const subjects = pods.filter(isSubject);
  const rows = kept(connectivityByClass(analysis, filter), keeps);
  return { rows, pods, subjects, summary: () => connectivityByNamespace(analysis, filter) };
}

function* kept(rows: Iterable<ClassRow>, keeps: (row: ClassRow) => boolean): Generator<ClassRow> {
  for (const row of rows) if (keeps(row)) yield row;
}

/** Whether some of an end are in a namespace of the input: what others do among themselves is not asked. */
function isIn(namespaces: ReadonlySet<string>, end: ClassEnd): boolean {
  return end.kind === 'pods' && end.pods.some(({ namespace }) => namespaces.has(namespace));
}

function hasImagined(end: ClassEnd): boolean {
  return end.kind === 'pods' && end.pods.some(({ workload }) => workload === undefined);
}

const count = (number: number, one: string, many?: string): string =>
  `${number.toLocaleString('en-US')} ${oneOrMany(number, one, many)}`;

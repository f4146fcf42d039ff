import { type Analysis, analyze } from '../../analyze/analysis';
import { assumptionsOf } from '../../analyze/assumptions';
import { type ConnectivityRow, connectivityRows } from '../../analyze/connectivity';
import type { ConnectivityFilter } from '../../analyze/connectivity-filter';
import { withRepresentatives } from '../../analyze/exposure';
import type { ClusterResources } from '../../k8s/resources';
import { writeAll } from '../console/write-all';
import { type ExitCode, exitCode } from '../exit-code';
import { readAnalysisOptions } from '../input/analysis-options';
import { assumedLines } from '../input/assumed-lines';
import { loadInput } from '../input/load-input';
import { type ConnectivityOptions, focusOf, readFilter } from './connectivity-options';
import { connectivityTextOf } from './connectivity-sections';
import { formatterOf } from './formats';

/** `netpact connectivity PATH…`: who may talk to whom. */
export async function connectivityCommand(paths: readonly string[], options: ConnectivityOptions): Promise<ExitCode> {
  const settings = await readAnalysisOptions(options);
  const plainFilter = readFilter(options, settings.families);
  const loaded = await loadInput(paths, options.namespace);
  if (!loaded) return exitCode.refused;

  const base = analyze(loaded.resources, settings.analyze);
  const showsUnasked = options.exposure !== true && appliesToNobody(loaded.resources);
  const shown = options.exposure === true || showsUnasked ? withRepresentatives(base) : base;
  const filter: ConnectivityFilter =
    options.focus === undefined
      ? plainFilter
      : { ...plainFilter, focus: focusOf(shown, options.focus, options.namespace) };
  const assumed = assumedLines(assumptionsOf(shown));
  if (showsUnasked) process.stderr.write(noteOfRepresentatives);

  if (options.format === 'text')
    await writeAll(process.stdout, connectivityTextOf({ base, shown, filter, assumed, onlyShown: showsUnasked }));
  else if (options.format === 'svg') await writeSvg(shown, filter);
  else await writeRows(shown, filter, options.format);
  for (const line of assumed) process.stderr.write(`${line}\n`);
  return settings.analyze.strict && assumed.length > 0 ? exitCode.findings : exitCode.done;
}

const noteOfRepresentatives =
  'note: no workload of the input is in a namespace of its policies; shown are the pods that the policies describe, as shop/[app=web]\n';

/** Whether there are policies, and no workload lives where they apply. */
function appliesToNobody({ policies, workloads }: ClusterResources): boolean {
  const populated = new Set(workloads.map(({ namespace }) => namespace));
  return policies.length > 0 && policies.every(({ namespace }) => !populated.has(namespace));
}

async function writeSvg(analysis: Analysis, filter: ConnectivityFilter): Promise<void> {
  const { connectivityPicture } = await import('../../report/picture/connectivity-picture.js');
  const { writePicture } = await import('../picture/write-picture.js');
  await writePicture(connectivityPicture(analysis, filter));
}

async function writeRows(
  analysis: Analysis,
  filter: ConnectivityFilter,
  format: Exclude<ConnectivityOptions['format'], 'text' | 'svg'>,
): Promise<void> {
  const counter = { rows: 0 };
  const rows = counted(connectivityRows(analysis, filter), counter);
  const { pods } = analysis.universe;
  const focused = filter.focus ? pods.filter(({ name }) => filter.focus?.has(name)) : pods;
  await writeAll(process.stdout, (await formatterOf(format))({ pods: focused, rows }));
  if (counter.rows === 0) process.stderr.write('nothing is allowed: there is no connection to list\n');
}

function* counted(rows: Iterable<ConnectivityRow>, counter: { rows: number }): Generator<ConnectivityRow> {
  for (const row of rows) {
    counter.rows++;
    yield row;
  }
}

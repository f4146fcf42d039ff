import type { Analysis } from '../../analyze/analysis';
import { assumptionsOf } from '../../analyze/assumptions';
import {
  type ConnectivityFilter,
  type ConnectivityRow,
  connectivityRows,
} from '../../analyze/connectivity/connectivity';
import type { PodSet } from '../../analyze/model/universe';
import type { ResultPods } from '../../report/connectivity/connectivity-result';
import { writeAll } from '../console/write-all';
import { type ExitCode, exitCode } from '../exit-code';
import { readAnalysisOptions } from '../input/analysis-options';
import { assumedLines } from '../input/assumed-lines';
import { loadInput } from '../input/load-input';
import { noteOfRepresentatives, noteOfUnshown, shownAnalysis } from '../input/shown-analysis';
import { yamlReader } from '../input/yaml-reader';
import { type ConnectivityOptions, focusOf, readFilter } from './connectivity-options';
import { connectivityTextOf } from './connectivity-sections';
import { formatterOf } from './formats';

/** `netpact connectivity PATH…`: who may talk to whom. */
export async function connectivityCommand(paths: readonly string[], options: ConnectivityOptions): Promise<ExitCode> {
  const settings = await readAnalysisOptions(options);
  const plainFilter = readFilter(options, settings.families);
  const loaded = await loadInput(paths, options.namespace);
  if (!loaded) return exitCode.refused;

  const { base, shown, isUnasked } = shownAnalysis(loaded.resources, settings.analyze, options.exposure);
  const filter: ConnectivityFilter =
    options.focus === undefined
      ? plainFilter
      : { ...plainFilter, focus: focusOf(shown, options.focus, options.namespace) };
  const assumed = assumedLines(assumptionsOf(shown));
  if (isUnasked) process.stderr.write(noteOfRepresentatives);

  if (options.format === 'text')
    await writeAll(process.stdout, connectivityTextOf({ base, shown, filter, assumed, onlyShown: isUnasked }));
  else if (options.format === 'svg') await writeSvg(shown, filter);
  else if (options.format === 'html') {
    const { reportHtml } = await import('../picture/report-html.js');
    const page = await reportHtml({ analysis: shown, filter, assumptions: assumed, yamlOf: yamlReader([loaded]) });
    await writeAll(process.stdout, [page]);
  } else await writeRows(shown, filter, options.format);
  for (const line of assumed) process.stderr.write(`${line}\n`);
  const unshown = shown === base || options.focus !== undefined ? '' : noteOfUnshown(shown);
  process.stderr.write(unshown);
  const isOpen = unshown.startsWith('undecided');
  return options.strict && (assumed.length > 0 || isOpen) ? exitCode.findings : exitCode.done;
}

async function writeSvg(analysis: Analysis, filter: ConnectivityFilter): Promise<void> {
  const { connectivityPicture } = await import('../../report/connectivity/connectivity-picture.js');
  const { writePicture } = await import('../picture/write-picture.js');
  await writePicture(connectivityPicture(analysis, filter));
}

async function writeRows(
  analysis: Analysis,
  filter: ConnectivityFilter,
  format: Exclude<ConnectivityOptions['format'], 'text' | 'svg' | 'html'>,
): Promise<void> {
  const counter = { rows: 0 };
  const rows = counted(connectivityRows(analysis, filter), counter);
  const { pods } = analysis.universe;
  const focused = filter.focus ? pods.filter(({ name }) => filter.focus?.has(name)) : pods;
  await writeAll(
    process.stdout,
    (await formatterOf(format))({ pods: focused.map((each) => withOpenness(analysis, each)), rows }),
  );
  if (counter.rows === 0) process.stderr.write('nothing is allowed: there is no connection to list\n');
}

function withOpenness(analysis: Analysis, pods: PodSet): ResultPods {
  const openTo = (['ingress', 'egress'] as const).filter((direction) => !analysis.isIsolated(direction, pods));
  return { name: pods.name, namespace: pods.namespace, openTo };
}

function* counted(rows: Iterable<ConnectivityRow>, counter: { rows: number }): Generator<ConnectivityRow> {
  for (const row of rows) {
    counter.rows++;
    yield row;
  }
}

import type { Analysis } from '../../analyze/analysis';
import {
  type ConnectivityFilter,
  type ConnectivityRow,
  connectivityRows,
  isPartial,
} from '../../analyze/connectivity/connectivity';
import { assumedLine } from '../../diagnostics/assumption';
import type { LoadResult } from '../../k8s/load';
import { say, sayAssumptions } from '../console/say';
import { writeAll } from '../console/write-all';
import { eachRoot } from '../each/each-root';
import { type ExitCode, exitCode } from '../exit-code';
import { readAnalysisOptions } from '../input/analysis-options';
import { loadInput, underRenderings } from '../input/load-input';
import { assumptionsMade, noteOfRepresentatives, noteOfUnshown, shownAnalysis } from '../input/shown-analysis';
import { yamlReader } from '../input/yaml-reader';
import { type ConnectivityOptions, focusOf, readFilter } from './connectivity-options';
import { connectivityTextOf } from './connectivity-sections';

/** `netpact connectivity PATH…`: who may talk to whom. */
export async function connectivityCommand(paths: readonly string[], options: ConnectivityOptions): Promise<ExitCode> {
  if (options.each)
    return eachRoot(paths, options, (own) => connectivityCommand(own, { ...options, each: false, asked: paths }));
  const settings = await readAnalysisOptions(options);
  const plainFilter = readFilter(options, settings.families);
  const loaded = await loadInput(paths, options);
  if (!loaded) return exitCode.refused;

  const { families } = plainFilter;
  const analyzed = shownAnalysis(
    loaded.resources,
    { ...settings.analyze, ...(families && { families }) },
    options.exposure,
  );
  const { base, shown, isUnasked } = analyzed;
  const filter: ConnectivityFilter =
    options.focus === undefined
      ? plainFilter
      : { ...plainFilter, focus: focusOf(shown, options.focus, options.namespace) };
  const assumptions = assumptionsMade([loaded], [shown]);
  const assumed = assumptions.map(assumedLine);
  const unshown = shown === base || options.focus !== undefined ? undefined : noteOfUnshown(shown);
  const notes = [...(isUnasked ? [noteOfRepresentatives] : []), ...assumed, ...(unshown ? [unshown] : [])];
  if (isUnasked) say(noteOfRepresentatives);

  const summaries = new Set<string>();
  switch (options.format) {
    case 'text':
      await writeAll(
        process.stdout,
        underRenderings(
          [loaded],
          options.format,
          connectivityTextOf(analyzed, filter, assumptions, (note) => summaries.add(note)),
        ),
      );
      break;
    case 'html': {
      const { reportHtml } = await import('../picture/report-html.js');
      await writeAll(process.stdout, [
        await reportHtml({ analysis: shown, filter, notes, yamlOf: yamlReader([loaded]) }),
      ]);
      break;
    }
    case 'svg':
    case 'dot':
    case 'mermaid': {
      const { connectivityPicture } = await import('../../report/connectivity/connectivity-picture.js');
      const { writePicture } = await import('../picture/write-picture.js');
      await writePicture(connectivityPicture(shown, filter, notes), options.format);
      if (connectivityRows(shown, filter).next().done) say(nothingToList(filter));
      break;
    }
    default:
      await writeRows(shown, filter, options.format, { notes, loaded });
  }
  for (const note of summaries) say(note);
  sayAssumptions(assumptions, options.verbose, options.format);
  if (unshown) say(unshown);
  const isUndecided = unshown?.startsWith('undecided') === true;
  return options.strict && (assumed.length > 0 || isUndecided) ? exitCode.findings : exitCode.done;
}

const nothingToList = (filter: ConnectivityFilter): string =>
  `${isPartial(filter) ? 'nothing of what was asked for is allowed' : 'nothing is allowed'}: there is no connection to list`;

async function writeRows(
  analysis: Analysis,
  filter: ConnectivityFilter,
  format: 'json' | 'csv' | 'md',
  { notes, loaded }: { readonly notes: readonly string[]; readonly loaded: LoadResult },
): Promise<void> {
  const { connectivityCsv, connectivityJson, connectivityMd } = await import(
    '../../report/connectivity/connectivity-rows.js'
  );
  const write = { json: connectivityJson, csv: connectivityCsv, md: connectivityMd }[format];
  const counter = { rows: 0 };
  const rows = write(counting(connectivityRows(analysis, filter), counter), filter, notes);
  await writeAll(process.stdout, underRenderings([loaded], format, rows));
  if (counter.rows === 0) say(nothingToList(filter));
}

function* counting(rows: Iterable<ConnectivityRow>, counter: { rows: number }): Generator<ConnectivityRow> {
  for (const row of rows) {
    counter.rows++;
    yield row;
  }
}

import { type Analysis, analyze } from '../analysis';
import { type RepresentativeOptions, representativesOf } from '../possible/representatives';
import { type ConnectivityRow, connectivityRows } from './connectivity';
import type { ConnectivityFilter } from './connectivity-filter';

/** The same analysis with a representative for each kind of pod that no workload is. */
export function withRepresentatives(analysis: Analysis, options: RepresentativeOptions = {}): Analysis {
  return analyze(analysis.resources, analysis.settings, representativesOf(analysis.resources, options));
}

/** What pods that are not in the input could do: rows with a representative at an end; `exposed` comes from `withRepresentatives`. */
export function* exposureRows(exposed: Analysis, filter: ConnectivityFilter = {}): Generator<ConnectivityRow> {
  const imagined = new Set(exposed.universe.pods.flatMap((pods) => (pods.workload ? [] : [pods.name])));
  for (const row of connectivityRows(exposed, filter)) if (imagined.has(row.src) || imagined.has(row.dst)) yield row;
}

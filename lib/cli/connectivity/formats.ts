import type { ConnectivityResult } from '../../report/connectivity/connectivity-result';
import type { ConnectivityFormat } from './connectivity-options';

/** Turns rows into pieces of text. */
export type RowFormatter = (result: ConnectivityResult) => Iterable<string>;

/** The formatter of a format that lists every pair; only the one that is asked for is loaded. */
export async function formatterOf(format: Exclude<ConnectivityFormat, 'text' | 'svg' | 'html'>): Promise<RowFormatter> {
  switch (format) {
    case 'json':
      return (await import('../../report/connectivity/connectivity-json.js')).connectivityJson;
    case 'csv':
      return (await import('../../report/connectivity/connectivity-csv.js')).connectivityCsv;
    case 'md':
      return (await import('../../report/connectivity/connectivity-md.js')).connectivityMd;
    case 'dot':
      return (await import('../../report/connectivity/connectivity-dot.js')).connectivityDot;
    case 'mermaid':
      return (await import('../../report/connectivity/connectivity-mermaid.js')).connectivityMermaid;
  }
}

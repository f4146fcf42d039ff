import type { ConnectivityRow } from '../analyze/connectivity';

/** What the formats of connectivity are made from. */
export interface ConnectivityResult {
  /** Everyone who can stand at an end of a row, sorted by name. */
  readonly pods: readonly { readonly name: string; readonly namespace: string }[];
  /** Sorted; read once, one at a time, because there can be millions. */
  readonly rows: Iterable<ConnectivityRow>;
}

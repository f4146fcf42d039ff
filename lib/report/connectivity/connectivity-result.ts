import type { ConnectivityRow } from '../../analyze/connectivity/connectivity';

/** What the formats of connectivity are made from. */
export interface ConnectivityResult {
  /** Everyone who can stand at an end of a row, sorted by name. */
  readonly pods: readonly ResultPods[];
  /** Sorted; read once, one at a time, because there can be millions. */
  readonly rows: Iterable<ConnectivityRow>;
}

/** One who can stand at an end of a row. */
export interface ResultPods {
  readonly name: string;
  readonly namespace: string;
  /** Directions in which nothing isolates it; pictures show them. @default none */
  readonly openTo?: readonly ('ingress' | 'egress')[];
}

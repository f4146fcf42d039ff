import type { Connection } from './connection';

/** The matchers that `import 'netpact/testing'` adds to `expect`. */
export interface NetpactMatchers<R> {
  /** Passes where the connection is allowed; `port` is a TCP port, `'53/UDP'` or the name of a port, all ports without it. */
  toAllow(from: string, to: string, port?: number | string): R;
  toAllow(...connections: readonly [Connection, ...Connection[]]): R;
  /** Passes where the connection is denied. */
  toDeny(from: string, to: string, port?: number | string): R;
  toDeny(...connections: readonly [Connection, ...Connection[]]): R;
  /**
   * Passes where these connections are allowed and no others. An end may also be a block of addresses, `shop/*` for all
   * pods of a namespace, or `*` for everyone.
   */
  toAllowOnly(connections: readonly Connection[]): R;
}

declare global {
  namespace jest {
    interface Matchers<R, T> extends NetpactMatchers<R> {}
  }
}

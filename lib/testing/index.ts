import { toAllow, toAllowOnly, toDeny } from './matchers';

export type { Connection } from './connection';
export type { MatcherResult, NetpactMatchers } from './matchers';

/** The matchers, for runners without a global `expect`: `expect.extend(netpactMatchers)`. */
export const netpactMatchers = { toAllow, toDeny, toAllowOnly };

interface Extendable {
  extend(matchers: typeof netpactMatchers): void;
}

function isExtendable(value: unknown): value is Extendable {
  return typeof value === 'function' && 'extend' in value && typeof value.extend === 'function';
}

// Jest and Vitest (with `globals`) have one; elsewhere the import only brings the names.
const expectOfRunner = 'expect' in globalThis ? Reflect.get(globalThis, 'expect') : undefined;
if (isExtendable(expectOfRunner)) expectOfRunner.extend(netpactMatchers);

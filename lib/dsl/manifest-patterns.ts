import type { Finding, Location } from '../diagnostics/finding';
import { NetpactError } from '../diagnostics/netpact-error';
import { listed } from '../wording/words';

/** Manifests that an app names: a file, a folder or a pattern, and where it does. */
interface AskedPattern {
  readonly pattern: string;
  readonly at: Location;
}

/** The patterns that were handed over, one or a list. Throws a NetpactError where there is none, or something else. */
export function patternsOf(patterns: unknown, taker: string, at: Location): readonly AskedPattern[] {
  const all: readonly unknown[] = Array.isArray(patterns) ? patterns : [patterns];
  const isPattern = (each: unknown): each is string => typeof each === 'string' && each.trim() !== '';
  const wrong = all.find((each) => !isPattern(each));
  if (all.length === 0 || wrong !== undefined || !all.every(isPattern))
    throw new NetpactError([invalidPattern(taker, all.length === 0 ? 'an empty list' : textOf(wrong), at)]);
  return all.map((pattern) => ({ pattern, at }));
}

/** As messages name them: `manifests/**`. */
export const patternsText = (patterns: readonly { readonly pattern: string }[]): string =>
  listed(patterns.map(({ pattern }) => pattern));

function textOf(value: unknown): string {
  if (typeof value === 'string') return 'an empty text';
  return value === null || value === undefined ? String(value) : `a value of type ${typeof value}`;
}

function invalidPattern(taker: string, what: string, at: Location): Finding {
  return {
    code: 'manifests-pattern-invalid',
    severity: 'error',
    message: `${taker} got ${what}, which names no manifest`,
    at,
    help: ["name files, folders or patterns, relative to the folder that netpact runs in: 'manifests/**'"],
  };
}

import { byCodeUnits } from '../algebra/text-order';
import { type Finding, resolveLocation, type SourceSpan } from './finding';
import type { ReadSource } from './source-text';
import { locateToken } from './token-place';

/** A finding as plain data: every place is known, so that it can be sorted, serialized and sent between threads. */
export interface ResolvedFinding extends Omit<Finding, 'at' | 'related'> {
  readonly at?: SourceSpan;
  readonly related?: readonly { readonly at: SourceSpan; readonly message: string }[];
}

/** Works out the places of a finding; related places that are unknown are left out. */
export function resolveFinding(finding: Finding): ResolvedFinding {
  const { at, related, ...rest } = finding;
  const span = resolveLocation(at);
  const places = (related ?? []).flatMap((place) => {
    const known = resolveLocation(place.at);
    return known ? [{ at: known, message: place.message }] : [];
  });
  return { ...rest, ...(span && { at: span }), ...(places.length > 0 && { related: places }) };
}

/** The same finding with its place narrowed to the offending text, where the source shows it. */
export function narrowToToken(finding: ResolvedFinding, readSource: ReadSource): ResolvedFinding {
  if (!finding.at || !finding.token) return finding;
  const source = readSource(finding.at.file);
  const place = source === undefined ? undefined : locateToken(source, finding.at, finding.token);
  return place ? { ...finding, at: place } : finding;
}

const rank = { error: 0, warning: 1, info: 2 } as const;

/** Errors first, then by file, line, column, code and message: an order that depends on nothing else. */
export function compareFindings(a: ResolvedFinding, b: ResolvedFinding): number {
  return (
    rank[a.severity] - rank[b.severity] ||
    byCodeUnits(a.at?.file ?? '', b.at?.file ?? '') ||
    (a.at?.line ?? 0) - (b.at?.line ?? 0) ||
    (a.at?.column ?? 0) - (b.at?.column ?? 0) ||
    byCodeUnits(a.code, b.code) ||
    byCodeUnits(a.message, b.message)
  );
}

import { byCodeUnits } from '../algebra/text-order';
import { type Finding, type Location, resolveLocation, type SourceSpan } from './finding';
import type { ReadSource } from './source-text';
import { locateToken } from './token-place';

/** A finding as plain data: every place is known, so that it can be sorted, serialized and sent between threads. */
export interface ResolvedFinding extends Omit<Finding, 'at' | 'related' | 'constants'> {
  readonly at?: SourceSpan;
  readonly related?: readonly { readonly at: SourceSpan; readonly message: string }[];
  readonly constants?: readonly { readonly word: string; readonly at: SourceSpan }[];
}

/** Works out the places of a finding; others than its own that are unknown are left out. */
export function resolveFinding(finding: Finding): ResolvedFinding {
  const { at, related, constants, ...rest } = finding;
  const span = resolveLocation(at);
  const places = knownPlaces(related);
  const values = knownPlaces(constants);
  return {
    ...rest,
    ...(span && { at: span }),
    ...(places.length > 0 && { related: places }),
    ...(values.length > 0 && { constants: values }),
  };
}

function knownPlaces<Place extends { readonly at: Location }>(places: readonly Place[] = []) {
  return places.flatMap((place) => {
    const at = resolveLocation(place.at);
    return at ? [{ ...place, at }] : [];
  });
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

import type { ResolvedFinding } from '../../diagnostics/resolved-finding';

/** What a type error leads to at run time, on the same line or at no known line, says nothing new: one mistake, one finding. */
export function withoutConsequences(
  loaded: readonly ResolvedFinding[],
  types: readonly ResolvedFinding[],
): readonly ResolvedFinding[] {
  const errors = types.filter(isTypeError);
  if (errors.length === 0) return loaded;
  const lines = linesOf(errors);
  return loaded.filter((finding) => {
    if (isMissingImport(finding)) return true;
    if (finding.at === undefined) return finding.severity === 'warning';
    return !lines.has(lineOf(finding));
  });
}

/** The other way round: an import that was not found is said in the words of the load. */
export function withoutMissingImports(
  types: readonly ResolvedFinding[],
  loaded: readonly ResolvedFinding[],
): readonly ResolvedFinding[] {
  if (!types.some(isTypeError)) return types;
  const lines = linesOf(loaded.filter(isMissingImport));
  return types.filter((finding) => !finding.at || !lines.has(lineOf(finding)));
}

const isTypeError = ({ code }: ResolvedFinding): boolean => code === 'type-error';
const isMissingImport = ({ code }: ResolvedFinding): boolean => code === 'import-not-found';

const lineOf = ({ at }: ResolvedFinding): string | undefined => at && `${at.file}:${at.line}`;
const linesOf = (findings: readonly ResolvedFinding[]): ReadonlySet<string | undefined> =>
  new Set(findings.map(lineOf));

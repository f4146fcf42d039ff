import type { ResolvedFinding } from '../../diagnostics/resolved-finding';
import { type LoadRequest, type LoadResult, loadApp } from '../load/load-app';
import { startTypeCheck } from '../typecheck/check-types';

/** Loads the app and, beside it, checks its types. An app with a type error is refused like any other error. */
export async function buildApp(request: LoadRequest, typecheck: boolean): Promise<LoadResult> {
  const check = typecheck ? startTypeCheck(request.entry, request.cwd) : undefined;
  try {
    const loaded = await loadApp(request);
    const cannotBeParsed = loaded.findings.some(({ code }) => code === 'app-syntax');
    if (!check || cannotBeParsed) return loaded;
    return { ...loaded, findings: withTypeErrors(loaded.findings, await check.findings) };
  } finally {
    check?.stop();
  }
}

/** One mistake, one finding: what a type error leads to at run time, on the same line or at no known line, says nothing new. */
function withTypeErrors(
  loaded: readonly ResolvedFinding[],
  types: readonly ResolvedFinding[],
): readonly ResolvedFinding[] {
  const errors = types.filter(({ code }) => code === 'type-error');
  if (errors.length === 0) return [...loaded, ...types];
  const lines = new Set(errors.map(({ at }) => at && `${at.file}:${at.line}`));
  const missing = loaded.filter(({ code }) => code === 'import-not-found');
  const missingLines = new Set(missing.map(({ at }) => at && `${at.file}:${at.line}`));
  const others = loaded.filter((finding) => {
    if (missing.includes(finding)) return true;
    if (finding.at === undefined) return finding.severity === 'warning';
    return !lines.has(`${finding.at.file}:${finding.at.line}`);
  });
  return [...others, ...types.filter(({ at }) => !at || !missingLines.has(`${at.file}:${at.line}`))];
}

import { resolveFinding } from '../../diagnostics/resolved-finding';
import { type LoadOptions, type LoadResult, loadPaths } from '../../k8s/load';
import { isDns1123Label } from '../../k8s/validate/names';
import { showFindings, sourceReader } from '../console/show-findings';
import { invalidOption } from '../refusal';

/**
 * Reads what PATH… names, and prints what there is to say about it. Undefined where something is wrong: nothing is to be
 * computed then.
 */
export async function loadInput(
  paths: readonly string[],
  namespace: string | undefined,
): Promise<LoadResult | undefined> {
  const loaded = await loadPaths(paths, defaultNamespace(namespace));
  const files = sourceReader();
  const findings = [...loaded.findings, ...loaded.notes].map(resolveFinding);
  showFindings(findings, process.cwd(), (file) => loaded.texts.get(file) ?? files(file));
  return loaded.findings.some(({ severity }) => severity === 'error') ? undefined : loaded;
}

/** What `-n` says to the loader; throws a NetpactError where it is no name of a namespace. */
export function defaultNamespace(namespace: string | undefined): LoadOptions {
  if (namespace === undefined) return {};
  if (isDns1123Label(namespace)) return { defaultNamespace: namespace };
  throw invalidOption(
    `--namespace ${namespace} is no name of a namespace`,
    'write at most 63 of a-z, 0-9 and "-", with a letter or digit at both ends',
  );
}

import { resolveFinding } from '../../diagnostics/resolved-finding';
import { type LoadResult, loadPaths } from '../../k8s/load';
import { showFindings, sourceReader } from '../console/show-findings';
import { defaultNamespace } from './default-namespace';

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

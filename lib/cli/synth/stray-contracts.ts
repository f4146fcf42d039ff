import path from 'node:path';
import { ownerOfText } from '../../contract/contract-text';
import { inspectTarget } from '../../k8s/emit/output-folder';
import { foldersIn } from '../../k8s/emit/stray-outputs';
import { isSystemError } from '../../k8s/emit/system-error';
import type { EnvironmentRun } from './run-environment';
import { appsBeside } from './stale-contracts';

/**
 * Contracts of an app that are of none of its environments: beside those of the runs, and above them, where an app without
 * environments has its own. Of what names another app, or cannot be read, nothing is said.
 */
export function strayContracts(
  runs: readonly EnvironmentRun[],
  environments: readonly string[],
  apps: ReadonlySet<string>,
): readonly string[] {
  const kept = new Set(environments);
  const files = runs.flatMap(({ contract }) => (contract ? [contract.file] : []));
  const places = new Set(files.map((file) => path.join(path.dirname(path.dirname(file)), path.basename(file))));
  return [...places].flatMap((above) => {
    const [folder, name] = [path.dirname(above), path.basename(above)];
    const below = foldersIn(folder).filter((each) => !kept.has(each));
    return [undefined, ...below].flatMap((env) => {
      const file = path.join(folder, env ?? '', name);
      // An app of the same name may have its manifests beside these.
      const others = new Set(runs.flatMap(({ out }) => [...appsBeside({ base: path.dirname(out), env })]));
      return isOf(file, new Set([...apps].filter((app) => !others.has(app)))) ? [file] : [];
    });
  });
}

function isOf(file: string, apps: ReadonlySet<string>): boolean {
  try {
    const isOwn = (text: string) => ownerOfText(text) !== undefined;
    const found = inspectTarget(path.dirname(file), path.basename(file), { isOwn, option: '--contract' });
    const owner = 'text' in found && found.text !== undefined ? ownerOfText(found.text) : undefined;
    return owner !== undefined && apps.has(owner.app);
  } catch (error) {
    if (isSystemError(error)) return false;
    throw error;
  }
}

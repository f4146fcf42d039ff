import fs from 'node:fs';
import path from 'node:path';
import { byCodeUnits } from '../../algebra/text-order';
import { ownerOfText } from '../../contract/contract-text';
import { inspectTarget } from '../../k8s/emit/output-folder';
import { isSystemError } from '../../k8s/emit/system-error';
import type { EnvironmentRun } from './run-environment';

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
    return [above, ...below.map((each) => path.join(folder, each, name))].filter((file) => isOf(file, apps));
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

function foldersIn(folder: string): readonly string[] {
  try {
    const entries = fs.readdirSync(folder, { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort(byCodeUnits);
  } catch (error) {
    if (isSystemError(error)) return [];
    throw error;
  }
}

import fs from 'node:fs';
import path from 'node:path';
import { contractText, ownerOfText } from '../../contract/contract-text';
import type { Finding } from '../../diagnostics/finding';
import { NetpactError } from '../../diagnostics/netpact-error';
import type { Contract } from '../../intent/contract';
import { inspectTarget } from '../../k8s/emit/output-folder';
import { makeFolder, removeIfEmpty } from '../../k8s/emit/run-folder';
import { type StagedFile, stageFile } from '../../k8s/emit/staged-file';
import { isSystemError } from '../../k8s/emit/system-error';
import { type ContractPlace, contractFile, isLeftBy, staleContracts } from './stale-contracts';

/** Where the contract of a run goes, and what writing it would do. */
export interface ContractPlan {
  /** As it is printed. */
  readonly file: string;
  /** `none`: there is nothing to ask for, and no file. */
  readonly state: 'created' | 'changed' | 'removed' | 'unchanged' | 'none';
  /** Missing where there is to be no file. */
  readonly text?: string;
  /** Contracts that the app left there under names that it had. */
  readonly stale: readonly string[];
  readonly findings: readonly Finding[];
}

/** Compares a contract with what stands in its place, touching nothing. An app that needs nothing of others has no file. */
export function planContract(contract: Contract, place: ContractPlace): ContractPlan {
  const file = contractFile(contract.app, place);
  try {
    const plan = { file, ...compared(contract, file, place) };
    return { ...plan, stale: plan.findings.length > 0 ? [] : staleContracts(contract, file, place) };
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return { file, state: 'none', stale: [], findings: [unwritable(file, error)] };
  }
}

function compared(contract: Contract, file: string, place: ContractPlace): Omit<ContractPlan, 'file' | 'stale'> {
  const { base, out } = place;
  const isNeeded = contract.needs.length > 0;
  if (isInside(file, base) || isInside(file, out))
    return { state: 'none', findings: isNeeded ? [insideOutput(file, base)] : [] };
  const found = inspectTarget(path.dirname(file), path.basename(file), {
    isOwn: (text) => ownerOfText(text) !== undefined,
    option: '--contract',
  });
  if ('finding' in found) return { state: 'none', findings: isNeeded ? [found.finding] : [] };
  const before = found.text === undefined ? undefined : ownerOfText(found.text);
  if (before && !isLeftBy(contract, before, place))
    return { state: 'none', findings: isNeeded ? [ofAnother(file, before.app)] : [] };
  if (!isNeeded) return { state: found.text === undefined ? 'none' : 'removed', findings: [] };
  const text = contractText(contract);
  const state = found.text === undefined ? 'created' : found.text === text ? 'unchanged' : 'changed';
  return { state, text, findings: [] };
}

/** Whether a file lies in a folder, through links as well. */
function isInside(file: string, folder: string): boolean {
  const relative = path.relative(realPath(folder), realPath(file));
  return relative !== '' && !path.isAbsolute(relative) && relative.split(path.sep)[0] !== '..';
}

/** The path without links, as far as it exists. */
function realPath(file: string): string {
  const full = path.resolve(file);
  const parent = path.dirname(full);
  return fs.existsSync(full)
    ? fs.realpathSync(full)
    : parent === full
      ? full
      : path.join(realPath(parent), path.basename(full));
}

/**
 * Writes what was planned around the writing of the manifests: prepared before it, put in its place after it, and gone if that
 * fails. Throws a NetpactError where it cannot be written.
 */
export async function withContract<Result>(
  plan: ContractPlan | undefined,
  write: () => Promise<Result>,
): Promise<Result> {
  if (!plan || isSettled(plan)) return write();
  const { file, state, text, stale } = plan;
  const folder = path.dirname(file);
  const isWritten = state === 'created' || state === 'changed';
  const staged = text === undefined || !isWritten ? undefined : writing(file, () => stagedIn(folder, file, text));
  try {
    const result = await write();
    writing(file, () => staged?.commit());
    for (const each of state === 'removed' ? [file, ...stale] : stale) removeContract(each);
    return result;
  } catch (error) {
    staged?.discard();
    removeIfEmpty(folder);
    throw error;
  }
}

/** Removes a contract that nobody asks for, and its folder where nothing else is in it. Throws a NetpactError where it cannot. */
export function removeContract(file: string): void {
  writing(file, () => fs.rmSync(file, { force: true }));
  removeIfEmpty(path.dirname(file));
}

/** Whether the contracts of a run are as the code has them. */
export const isSettled = ({ state, stale }: ContractPlan): boolean =>
  (state === 'unchanged' || state === 'none') && stale.length === 0;

function stagedIn(folder: string, file: string, text: string): StagedFile {
  if (!fs.existsSync(folder)) makeFolder(folder);
  return stageFile(file, text);
}

/** What the system refuses is a finding. */
function writing<Result>(file: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new NetpactError([
      {
        code: 'output-not-writable',
        severity: 'error',
        message: `the contract ${file} cannot be written: ${error.message}`,
        help: ['make it writable, name another file with --contract, or write none: --no-contract'],
      },
    ]);
  }
}

function insideOutput(file: string, base: string): Finding {
  return {
    code: 'contract-inside-output',
    severity: 'error',
    message: `the contract ${file} would lie in the output folder ${base}, which is applied whole`,
    help: ['name a file outside of it: --contract contracts/shop.json; or write none: --no-contract'],
  };
}

function ofAnother(file: string, app: string): Finding {
  return {
    code: 'contract-of-another',
    severity: 'error',
    message: `${file} is the contract of another app, ${app}`,
    help: [
      "give each app a name of its own, new PolicyApp({ name: 'shop' }), or a file with --contract; remove the file if the app or all its namespaces were renamed",
    ],
  };
}

function unwritable(file: string, error: Error): Finding {
  return {
    code: 'output-not-readable',
    severity: 'error',
    message: `${file} cannot be compared with the code: ${error.message}`,
    help: ['make it readable, or name another file with --contract; nothing was written'],
  };
}

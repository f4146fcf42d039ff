import path from 'node:path';
import { NetpactError } from '../../diagnostics/netpact-error';
import { type ResolvedFinding, resolveFinding } from '../../diagnostics/resolved-finding';
import { type OutputPlan, planOutput } from '../../k8s/emit/output-plan';
import { removeIfEmpty } from '../../k8s/emit/run-folder';
import { isBelow, strayOutputs } from '../../k8s/emit/stray-outputs';
import { writeOutput } from '../../k8s/emit/write-output';
import { slashed } from '../../k8s/load/files/file-paths';
import { counted, listed, oneOrMany } from '../../wording/words';
import { removeContract } from './contract-output';
import type { EnvironmentRun } from './run-environment';
import { strayContracts } from './stray-contracts';

/** An output folder of the app that is of none of its environments. */
export interface StrayEnvironment {
  /** As it is printed. */
  readonly out: string;
  /** Set where it is a contract of none of them: its file. */
  readonly contract?: string;
  /** What would be removed, or was. */
  readonly plan: OutputPlan;
  /** The names of those that there are. */
  readonly environments: readonly string[];
  readonly findings: readonly ResolvedFinding[];
}

/** Looks beside the folders of the runs; an app without declared environments has none that could be missing. */
export function findStrays(runs: readonly EnvironmentRun[]): readonly StrayEnvironment[] {
  const environments = runs.find((run) => run.environments !== undefined)?.environments ?? [];
  const apps = new Set(runs.flatMap(({ app }) => app?.name ?? []));
  if (environments.length === 0 || apps.size === 0) return [];
  const folders = new Set(runs.map(({ out }) => path.dirname(out)));
  const manifests = [...folders].flatMap((folder) =>
    strayOutputs({ folder, environments, apps }).map((out) => {
      const plan = planOutput({ outDir: out, files: new Map(), allowRemoved: true });
      const kept = new Set(out === folder ? environments : []);
      const removed = plan.removed.filter((file) => !isBelow(file.path, kept));
      return { out, plan: { ...plan, removed }, environments, findings: plan.findings.map(resolveFinding) };
    }),
  );
  const contracts = strayContracts(runs, environments, apps);
  return [...manifests, ...contracts.map((file) => contractAt(file, environments))];
}

function contractAt(contract: string, environments: readonly string[]): StrayEnvironment {
  const out = path.dirname(contract);
  const plan = planOfRemoval(out, path.basename(contract));
  return { out, contract, plan, environments, findings: [] };
}

const planOfRemoval = (outDir: string, file: string): OutputPlan => ({
  outDir,
  created: [],
  changed: [],
  unchanged: [],
  removed: [{ path: file }],
  isUnfinished: false,
  findings: [],
});

/** Why strays may not be removed unasked, or what to do about those that nobody looked for. */
export function strayFinding(
  { out, plan, environments, contract }: StrayEnvironment,
  severity: 'error' | 'warning',
): ResolvedFinding {
  const folder = slashed(out);
  const count = plan.removed.length;
  return {
    code: 'output-environment-removed',
    severity,
    message: `${folder} holds ${counted(count, 'file')} of netpact and is the folder of no environment: the app declares ${listed(environments, 8)}`,
    notes: [
      contract === undefined
        ? 'whoever applies the folder goes on applying what is in it; removing policies from a cluster may open its pods'
        : 'whoever checks the contract there checks what no code asks for',
    ],
    help: [
      `if ${oneOrMany(count, 'it is', 'they are')} no longer meant, netpact synth --env all --allow-removed removes ${oneOrMany(count, 'it', 'them')}; else declare the environment again`,
    ],
  };
}

/** Removes the files, and folders in which nothing else is. */
export async function removeStrays(strays: readonly StrayEnvironment[]): Promise<readonly StrayEnvironment[]> {
  const removed: StrayEnvironment[] = [];
  for (const stray of strays) removed.push(await removeStray(stray));
  return removed;
}

async function removeStray(stray: StrayEnvironment): Promise<StrayEnvironment> {
  const { out, contract } = stray;
  if (contract !== undefined) return withoutContract(stray, contract);
  try {
    const plan = await writeOutput({ outDir: out, files: new Map(), allowRemoved: true });
    removeIfEmpty(out);
    return { ...stray, plan };
  } catch (error) {
    if (!NetpactError.is(error)) throw error;
    return { ...stray, findings: error.findings.map(resolveFinding) };
  }
}

function withoutContract(stray: StrayEnvironment, contract: string): StrayEnvironment {
  try {
    removeContract(contract);
    return stray;
  } catch (error) {
    if (!NetpactError.is(error)) throw error;
    return { ...stray, findings: error.findings.map(resolveFinding) };
  }
}

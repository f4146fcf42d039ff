import { addTo } from '../../algebra/keyed';
import { byCodeUnits } from '../../algebra/text-order';
import type { Finding } from '../../diagnostics/finding';
import { type DiskFile, inspectTarget, listOwnFiles, outputFolderFindings } from './output-folder';
import { runFolders } from './run-folder';
import { isSystemError } from './system-error';

/** What writing would do to an output folder. Paths are relative to it, `/` separated, sorted. */
export interface OutputPlan {
  readonly outDir: string;
  readonly created: readonly PlannedFile[];
  readonly changed: readonly PlannedFile[];
  readonly unchanged: readonly string[];
  /** Files of netpact that the code no longer asks for. */
  readonly removed: readonly PlannedFile[];
  /** A run that writes the folder goes on, or was killed: the next one ends it, so this is no state to rely on. */
  readonly isUnfinished: boolean;
  /** Why nothing may be written; empty if everything may. */
  readonly findings: readonly Finding[];
}

/** What an output folder is to hold. `allowRemoved`: the default deny of a namespace that is gone from the code may be removed. */
export interface OutputRequest {
  readonly outDir: string;
  readonly files: ReadonlyMap<string, string>;
  readonly allowRemoved: boolean;
}

/** A file with its bytes before and after; undefined where it did not or will not exist. */
export interface PlannedFile {
  readonly path: string;
  readonly before?: string;
  readonly after?: string;
}

/**
 * Compares the files with the folder, touching nothing. A folder below that has a netpact `kustomization.yaml` of its own is another
 * output (`--env prod` writes `<out>/prod`) and is left alone.
 */
export function planOutput(request: OutputRequest): OutputPlan {
  try {
    return compare(request);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return { outDir: request.outDir, ...nothing, findings: [unreadable(request.outDir, error)] };
  }
}

const nothing = { created: [], changed: [], unchanged: [], removed: [], isUnfinished: false } as const;

function unreadable(outDir: string, error: Error): Finding {
  return {
    code: 'output-not-readable',
    severity: 'error',
    message: `${outDir} cannot be compared with the code: ${error.message}`,
    help: ['make the folder and what is in it readable, or name another one with --out; nothing was written'],
  };
}

function compare({ outDir, files, allowRemoved }: OutputRequest): OutputPlan {
  const findings = outputFolderFindings(outDir, [...files.keys()]);
  if (findings.length > 0) return { outDir, ...nothing, findings };
  const created: PlannedFile[] = [];
  const changed: PlannedFile[] = [];
  const unchanged: string[] = [];
  const isBegun = runFolders(outDir).length > 0;
  for (const [file, after] of [...files].sort(([a], [b]) => byCodeUnits(a, b))) {
    const target = inspectTarget(outDir, file);
    if ('finding' in target) findings.push(target.finding);
    else if (target.text === undefined) created.push({ path: file, after });
    else if (target.text === after) unchanged.push(file);
    else changed.push({ path: file, before: target.text, after });
  }
  const removed = listOwnFiles(outDir).filter((file) => !files.has(file.path));
  if (!allowRemoved) findings.push(...removedBaselines(outDir, removed, files.keys()));
  // Looked for twice: a run that ends or begins while the files are compared mixes what is read.
  const isUnfinished = isBegun || runFolders(outDir).length > 0;
  return { outDir, created, changed, unchanged, removed, isUnfinished, findings };
}

/** Whether the folder holds exactly what the code says. */
export function isUpToDate(plan: OutputPlan): boolean {
  return !plan.isUnfinished && plan.created.length + plan.changed.length + plan.removed.length === 0;
}

/** Names of the policies that isolate a namespace or a workload of it, with or without a chart's prefix. */
const baselineName = /(?:^|-)(?:default-deny-(?:ingress|egress|all)|allow-dns|same-namespace-only|isolate-.+)$/;

/**
 * The namespaces that a removal would open: they have a baseline among the stale files and no file any more.
 * A pruned default deny lets everything in, so that must be said twice.
 */
function removedBaselines(outDir: string, stale: readonly DiskFile[], kept: Iterable<string>): Finding[] {
  if (stale.length === 0) return [];
  const keptNamespaces = new Set([...kept].map(namespaceOfPath));
  const baselines = new Map<string, string[]>();
  for (const file of stale) {
    for (const document of file.before.split(/^---\r?$/m)) {
      const name = field(document, 'name');
      const namespace = field(document, 'namespace');
      if (!name || !namespace || keptNamespaces.has(namespace) || !baselineName.test(name)) continue;
      addTo(baselines, namespace, name);
    }
  }
  return [...baselines].sort().map(([namespace, names]) => ({
    code: 'output-namespace-removed',
    severity: 'error',
    message: `namespace ${namespace} is gone from the code, and ${outDir} still isolates it (${names.sort().join(', ')})`,
    notes: ['removing these policies from the cluster opens its pods to everyone'],
    help: ['if that is meant, pass --allow-removed; else give the namespace back to a FlowChart'],
  }));
}

/** `shop.k8s.yaml` and `shop/allow-web-to-api.yaml` are files of namespace shop. */
function namespaceOfPath(file: string): string {
  return file.includes('/') ? (file.split('/')[0] ?? '') : file.replace(/\.k8s\.yaml$/, '');
}

/** A field of the object's metadata, as netpact writes it: two spaces deep, perhaps quoted. */
function field(document: string, key: string): string | undefined {
  return new RegExp(`^ {2}${key}: "?([^"\\s]+)"?\\r?$`, 'm').exec(document)?.[1];
}

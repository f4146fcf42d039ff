import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { SourceSpan } from '../../diagnostics/finding';
import type { ResolvedFinding } from '../../diagnostics/resolved-finding';
import { isSystemError } from '../../k8s/emit/system-error';
import { counted } from '../../wording/words';
import { sourceReader } from '../console/show-findings';
import { type AppBundle, startBundle } from './app-bundle';
import { explainMissingValues } from './imports/missing-values';
import { missingExportFinding } from './missing-export';
import type { LoadedApp, RenderedFiles, WorkerReply, WorkerRequest } from './worker-messages';

/** Which app to load and how. */
export interface LoadRequest extends WorkerRequest {
  /** Called with the files before they are proved: they must not be written yet. */
  readonly rendered: (files: RenderedFiles) => void;
  readonly cwd: string;
  /** Where the app runs, and reads relative paths; absolute. @default cwd */
  readonly folder?: string;
  readonly timeoutSeconds: number;
}

/** What became of an app. */
export interface AppOutcome {
  readonly findings: readonly ResolvedFinding[];
  /** Missing if the app could not be loaded or is refused. */
  readonly app?: LoadedApp;
  /** The names of the environments that it declares, in their order; missing where it did not get there. */
  readonly environments?: readonly string[];
  /** Absolute paths of the user's files, for watching; empty if they could not be bundled. */
  readonly inputs: readonly string[];
}

/** Bundles the app and runs it once. Throws only for mistakes of netpact's own. */
export async function loadApp(request: LoadRequest): Promise<AppOutcome> {
  const bundle = startBundle(request.entry, request.cwd);
  try {
    return await runApp(request, bundle);
  } finally {
    bundle.remove();
  }
}

/**
 * Runs an app in a worker thread of its own, so that nothing of an earlier run is left, and returns what it compiles to. Throws
 * only for mistakes of netpact's own.
 */
export async function runApp(request: LoadRequest, bundle: AppBundle): Promise<AppOutcome> {
  const { cwd, folder = cwd, timeoutSeconds, rendered, ...workerData } = request;
  // A worker has the working folder of its process, which must not change while the app, or the proof, reads what it names.
  const isElsewhere = folder !== cwd;
  const later: RenderedFiles[] = [];
  const told = isElsewhere ? (files: RenderedFiles) => void later.push(files) : rendered;
  if (isElsewhere) process.chdir(folder);
  const worker = new Worker(path.join(__dirname, 'app-worker.js'), { workerData });
  try {
    const failed = new Promise<never>((_, reject) => worker.once('error', reject));
    // While the bundle is being made nobody listens yet.
    failed.catch(() => undefined);
    const { findings, inputs, imports } = await bundle.made;
    if (findings.length > 0) return { findings, inputs };
    worker.postMessage({ bundle: bundle.file });
    const reply = await Promise.race([replyOf(worker, timeoutSeconds, told), failed]);
    if (reply === 'timeout') return { findings: [timeout(timeoutSeconds)], inputs };
    if (reply.type === 'bug') throw new Error(reply.stack);
    if (reply.type === 'missing-export') return { findings: [missingExportFinding(reply, inputs)], inputs };
    const { type: _, manifests, ...outcome } = reply;
    if (isElsewhere) process.chdir(cwd);
    for (const files of later) rendered({ ...files, outdir: path.resolve(folder, files.outdir) });
    const located = isElsewhere ? outcome.findings.map((each) => locatedIn(folder, each)) : outcome.findings;
    const missing = imports && { graph: imports, cwd, readSource: sourceReader() };
    return {
      ...outcome,
      inputs: [...inputs, ...manifests],
      findings: missing ? explainMissingValues(located, missing) : located,
    };
  } catch (error) {
    if (!isSystemError(error, 'ERR_WORKER_OUT_OF_MEMORY')) throw error;
    return { findings: [outOfMemory], inputs: [] };
  } finally {
    await worker.terminate();
    if (isElsewhere) process.chdir(cwd);
  }
}

/** Manifests that an app reads are named as the app names them: relative to the folder that it runs in. */
function locatedIn(folder: string, finding: ResolvedFinding): ResolvedFinding {
  const placed = (at: SourceSpan): SourceSpan => ({ ...at, file: path.resolve(folder, at.file) });
  return {
    ...finding,
    ...(finding.at && { at: placed(finding.at) }),
    ...(finding.related && { related: finding.related.map((each) => ({ ...each, at: placed(each.at) })) }),
  };
}

function replyOf(
  worker: Worker,
  timeoutSeconds: number,
  rendered: LoadRequest['rendered'],
): Promise<WorkerReply | 'timeout'> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve('timeout'), timeoutSeconds * 1000);
    worker.on('message', (reply: WorkerReply | RenderedFiles) => {
      if (reply.type !== 'rendered') {
        clearTimeout(timer);
        return resolve(reply);
      }
      try {
        rendered(reply);
      } catch (error) {
        // Thrown out of a listener, it would end the process past every handler.
        clearTimeout(timer);
        reject(error);
      }
    });
    worker.once('exit', (code) => {
      clearTimeout(timer);
      // A reply that was posted before the end is still to be delivered.
      setImmediate(() => reject(new Error(`the worker ended with code ${code} and without an answer`)));
    });
  });
}

function timeout(seconds: number): ResolvedFinding {
  return {
    code: 'app-timeout',
    severity: 'error',
    message: `the app did not finish within ${counted(seconds, 'second')}`,
    help: ['look for a loop, a timer or a server that never ends; --timeout SECONDS gives a slow app more time'],
  };
}

const outOfMemory: ResolvedFinding = {
  code: 'app-out-of-memory',
  severity: 'error',
  message: 'the app used all memory that Node allows',
  help: ['look for a loop that declares without end; NODE_OPTIONS=--max-old-space-size=8192 gives a large app more'],
};

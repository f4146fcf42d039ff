import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { isSystemError } from '../../k8s/emit/system-error';
import { filesRead } from '../../k8s/load/load-patterns';
import { missingExport } from './missing-export';
import { ownModule, ownSpecifiers, resolveFrom, resolveOwn } from './own-modules';
import { exitedFinding, thrownFindings } from './thrown-findings';
import type { RenderedFiles, RunOutcome, WorkerReply, WorkerRequest } from './worker-messages';

const ownRequire = createRequire(__filename);

/** Runs inside a worker thread: imports the user's bundle, compiles and renders what it declares, and posts one WorkerReply. */
async function main(request: WorkerRequest): Promise<void> {
  process.setSourceMapsEnabled(true);
  // The user's output is narration, and must be out before an app that never ends is stopped.
  process.stdout.write = writeToStderr;
  process.stderr.write = writeToStderr;
  process.argv[1] = request.entry;
  // What the app is asked for is one thing, wherever it reads that.
  if (request.env === undefined) delete process.env.NETPACT_ENV;
  else process.env.NETPACT_ENV = request.env;
  const bundleReady = nextMessage();
  sharePackages(request.entry);
  // Loaded while the parent bundles the app; an app without cdk8s installed fails later, at its own import.
  await import('../../cdk8s/index.js').catch(() => undefined);
  const { startHosting } = await import('../../cdk8s/host.js');
  const { synthesize } = await import('./synthesize.js');
  const listed = (environments: readonly string[]) => done({ findings: [], environments });
  const host = startHosting(request.env, request.lists ? listed : undefined, request.manifests);

  const { bundle } = await bundleReady;
  process.on('uncaughtException', (error) => fail(error, 'threw', bundle));
  process.on('unhandledRejection', (reason) => fail(reason, 'rejected', bundle));
  reportExit(bundle);
  Object.defineProperty(globalThis, 'require', { value: createRequire(request.entry), configurable: true });
  try {
    await import(pathToFileURL(bundle).href);
  } catch (error) {
    const missing = missingExport(error);
    if (!missing) return fail(error, 'threw', bundle);
    const available: object = await import(missing.module).catch(() => ({}));
    return reply({ type: 'missing-export', ...missing, available: Object.keys(available) });
  }
  // An app may declare its flows after an await that nobody waits for: it has until its event loop is empty.
  if (!host.apps.some((app) => app.synthesized)) await eventLoopIsEmpty();
  try {
    const rendered = (files: RenderedFiles) => parentPort?.postMessage(files);
    done(synthesize(host, request, rendered));
  } catch (error) {
    reply({ type: 'bug', stack: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

/** Asked for at once: the parent may be ready before the modules here are. */
function nextMessage(): Promise<{ readonly bundle: string }> {
  return new Promise((resolve) => {
    parentPort?.once('message', resolve);
  });
}

function fail(error: unknown, exit: 'threw' | 'rejected', bundle: string): void {
  done({ findings: thrownFindings(error, exit, bundle) });
}

function done(outcome: RunOutcome): void {
  reply({ type: 'done', ...outcome, manifests: filesRead() });
}

let replied = false;

/** The first reply is the answer; what an app does after it no longer matters. */
function reply(message: WorkerReply): void {
  if (!replied) parentPort?.postMessage(message);
  replied = true;
}

/** An app that ends the process would end netpact without a word. */
function reportExit(bundle: string): void {
  const exit = process.exit;
  process.exit = (code) => {
    done({ findings: [exitedFinding(code, bundle)] });
    return exit(code);
  };
}

function eventLoopIsEmpty(): Promise<unknown> {
  parentPort?.unref();
  return once(process, 'beforeExit');
}

function writeToStderr(chunk: Uint8Array | string): boolean {
  const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
  for (let written = 0; written < bytes.length; ) {
    try {
      written += writeSync(2, bytes, written);
    } catch (error) {
      // A full pipe asks to try again; a closed one ends the output.
      if (!isSystemError(error, 'EAGAIN')) return false;
    }
  }
  return true;
}

/**
 * Makes the app, its packages and netpact meet in one instance of each package, so that `instanceof Chart` holds: of cdk8s and
 * constructs the copy that is installed beside the app (cdk8s-plus there uses it already), of netpact the running command's.
 * Works through Node's own module cache, and only where there are two copies.
 */
function sharePackages(entry: string): void {
  for (const name of ['constructs', 'cdk8s']) {
    const own = resolveOwn(name);
    const users = resolveFrom(entry, name);
    if (own && users && own !== users) alias(own, users);
  }
  for (const name of ownSpecifiers) {
    const own = ownModule(name);
    const users = resolveFrom(entry, name);
    if (own && users && own !== users) alias(users, own);
  }
}

/** Whoever asks for `path` from now on gets the module at `target`. */
function alias(path: string, target: string): void {
  try {
    ownRequire(target);
    ownRequire.cache[path] = ownRequire.cache[target];
  } catch {
    // A package that cannot be loaded is reported where the app imports it.
  }
}

const request: WorkerRequest = workerData;
void main(request);

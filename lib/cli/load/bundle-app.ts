import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildFailure, build, type Message } from 'esbuild';
import type { ResolvedFinding } from '../../diagnostics/resolved-finding';
import { bundleFinding } from './bundle-findings';
import { modulePlace, packageResolver } from './bundle-plugins';
import { type ImportGraph, importGraph } from './imports/import-graph';

/** A bundle that was written, or what stood in the way. */
export interface Bundle {
  readonly findings: readonly ResolvedFinding[];
  /** Absolute paths of the user's files that are in it. */
  readonly inputs: readonly string[];
  /** Missing if they could not be bundled. */
  readonly imports?: ImportGraph;
}

/** Bundles an app into `outFile` (ESM, with a source map beside it that names absolute places). */
export async function bundleApp(entry: string, outFile: string, cwd: string): Promise<Bundle> {
  try {
    const result = await build({
      entryPoints: [entry],
      outfile: outFile,
      absWorkingDir: cwd,
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      write: false,
      metafile: true,
      sourcemap: 'linked',
      sourcesContent: false,
      // Declaring a flow is a side effect, whatever a package.json says.
      ignoreAnnotations: true,
      treeShaking: false,
      logLevel: 'silent',
      plugins: [packageResolver, modulePlace],
    });
    await Promise.all(
      result.outputFiles.map((file) =>
        writeFile(file.path, file.path.endsWith('.map') ? withAbsoluteSources(file.text, outFile) : file.contents),
      ),
    );
    return {
      findings: [],
      inputs: Object.keys(result.metafile.inputs).map((input) => path.resolve(cwd, input)),
      imports: importGraph(result.metafile, entry, cwd),
    };
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    return { findings: error.errors.map((message) => bundleFinding(message, entry, cwd)), inputs: [] };
  }
}

/** The temporary folder is gone when a stack is read, and may be on another drive: relative sources would lead nowhere. */
function withAbsoluteSources(text: string, outFile: string): string {
  const map: { sources: string[] } = JSON.parse(text);
  const folder = path.dirname(outFile);
  return JSON.stringify({
    ...map,
    sources: map.sources.map((source) => pathToFileURL(path.resolve(folder, source)).href),
  });
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && isMessages(error.errors);
}

function isMessages(value: unknown): value is Message[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'object' && entry !== null && 'text' in entry);
}

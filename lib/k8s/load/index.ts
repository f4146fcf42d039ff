import type { Finding } from '../../diagnostics/finding';
import { findFiles } from './files/find-files';
import { readSource, readStdin, sourceOfBytes, sourceOfText } from './files/read-file';
import type { LoadOptions, LoadResult } from './load-result';
import { loadSources } from './load-sources';
import { plainOrigin } from './manifest-origin';
import { objectsOf } from './objects/manifest-object';
import { ObjectCollector } from './objects/object-collector';
import { Source } from './source';

export type { LoadOptions, LoadResult } from './load-result';

/** Options of `loadPaths`. */
export interface LoadPathsOptions extends LoadOptions {
  /** What `-` reads. @default the standard input */
  readonly stdin?: () => string | Promise<string>;
  /** The folder that relative paths start from. @default the working directory */
  readonly cwd?: string;
}

/** Reads files, folders (recursively: .yaml, .yml, .json) and `-`. Never throws for what an input holds: see `findings`. */
export async function loadPaths(paths: readonly string[], options: LoadPathsOptions = {}): Promise<LoadResult> {
  const collector = new ObjectCollector();
  const sources: Source[] = [];
  const templateFolders: string[] = [];
  const add = (source: Source | Finding): void => {
    if (source instanceof Source) sources.push(source);
    else collector.findings.push(source);
  };
  for (const path of paths) {
    if (path === '-') {
      add(options.stdin ? sourceOfText(await options.stdin(), '<stdin>') : await readStdin());
      continue;
    }
    const found = await findFiles([path], options.cwd ?? process.cwd());
    collector.findings.push(...found.findings);
    collector.notes.push(...found.notes);
    templateFolders.push(...found.templateFolders);
    for (const { path: absolute, file } of found.files) add(await readSource(absolute, file));
  }
  return loadSources(sources, options, templateFolders, collector);
}

/** Reads texts as if they were files of these names. */
export function loadTexts(
  sources: readonly { readonly file: string; readonly text: string }[],
  options: LoadOptions = {},
): LoadResult {
  return loadReadable(
    sources.map(({ file, text }) => sourceOfText(text, file)),
    options,
  );
}

/** Reads bytes as if they were files of these names. */
export function loadBytes(
  sources: readonly { readonly file: string; readonly bytes: Buffer }[],
  options: LoadOptions = {},
): LoadResult {
  return loadReadable(
    sources.map(({ file, bytes }) => sourceOfBytes(bytes, file)),
    options,
  );
}

function loadReadable(sources: readonly (Source | Finding)[], options: LoadOptions): LoadResult {
  const collector = new ObjectCollector();
  const readable: Source[] = [];
  for (const source of sources) {
    if (source instanceof Source) readable.push(source);
    else collector.findings.push(source);
  }
  return loadSources(readable, options, [], collector);
}

/** Takes objects that exist as values (`Testing.synth(chart)`); their file is `<object>`, and they have no positions. */
export function loadObjects(objects: readonly unknown[], options: LoadOptions = {}): LoadResult {
  const collector = new ObjectCollector();
  for (const [index, value] of objects.entries()) {
    const read = objectsOf(value, plainOrigin('<object>'), options.defaultNamespace ?? 'default');
    if (read) for (const object of read) collector.add(object);
    else {
      const message = `value ${index + 1} is no Kubernetes object (no kind and apiVersion): it is skipped`;
      collector.notes.push({ code: 'document-skipped', severity: 'info', message });
    }
  }
  const { findings, notes } = collector;
  return { ...collector.result(), findings, notes, texts: new Map() };
}

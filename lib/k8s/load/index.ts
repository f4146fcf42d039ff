import type { Assumption } from '../../diagnostics/assumption';
import type { Finding } from '../../diagnostics/finding';
import { Exclusions } from './files/exclusions';
import { findFiles } from './files/find-files';
import { LeftOut } from './files/left-out';
import { readSource, readSourceSync, readStdin, sourceOfBytes, sourceOfText } from './files/read-file';
import { Input } from './load-sources';
import { valueOrigin } from './manifest-origin';
import type { LoadOptions, LoadResult } from './objects/load-result';
import { objectsOf } from './objects/manifest-object';
import { ObjectCollector } from './objects/object-collector';
import { notRendered } from './roots/not-rendered';
import { noteUsed } from './roots/note-used';
import type { RootRenderer } from './roots/root';
import { type Survey, type SurveyPlace, surveyRoots } from './roots/survey-roots';

export type { LoadOptions, LoadResult } from './objects/load-result';
export type { ManifestObject } from './objects/manifest-object';

/** Options of `loadPaths`. */
export interface LoadPathsOptions extends LoadOptions {
  /** What `-` reads. @default the standard input */
  readonly stdin?: () => string | Promise<string>;
  /** The folder that relative paths start from. @default the working directory */
  readonly cwd?: string;
  /** Renders kustomizations that change what they list, and charts. @default they are refused */
  readonly renderer?: RootRenderer;
  /** The folder in which all of a kustomization has to lie. @default the work tree around it, else the working directory */
  readonly top?: string;
  /** The paths as they were written, where a part of them is read now: without a work tree, a kustomization has to lie below one. */
  readonly asked?: readonly string[];
  /** What messages call a file. @default its path */
  readonly nameOf?: (file: string) => string;
  /** Patterns of files and folders to leave out, as in a `.gitignore`. */
  readonly exclude?: readonly string[];
  /** What is read together with the files, before them. */
  readonly texts?: readonly { readonly file: string; readonly text: string }[];
}

/**
 * Reads files, folders (recursively: .yaml, .yml, .json) and `-`. A kustomization is read as the files that it lists. Never
 * throws for what an input holds: see `findings`.
 */
export async function loadPaths(paths: readonly string[], options: LoadPathsOptions = {}): Promise<LoadResult> {
  const input = new Input(options);
  for (const { file, text } of options.texts ?? []) input.add(sourceOfText(text, file));
  for (const path of paths) {
    if (path === '-') {
      input.add(options.stdin ? sourceOfText(await options.stdin(), '<stdin>') : await readStdin());
      continue;
    }
    const { files, roots } = input.find(path, placeOf(path, options));
    for (const found of files) input.add(await readSource(found.path, found.file), found.isNamed);
    for (const root of roots) {
      if (options.renderer) input.addRendered(await options.renderer.render(root));
      else input.add(notRendered(root));
    }
  }
  return input.load(options);
}

/** The same at once, for callers that cannot wait (matchers of tests); `-` is a name like any other. */
export function loadPathsSync(
  paths: readonly string[],
  options: Omit<LoadPathsOptions, 'stdin' | 'renderer' | 'texts'> = {},
): LoadResult {
  const input = new Input(options);
  for (const path of paths) {
    const { files, roots } = input.find(path, placeOf(path, options));
    for (const found of files) input.add(readSourceSync(found.path, found.file), found.isNamed);
    for (const root of roots) input.add(notRendered(root));
  }
  return input.load(options);
}

/** What paths stand for, part by part. */
export interface Parts {
  /** Each root that no other uses, and what belongs to none. */
  readonly parts: Survey['parts'];
  /** What is wrong with the paths, and what was left out of every part. */
  readonly findings: readonly Finding[];
  /** What is taken for granted of files that are in no part. */
  readonly assumptions: readonly Assumption[];
}

/** Finds the parts of paths; files that are in none are looked at, so that none of them is passed over unread. */
export function partsOf(paths: readonly string[], options: Omit<LoadPathsOptions, 'stdin'> = {}): Parts {
  const findings: Finding[] = [];
  const leftOut = new LeftOut();
  const foreign = new Input({ leftOut });
  const exclusions = new Exclusions(options.exclude);
  const parts = paths.flatMap((path): Survey['parts'] => {
    if (path === '-') return [{ root: '<stdin>', paths: ['-'], isRoot: false }];
    const place = placeOf(path, options);
    const { nameOf = (file: string) => file } = place;
    const walked = findFiles(path, { cwd: place.cwd, exclusions, leftOut, nameOf });
    const survey = surveyRoots(path, walked.files, place);
    noteUsed(path, survey.used, { exclusions, leftOut, nameOf });
    for (const file of survey.foreign) foreign.add(readSourceSync(file.path, nameOf(file.file)), false);
    findings.push(...walked.findings, ...survey.notes.filter(({ code }) => code === 'root-not-read'));
    return survey.parts;
  });
  const rest = foreign.load({});
  // The second is said of the part itself.
  const isAside = ({ code }: Finding) => code === 'no-kubernetes-object' || code === 'path-not-excluded';
  findings.push(...[...rest.findings, ...rest.notes].filter((each) => !isAside(each)));
  return { parts, findings, assumptions: rest.assumptions };
}

function placeOf(given: string, { cwd = process.cwd(), top, asked, nameOf, renderer }: LoadPathsOptions): SurveyPlace {
  return {
    cwd,
    ...(top !== undefined && { top }),
    ...(asked && { asked }),
    ...(nameOf && { nameOf }),
    ...(renderer && { command: (instead: string, isEach?: boolean) => renderer.command(given, instead, isEach) }),
  };
}

/** Reads texts as if they were files of these names. */
export function loadTexts(
  sources: readonly { readonly file: string; readonly text: string }[],
  options: LoadOptions = {},
): LoadResult {
  const input = new Input();
  for (const { file, text } of sources) input.add(sourceOfText(text, file));
  return input.load(options);
}

/**
 * Reads bytes as if they were files of these names, each named by the user or found in a folder; `leftOut` is what was left out
 * where they come from.
 */
export function loadBytes(
  sources: readonly { readonly file: string; readonly bytes: Buffer; readonly isNamed: boolean }[],
  options: LoadOptions & { readonly leftOut?: LeftOut } = {},
): LoadResult {
  const input = new Input(options);
  for (const { file, bytes, isNamed } of sources) input.add(sourceOfBytes(bytes, file), isNamed);
  return input.load(options);
}

/** Takes objects that exist as values (`Testing.synth(chart)`); their file is `<object>`, and they have no positions. */
export function loadObjects(objects: readonly unknown[], options: LoadOptions = {}): LoadResult {
  const collector = new ObjectCollector();
  for (const [index, value] of objects.entries()) {
    const read = objectsOf(value, valueOrigin, options.defaultNamespace ?? 'default');
    if (read) for (const object of read) collector.add(object);
    else {
      const message = `value ${index + 1} is no Kubernetes object (no kind and apiVersion): it is skipped`;
      collector.notes.push({ code: 'document-skipped', severity: 'info', message });
    }
  }
  return collector.result([]);
}

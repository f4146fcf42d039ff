import { resolve } from 'node:path';
import type { Finding } from '../../diagnostics/finding';
import { listed, oneOrMany } from '../../wording/words';
import { isSystemError } from '../emit/system-error';
import { addHook } from './add-hook';
import { Exclusions } from './files/exclusions';
import { realOrSame } from './files/file-paths';
import { findFiles } from './files/find-files';
import { halfWrittenOutputs } from './files/half-written';
import { LeftOut } from './files/left-out';
import { ForeignFile, problemOf, type ReadFile, sourceOfText, unreadable } from './files/read-file';
import { Source } from './files/source';
import { isBelow, isTemplateMarker } from './files/template-check';
import type { LoadOptions, LoadResult } from './objects/load-result';
import { ObjectCollector } from './objects/object-collector';
import { noteUsed } from './roots/note-used';
import { filesOfRoot, type RenderedRoot, type Root } from './roots/root';
import { type Survey, type SurveyPlace, surveyRoots } from './roots/survey-roots';
import type { WalkedFile } from './roots/walked-file';
import { SourceLoader } from './source-loader';

interface InputOptions {
  readonly exclude?: readonly string[];
  /** Collects what is left out. */
  readonly leftOut?: LeftOut;
}

/** What a path stands for; `isNamed` says that a file is that path itself. */
interface Found {
  readonly files: readonly (WalkedFile & { readonly isNamed: boolean })[];
  readonly roots: readonly Root[];
  /** How many of both there are, with those that an earlier path stood for. */
  readonly count: number;
}

/** What is to be read together, and what cannot be. */
export class Input {
  private readonly collector = new ObjectCollector();
  private readonly sources: Source[] = [];
  /** What comes and goes beside a release. */
  private readonly hooks: Source[] = [];
  private readonly templateFolders = new Set<string>();
  /** Those of the sources that a folder led to. */
  private readonly found = new Set<Source>();
  /** What could not be read, and is no manifest. */
  private readonly unparsed: string[] = [];
  private readonly exclusions: Exclusions;
  private readonly leftOut: LeftOut;
  /** What is read as it is written, by where it lies. */
  private readonly filesRead = new Map<string, WalkedFile>();
  private readonly roots: Root[] = [];

  constructor({ exclude, leftOut = new LeftOut() }: InputOptions = {}) {
    this.exclusions = new Exclusions(exclude);
    this.leftOut = leftOut;
  }

  /**
   * What a path stands for: files to read, and roots to render; what stands for neither is a finding. What an earlier path
   * stood for is not there again.
   */
  find(path: string, place: SurveyPlace): Found {
    const { exclusions, leftOut } = this;
    const { cwd, nameOf } = place;
    const { files: walked, ...found } = findFiles(path, { cwd, exclusions, leftOut, ...(nameOf && { nameOf }) });
    for (const folder of found.templateFolders) this.templateFolders.add(folder);
    this.take(found);
    const survey = this.survey(path, walked, place);
    this.take(survey);
    noteUsed(path, survey.used, { exclusions, leftOut, nameOf });
    const all = [...walked, ...survey.files, ...survey.roots.flatMap(filesOfRoot)];
    const given = { path: resolve(cwd, path), file: path };
    this.take({ findings: halfWrittenOutputs(given, all), notes: [] });
    const named = new Set(walked.flatMap((each) => (each.isNamed ? [each.path] : [])));
    const files = survey.files.filter((file) => this.isFirst(file));
    const roots = survey.roots.filter(
      ({ folder, file }) => !this.roots.some((each) => each.folder === folder && each.file === file),
    );
    this.roots.push(...roots);
    const count = survey.files.length + survey.roots.length;
    return { files: files.map((file) => ({ ...file, isNamed: named.has(file.path) })), roots, count };
  }

  private isFirst(file: WalkedFile): boolean {
    const real = realOrSame(file.path);
    if (this.filesRead.has(real)) return false;
    this.filesRead.set(real, file);
    return true;
  }

  /** A folder may be gone, or closed, by the time that its kustomization is followed. */
  private survey(path: string, walked: readonly WalkedFile[], place: SurveyPlace): Survey {
    try {
      return surveyRoots(path, walked, place);
    } catch (error) {
      if (!isSystemError(error)) throw error;
      return { files: [], roots: [], findings: [unreadable(path, error)], notes: [], parts: [], used: [], foreign: [] };
    }
  }

  /** What a root was rendered to. */
  addRendered({ texts, hooks = [], findings, notes, assumptions }: RenderedRoot): void {
    this.take({ findings, notes });
    this.collector.assumptions.push(...assumptions);
    for (const { file, text } of texts) this.add(sourceOfText(text, file));
    for (const { file, text } of hooks) {
      const source = sourceOfText(text, file);
      if (source instanceof Source) this.hooks.push(source);
      else this.add(source);
    }
  }

  /** A file that is read as it is, and is a part of something that changes it, would be in the answer twice. */
  private checkRoots(): void {
    if (this.roots.length === 0) return;
    for (const root of this.roots) {
      const twice = [...new Set(root.files.values())].flatMap((real) => this.filesRead.get(real)?.file ?? []);
      const [first] = twice;
      if (first === undefined) continue;
      const message = `${listed(twice)} ${oneOrMany(twice.length, 'is', 'are')} to be read as written, and as a part of ${root.name}, which has ${root.changes}`;
      this.collector.findings.push({
        code: 'root-read-twice',
        severity: 'error',
        message,
        help: [`pass ${root.path} alone`],
      });
    }
  }

  /** What is found without a place while something is done is about what the user wrote there. */
  asAskedAt({ at, token }: Required<Pick<Finding, 'at' | 'token'>>, act: () => void): void {
    const { findings, notes } = this.collector;
    const before = [findings.length, notes.length];
    act();
    for (const [index, list] of [findings, notes].entries())
      for (const [position, finding] of [...list.entries()].slice(before[index]))
        if (!finding.at) list[position] = { ...finding, at, token };
  }

  /** Notes what is wrong with what was asked for. */
  refuse(...findings: readonly Finding[]): void {
    this.collector.findings.push(...findings);
  }

  /** How much is wrong with what was asked for until now. */
  get refusals(): number {
    return this.collector.findings.filter(({ severity }) => severity === 'error').length;
  }

  /** Notes a folder that is passed by on the way to what a pattern means. */
  passBy(folder: string): void {
    this.leftOut.add('foreign-folder', folder);
  }

  private take({
    findings,
    notes,
  }: {
    readonly findings: readonly Finding[];
    readonly notes: readonly Finding[];
  }): void {
    this.collector.findings.push(...findings);
    this.collector.notes.push(...notes);
  }

  /** `isNamed` says that the user named the file, and did not only name a folder above it: then it is meant to be read. */
  add(read: ReadFile, isNamed = true): void {
    if (read instanceof Source) {
      this.sources.push(read);
      if (!isNamed) this.found.add(read);
    } else if (read instanceof ForeignFile && !isNamed) this.unparsed.push(read.file);
    else this.collector.findings.push(problemOf(read));
  }

  load({ defaultNamespace = 'default', ...shown }: LoadOptions): LoadResult {
    const { collector, sources, templateFolders, unparsed } = this;
    const { findings } = collector;
    this.checkRoots();
    for (const { file } of sources) if (isTemplateMarker(file)) templateFolders.add(folderOf(file));
    for (const source of sources) {
      const isTemplate = source.text.includes('{{') && isBelow(source.file, templateFolders);
      const mayBeForeign = this.found.has(source) || /\.json$/i.test(source.file);
      const outcome = new SourceLoader(source, defaultNamespace, isTemplate, mayBeForeign, collector, shown).load();
      if (outcome === 'not-parsed') unparsed.push(source.file);
      else if (outcome === 'no-object') this.leftOut.add(outcome, source.file);
    }
    for (const file of unparsed) this.leftOut.add('not-parsed', file);
    for (const hook of this.hooks) addHook(hook, defaultNamespace, collector);
    if (collector.count === 0 && !findings.some(({ severity }) => severity === 'error')) {
      findings.push(nothingFound([...sources.map(({ file }) => file), ...unparsed]));
    }
    collector.notes.push(...this.leftOut.notes());
    collector.assumptions.push(...this.leftOut.assumptions());
    return collector.result([...sources, ...this.hooks]);
  }
}

function nothingFound(paths: readonly string[]): Finding {
  const files = [...new Set(paths)];
  const message =
    files.length > 1
      ? `none of the ${files.length} files holds a Kubernetes object`
      : `${files[0] ?? 'the input'} holds no Kubernetes object`;
  return {
    code: 'no-kubernetes-object',
    severity: 'error',
    message,
    help: ['pass a manifest, a folder of manifests, or rendered output: kustomize build … | netpact … -'],
  };
}

const folderOf = (file: string): string => (file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '.');

import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Finding } from '../../diagnostics/finding';
import { listed, oneOrMany } from '../../wording/words';
import { isSystemError } from '../emit/system-error';
import { findFiles } from './files/find-files';
import { halfWrittenOutputs } from './files/half-written';
import { sourceOfText, unreadable } from './files/read-file';
import { Source } from './files/source';
import { isBelow, isTemplateMarker, unrenderedTemplate } from './files/template-check';
import { ManifestOrigin } from './manifest-origin';
import { groupOf } from './objects/api-group';
import type { LoadOptions, LoadResult } from './objects/load-result';
import { isEvaluatedPolicy, type ManifestObject, objectsOf } from './objects/manifest-object';
import { ObjectCollector } from './objects/object-collector';
import { readServiceCaller } from './objects/read-service-caller';
import { podTemplatePath } from './objects/read-workload';
import { filesOfRoot, type RenderedRoot, type Root } from './roots/root';
import { type Survey, type SurveyPlace, surveyRoots } from './roots/survey-roots';
import type { WalkedFile } from './roots/walked-file';
import { policyKindOf } from './unevaluated/policy-kinds';
import { readDocument } from './yaml/read-document';
import { type DocumentRange, splitDocuments } from './yaml/split-documents';

/** What is to be read together, and what cannot be. */
export class Input {
  private readonly collector = new ObjectCollector();
  private readonly sources: Source[] = [];
  private readonly templateFolders = new Set<string>();
  /** What is read as it is written. */
  private readonly filesRead: WalkedFile[] = [];
  private readonly roots: Root[] = [];

  /** What a path stands for: files to read, and roots to render; what stands for neither is a finding. */
  find(path: string, place: SurveyPlace): Pick<Survey, 'files' | 'roots'> {
    const { files: walked, templateFolders, findings, notes } = findFiles([path], place.cwd);
    for (const folder of templateFolders) this.templateFolders.add(folder);
    this.take({ findings, notes });
    const survey = this.survey(path, walked, place);
    this.take(survey);
    const all = [...walked, ...survey.files, ...survey.roots.flatMap(filesOfRoot)];
    const given = { path: resolve(place.cwd, path), file: path };
    this.take({ findings: halfWrittenOutputs(given, all), notes: [] });
    this.filesRead.push(...survey.files);
    this.roots.push(...survey.roots);
    return survey;
  }

  /** A folder may be gone, or closed, by the time that its kustomization is followed. */
  private survey(path: string, walked: readonly WalkedFile[], place: SurveyPlace): Survey {
    try {
      return surveyRoots(path, walked, place);
    } catch (error) {
      if (!isSystemError(error)) throw error;
      return { files: [], roots: [], findings: [unreadable(path, error)], notes: [], parts: [] };
    }
  }

  /** What a root was rendered to. */
  addRendered({ texts, findings, notes, assumptions }: RenderedRoot): void {
    this.take({ findings, notes });
    this.collector.assumptions.push(...assumptions);
    for (const { file, text } of texts) this.add(sourceOfText(text, file));
  }

  /** A file that is read as it is, and is a part of something that changes it, would be in the answer twice. */
  private checkRoots(): void {
    if (this.roots.length === 0) return;
    const names = new Map(this.filesRead.map(({ path, file }) => [realpathSync.native(path), file]));
    for (const root of this.roots) {
      const twice = [...new Set(root.files.values())].flatMap((real) => names.get(real) ?? []);
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

  add(source: Source | Finding): void {
    if (source instanceof Source) this.sources.push(source);
    else this.collector.findings.push(source);
  }

  load({ defaultNamespace = 'default', onObject }: LoadOptions): LoadResult {
    const { collector, sources, templateFolders } = this;
    const { findings } = collector;
    this.checkRoots();
    for (const { file } of sources) if (isTemplateMarker(file)) templateFolders.add(folderOf(file));
    for (const source of sources) {
      const isTemplate = source.text.includes('{{') && isBelow(source.file, templateFolders);
      new SourceLoader(source, defaultNamespace, isTemplate, collector, onObject).load();
    }
    if (collector.count === 0 && !findings.some(({ severity }) => severity === 'error')) {
      findings.push(nothingFound(sources));
    }
    return collector.result(sources);
  }
}

class SourceLoader {
  private isReportedAsTemplate = false;
  private readonly skipped: DocumentRange[] = [];

  constructor(
    private readonly source: Source,
    private readonly defaultNamespace: string,
    private readonly isTemplate: boolean,
    private readonly collector: ObjectCollector,
    private readonly onObject: LoadOptions['onObject'],
  ) {}

  load(): void {
    for (const range of splitDocuments(this.source)) this.loadDocument(range);
    this.noteSkipped();
  }

  private loadDocument(range: DocumentRange): void {
    const { text } = this.source;
    if (!this.onObject && isPlainDefinition(text.slice(range.start, range.end))) {
      this.collector.countUnread('CustomResourceDefinition');
      return;
    }
    const hasBraces = this.isTemplate && text.slice(range.start, range.end).includes('{{');
    const outcome = readDocument(range);
    if ('problem' in outcome) {
      if (hasBraces) this.reportTemplate(range);
      else if (this.isForeignJson(range)) this.skipped.push(range);
      else this.collector.findings.push(outcome.problem);
      return;
    }
    const objects = objectsOf(outcome.value, new ManifestOrigin(range), this.defaultNamespace);
    if (!objects) {
      if (outcome.value !== null) this.skipped.push(range);
    } else if (hasBraces && objects.some(isRead)) this.reportTemplate(range);
    else for (const object of objects) this.take(object);
  }

  private take(object: ManifestObject): void {
    if (!this.onObject) this.collector.add(object);
    else if (this.collector.addWhole(object)) this.onObject(object);
  }

  /** JSON with comments (`tsconfig.json`) lies in folders of manifests without being one; escapes could spell either key. */
  private isForeignJson({ start, end }: DocumentRange): boolean {
    if (!/\.json$/i.test(this.source.file)) return false;
    return !/apiVersion|"kind"|\\[uxU]/.test(this.source.text.slice(start, end));
  }

  private reportTemplate({ start }: DocumentRange): void {
    if (!this.isReportedAsTemplate) this.collector.findings.push(unrenderedTemplate(this.source, start));
    this.isReportedAsTemplate = true;
  }

  /** One note for a file: a folder may hold long lists of other documents. */
  private noteSkipped(): void {
    const { skipped, source } = this;
    const first = skipped[0];
    if (!first || skipped.every(isPlainKustomization)) return;
    const what = oneOrMany(skipped.length, 'a document that is', `${skipped.length} documents that are`);
    const message = `${source.file} holds ${what} no Kubernetes object (no kind and apiVersion): skipped`;
    const at = () => source.span(first.start);
    this.collector.notes.push({ code: 'document-skipped', severity: 'info', message, at });
  }
}

/**
 * Whether a document is a custom resource definition as tools write it. Those are long and say nothing about who exists: to
 * leave them unread saves 40 % of `connectivity` of an installation with three. What could be a second `kind`, or a list of
 * `items`, starts a line, for kubectl also after a lone carriage return, U+0085, U+2028 and U+2029.
 */
function isPlainDefinition(document: string): boolean {
  const head = /^(?:---\n)?(?:#.*\n)*apiVersion: apiextensions\.k8s\.io\/v1\nkind: CustomResourceDefinition\n/.exec(
    document,
  );
  if (!head) return false;
  const rest = document.slice(head[0].length - 1);
  return !/\n(?!metadata:|spec:|status:|[ #\n]|$)/.test(rest) && !/[\r\x85\u2028\u2029]/.test(document);
}

/** What netpact writes beside its own manifests: it lists them and changes nothing, so that it needs no note. */
function isPlainKustomization({ source, start, end }: DocumentRange): boolean {
  if (!isTemplateMarker(source.file)) return false;
  const lines = source.text.slice(start, end).split('\n');
  return lines.every((line) => /^(?:---|\s*(?:#.*)?|(?:apiVersion|kind|resources):.*|\s*- .*)$/.test(line.trimEnd()));
}

/** Whether what an object says depends on a template that is not filled in. */
function isRead(object: ManifestObject): boolean {
  const { kind, apiVersion, name } = object;
  if (policyKindOf(groupOf(apiVersion), kind, name)) return true;
  if (kind === 'Namespace' || kind === 'Service' || isEvaluatedPolicy(object)) return true;
  return readServiceCaller(object) !== undefined || podTemplatePath(object) !== undefined;
}

function nothingFound(sources: readonly Source[]): Finding {
  const [first, ...others] = sources;
  const message =
    others.length > 0
      ? `none of the ${sources.length} files holds a Kubernetes object`
      : `${first?.file ?? 'the input'} holds no Kubernetes object`;
  return {
    code: 'no-kubernetes-object',
    severity: 'error',
    message,
    help: ['pass a manifest, a folder of manifests, or rendered output: kustomize build … | netpact … -'],
  };
}

const folderOf = (file: string): string => (file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '.');

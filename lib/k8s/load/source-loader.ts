import type { Finding } from '../../diagnostics/finding';
import { oneOrMany } from '../../wording/words';
import { looksLikeKubernetes } from './files/kubernetes-look';
import type { Source } from './files/source';
import { isTemplateMarker, unrenderedTemplate } from './files/template-check';
import { ManifestOrigin } from './manifest-origin';
import { groupOf } from './objects/api-group';
import type { LoadOptions } from './objects/load-result';
import { isEvaluatedPolicy, type ManifestObject, objectsOf } from './objects/manifest-object';
import type { ObjectCollector } from './objects/object-collector';
import { readServiceCaller } from './objects/read-service-caller';
import { podTemplatePath } from './objects/read-workload';
import { policyKindOf } from './unevaluated/policy-kinds';
import { readDocument } from './yaml/read-document';
import { type DocumentRange, notesOfMarkers, splitDocuments } from './yaml/split-documents';

/** Reads one file, document by document, and gives its objects to the collector. */
export class SourceLoader {
  private isReportedAsTemplate = false;
  private readonly skipped: DocumentRange[] = [];
  private readonly problems: Finding[] = [];
  private hasObject = false;

  constructor(
    private readonly source: Source,
    private readonly defaultNamespace: string,
    private readonly isTemplate: boolean,
    /** Whether the file may be no manifest: one that was found in a folder, and JSON, which has settings with comments. */
    private readonly mayBeForeign: boolean,
    private readonly collector: ObjectCollector,
    private readonly shown: Pick<LoadOptions, 'onObject' | 'onRead'>,
  ) {}

  /** Adds what the file holds; says so where it is no manifest at all. */
  load(): 'no-object' | 'not-parsed' | undefined {
    const { problems, skipped, collector } = this;
    const documents = splitDocuments(this.source);
    collector.notes.push(...notesOfMarkers(documents));
    for (const range of documents) this.loadDocument(range);
    if (problems.length > 0 && !this.hasObject && this.mayBeForeign && !looksLikeKubernetes(this.source.text))
      return 'not-parsed';
    collector.findings.push(...problems);
    if (skipped.length === 0 || skipped.every(isPlainKustomization)) return undefined;
    if (!this.hasObject && problems.length === 0) return 'no-object';
    this.noteSkipped();
    return undefined;
  }

  private loadDocument(range: DocumentRange): void {
    const { text } = this.source;
    const document = text.slice(range.start, range.end);
    if (!this.shown.onObject && isPlainDefinition(document)) {
      this.collector.countUnread('CustomResourceDefinition');
      this.collector.customKinds.addUnread(document);
      return;
    }
    const hasBraces = this.isTemplate && document.includes('{{');
    const outcome = readDocument(range);
    if ('problem' in outcome) {
      if (hasBraces) this.reportTemplate(range);
      else this.problems.push(outcome.problem);
      return;
    }
    const objects = objectsOf(outcome.value, new ManifestOrigin(range), this.defaultNamespace);
    if (objects) this.hasObject = true;
    if (!objects) {
      if (outcome.value !== null) this.skipped.push(range);
    } else if (hasBraces && objects.some(isRead)) this.reportTemplate(range);
    else for (const object of objects) this.take(object);
  }

  private take(object: ManifestObject): void {
    const { onObject, onRead } = this.shown;
    onRead?.(object);
    if (!onObject) this.collector.add(object);
    else if (this.collector.addWhole(object)) onObject(object);
  }

  private reportTemplate({ start }: DocumentRange): void {
    if (!this.isReportedAsTemplate) this.collector.findings.push(unrenderedTemplate(this.source, start));
    this.isReportedAsTemplate = true;
  }

  /** One note for a file of manifests: what else is in it may be meant as one. */
  private noteSkipped(): void {
    const { skipped, source } = this;
    const what = oneOrMany(skipped.length, 'a document that is', `${skipped.length} documents that are`);
    const message = `${source.file} holds ${what} no Kubernetes object (no kind and apiVersion): skipped`;
    const at = () => source.span(skipped[0]?.start ?? 0);
    this.collector.notes.push({ code: 'document-skipped', severity: 'info', message, at });
  }
}

/**
 * Whether a document is a custom resource definition as tools write it, without a webhook that converts. Those are long and say nothing about who exists: to
 * leave them unread saves 40 % of `connectivity` of an installation with three. What could be a second `kind`, or a list of
 * `items`, starts a line, for kubectl also after a lone carriage return, U+0085, U+2028 and U+2029.
 */
function isPlainDefinition(document: string): boolean {
  const head = /^(?:---\n)?(?:#.*\n)*apiVersion: apiextensions\.k8s\.io\/v1\nkind: CustomResourceDefinition\n/.exec(
    document,
  );
  if (!head || document.includes('clientConfig')) return false;
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
  const { kind, apiVersion } = object;
  if (policyKindOf(groupOf(apiVersion), kind)) return true;
  if (kind === 'Namespace' || kind === 'Service' || isEvaluatedPolicy(object)) return true;
  return readServiceCaller(object) !== undefined || podTemplatePath(object) !== undefined;
}

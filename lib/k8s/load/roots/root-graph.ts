import { existsSync } from 'node:fs';
import path from 'node:path';
import { groupBy } from '../../../algebra/keyed';
import type { Finding } from '../../../diagnostics/finding';
import { listed } from '../../../wording/words';
import { isMap, type ManifestMap } from '../../manifest-value';
import { problemOf, readSourceSync } from '../files/read-file';
import { Source } from '../files/source';
import { ManifestOrigin } from '../manifest-origin';
import { readDocument } from '../yaml/read-document';
import { splitDocuments } from '../yaml/split-documents';
import { inlineObjects } from './inline-objects';
import { isForKustomize, type Kustomization, type Reference, readKustomization, readPluginFile } from './kustomization';
import { followBelow, followPath } from './local-path';
import { kustomizationNames } from './root';
import { changesUnasked } from './unasked-changes';

/** Everything that one kustomization is made of, read to its ends. */
export interface RootGraph {
  /** Files by where they lie, absolute, with where their content is. */
  readonly files: Map<string, string>;
  readonly links: Map<string, string>;
  /** The files of objects, in the order of the lists; without links. */
  readonly resources: string[];
  /** The folders of other kustomizations; without links. */
  readonly folders: Set<string>;
  /** The fields that change something, with the folder they stand in. */
  readonly changes: Set<string>;
  readonly isComponent: boolean;
  readonly problems: Finding[];
}

/** How a graph names files, and where it ends. */
export interface GraphPlace {
  readonly top: string;
  /** The name of a file for messages, of its absolute path. */
  readonly nameOf: (absolute: string) => string;
}

/** Reads a kustomization and all that it uses; undefined where the file is an object of a cluster, not kustomize's. */
export function readGraph(folder: string, marker: string, place: GraphPlace): RootGraph | undefined {
  const reader = new GraphReader(place);
  const own = reader.read(path.join(folder, marker));
  if (own && !isForKustomize(own.value)) return undefined;
  reader.isComponent = own?.value.kind === 'Component';
  if (own) reader.addKustomization(folder, own, [folder]);
  reader.finish();
  return reader;
}

/** The kustomization files of a folder; kustomize refuses more than one. */
export function kustomizationsIn(folder: string): readonly string[] {
  return kustomizationNames.filter((name) => existsSync(path.join(folder, name)));
}

interface ReadFile {
  readonly file: string;
  readonly value: ManifestMap;
  readonly origin: ManifestOrigin;
}

class GraphReader implements RootGraph {
  readonly files = new Map<string, string>();
  readonly links = new Map<string, string>();
  readonly resources: string[] = [];
  readonly folders = new Set<string>();
  readonly changes = new Set<string>();
  readonly problems: Finding[] = [];
  isComponent = false;

  private readonly known = new Set<string>();
  /** What is listed twice. */
  private readonly repeated: string[] = [];

  constructor(private readonly place: GraphPlace) {}

  /** The content of a kustomization file; what is wrong with it is a problem. */
  read(file: string): ReadFile | undefined {
    const found = followBelow(file, this.place.top);
    if ('refused' in found) return this.refuse(`${this.place.nameOf(file)} ${found.refused}`, this.place.nameOf(file));
    this.files.set(file, found.real);
    const source = this.sourceOf(found.real, file);
    if (!source) return undefined;
    const [range, second] = splitDocuments(source);
    if (!range || second)
      return this.refuse(`${source.file} holds ${range ? 'several documents' : 'nothing'}`, source.file);
    const outcome = readDocument(range);
    if ('problem' in outcome) {
      this.problems.push(outcome.problem);
      return undefined;
    }
    if (!isMap(outcome.value)) return this.refuse(`${source.file} is no mapping`, source.file);
    return { file, value: outcome.value, origin: new ManifestOrigin(range) };
  }

  /** To be called when all is read: what kustomize refuses only where nothing is changed in between. */
  finish(): void {
    if (this.changes.size > 0 || this.repeated.length === 0) return;
    const [first = ''] = this.repeated;
    this.refuse(`${listed(this.repeated)} is listed twice, which kustomize refuses`, first);
  }

  addKustomization(folder: string, { file, value, origin }: ReadFile, chain: readonly string[]): void {
    const kustomization = readKustomization(value);
    for (const change of kustomization.changes) this.changes.add(change);
    this.addProblems(kustomization, file, origin);
    this.follow(kustomization.references, folder, file, origin, chain);
  }

  private addProblems(
    { problems, runs }: Pick<Kustomization, 'problems' | 'runs'>,
    file: string,
    origin: ManifestOrigin,
  ): void {
    for (const { field, message } of problems)
      this.refuse(`${this.place.nameOf(file)}: ${message}`, () => origin.span(field, 'key'));
    const [first] = runs;
    if (!first) return;
    this.problems.push({
      code: 'kustomization-runs-code',
      severity: 'error',
      message: `${this.place.nameOf(file)}: ${listed(runs.map(({ what }) => what))}; netpact lets a kustomization start nothing`,
      at: () => origin.span(first.field, 'key'),
    });
  }

  private follow(
    references: readonly Reference[],
    folder: string,
    file: string,
    origin: ManifestOrigin,
    chain: readonly string[],
  ): void {
    const refused: { reference: Reference; why: string }[] = [];
    for (const reference of references) {
      const why = this.followOne(reference, folder, origin, chain);
      if (why !== undefined) refused.push({ reference, why });
    }
    const [first] = refused;
    if (!first) return;
    const what = [...groupBy(refused, ({ why }) => why)].map(([why, all]) => {
      const paths = all.map(({ reference: { path: named, field } }) => `${named} (${field})`);
      return `${listed(paths, 2)}, which ${why}`;
    });
    this.problems.push({
      code: 'root-not-local',
      severity: 'error',
      message: `${this.place.nameOf(file)} names ${what.join('; ')}`,
      at: () => origin.span(first.reference.field),
    });
  }

  /** Why a path is not followed. */
  private followOne(
    reference: Reference,
    folder: string,
    origin: ManifestOrigin,
    chain: readonly string[],
  ): string | undefined {
    const found = followPath(folder, reference.path, this.place.top);
    if ('refused' in found) return found.refused;
    if (found.kind === 'folder') return this.followFolder(reference, found, origin, chain);
    this.files.set(found.at, found.real);
    if (reference.means === 'component') return 'must be a folder';
    if (reference.means === 'resource') this.addResource(found.real);
    if (reference.means === 'plugin') this.addPluginFile(found.real, folder, chain);
    return undefined;
  }

  private followFolder(
    { means, path: named, field }: Reference,
    { at, real }: { readonly at: string; readonly real: string },
    origin: ManifestOrigin,
    chain: readonly string[],
  ): string | undefined {
    if (means === 'file') return 'must be a file';
    if (means === 'plugin') return 'must be a file: folders of plugins are not looked through';
    if (chain.includes(real)) return 'would lead back to itself';
    const markers = kustomizationsIn(real);
    const [marker] = markers;
    if (marker === undefined) return 'would need a kustomization';
    if (markers.length > 1) return `must hold one kustomization, not ${listed(markers)}`;
    if (at !== real) this.links.set(at, real);
    if (this.folders.has(real)) this.repeated.push(this.place.nameOf(real));
    if (this.folders.has(real)) return undefined;
    this.folders.add(real);
    const own = this.read(path.join(real, marker));
    if (!own) return undefined;
    const isComponent = own.value.kind === 'Component';
    if (isComponent !== (means === 'component'))
      this.refuse(`${named} is ${isComponent ? 'a component' : 'no component'}, and stands under ${field}`, () =>
        origin.span(field),
      );
    this.addKustomization(real, own, [...chain, real]);
    return undefined;
  }

  private addResource(real: string): void {
    if (this.known.has(real)) this.repeated.push(this.place.nameOf(real));
    else this.resources.push(real);
    this.known.add(real);
    const source = this.sourceOf(real);
    if (source) for (const change of changesUnasked(source)) this.changes.add(change);
  }

  private addPluginFile(real: string, folder: string, chain: readonly string[]): void {
    const source = this.sourceOf(real);
    if (!source) return;
    const origin = new ManifestOrigin({ source, start: 0, end: source.text.length, format: 'yaml' });
    const settings = inlineObjects(source.text);
    if (!settings) {
      this.refuse(`${source.file} holds no settings of a plugin`, source.file);
      return;
    }
    const found = readPluginFile(settings, this.place.nameOf(real));
    this.addProblems(found, real, origin);
    this.follow(found.references, folder, real, origin, chain);
  }

  private sourceOf(real: string, file = real): Source | undefined {
    const name = this.place.nameOf(file);
    const source = readSourceSync(real, name);
    if (source instanceof Source) return source;
    this.problems.push(problemOf(source));
    return undefined;
  }

  private refuse(message: string, at: string | Finding['at']): undefined {
    const where = typeof at === 'string' ? { file: at, line: 1, column: 1 } : at;
    this.problems.push({ code: 'kustomization-invalid', severity: 'error', message, ...(where && { at: where }) });
  }
}

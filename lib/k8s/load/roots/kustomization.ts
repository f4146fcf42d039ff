import { fieldOf, isMap, type ManifestMap, typeName } from '../../manifest-value';
import { inlineObjects } from './inline-objects';
import { builtinPaths, foreignPlugin } from './kustomize-plugins';

/** A path that a kustomization names. */
export interface Reference {
  /** Where: `patches[0].path`. */
  readonly field: string;
  readonly path: string;
  /** What stands there: objects in a file or a kustomization, a component, the settings of plugins, or a file that is only read. */
  readonly means: 'resource' | 'component' | 'plugin' | 'file';
}

/** What a kustomization file says, as far as it says where to look. */
export interface Kustomization {
  readonly isComponent: boolean;
  /** In the order of the file. */
  readonly references: readonly Reference[];
  /** The fields that make more of the objects than a list of them; with none the kustomization is transparent. */
  readonly changes: readonly string[];
  /** What kustomize would have to start, and why that is refused. */
  readonly runs: readonly { readonly field: string; readonly what: string }[];
  /** What kustomize refuses, or what is not known. */
  readonly problems: readonly { readonly field: string; readonly message: string }[];
}

type FieldReader = (value: unknown, field: string, found: Found) => void;

interface Found {
  readonly references: Reference[];
  readonly runs: { field: string; what: string }[];
  readonly problems: { field: string; message: string }[];
}

/** Every field that kustomize knows; JSON keys in another case mean the same to it, and are refused here as unknown. */
const fields: ReadonlyMap<string, FieldReader> = new Map<string, FieldReader>([
  ...['resources', 'bases'].map((name): [string, FieldReader] => [name, pathsOf('resource')]),
  ['components', pathsOf('component')],
  ...['crds', 'configurations'].map((name): [string, FieldReader] => [name, pathsOf('file')]),
  ...['generators', 'transformers', 'validators'].map((name): [string, FieldReader] => [name, readPlugins]),
  ...['patches', 'patchesJson6902', 'replacements'].map((name): [string, FieldReader] => [name, readEntriesWithPath]),
  ...['configMapGenerator', 'secretGenerator'].map((name): [string, FieldReader] => [name, readGenerators]),
  ['patchesStrategicMerge', readPatchesOrPaths],
  ['openapi', readPathField],
  ...['helmCharts', 'helmChartInflationGenerator', 'helmGlobals'].map((name): [string, FieldReader] => [
    name,
    readHelm,
  ]),
  ...[
    ...['buildMetadata', 'commonAnnotations', 'commonLabels', 'generatorOptions', 'images', 'imageTags', 'labels'],
    ...['namePrefix', 'nameSuffix', 'namespace', 'replicas', 'sortOptions', 'vars'],
  ].map((name): [string, FieldReader] => [name, () => undefined]),
]);

/** What every kustomization may say without changing anything. */
const listFields = new Set(['apiVersion', 'kind', 'metadata', 'resources']);

/** Reads the content of a kustomization file. */
export function readKustomization(value: ManifestMap): Kustomization {
  const found: Found = { references: [], runs: [], problems: [] };
  const changes: string[] = [];
  for (const [name, content] of Object.entries(value)) {
    if (isNothing(content)) continue;
    if (!listFields.has(name)) changes.push(name);
    const read = fields.get(name);
    if (read) read(content, name, found);
    else if (!listFields.has(name)) refuse(found, name, `${name} is no field of a kustomization that netpact knows`);
  }
  const isComponent = value.kind === 'Component';
  if (!isComponent && value.kind !== undefined && value.kind !== 'Kustomization')
    refuse(found, 'kind', `kind is ${typeName(value.kind)}, not Kustomization or Component`);
  return { isComponent, changes, ...found };
}

/**
 * Whether a file of this name and content is kustomize's, and no object that happens to lie in a `kustomization.yaml` (as Flux's
 * do). An empty version is none to kustomize; keys in another case mean the same to it, `ſ` for `s` included.
 */
export function isForKustomize(value: ManifestMap): boolean {
  const named = Object.entries(value).filter(([key]) => key.toUpperCase().toLowerCase() === 'apiversion');
  const isForeign = (version: unknown) =>
    typeof version === 'string' && version !== '' && !version.startsWith('kustomize.config.k8s.io/');
  return named.length === 0 || !named.every(([, version]) => isForeign(version));
}

/** An empty field says nothing to kustomize. */
function isNothing(value: unknown): boolean {
  if (value === null || value === '') return true;
  return Array.isArray(value) ? value.length === 0 : isMap(value) && Object.keys(value).length === 0;
}

function refuse({ problems }: Found, field: string, message: string): void {
  problems.push({ field, message });
}

function listOf(value: unknown, field: string, found: Found): readonly unknown[] {
  if (Array.isArray(value)) return value;
  refuse(found, field, `${field} is ${typeName(value)}, not a list`);
  return [];
}

function addPath(value: unknown, field: string, means: Reference['means'], found: Found): void {
  if (typeof value === 'string' && value !== '') found.references.push({ field, path: value, means });
  else refuse(found, field, `${field} is ${typeName(value)}, not a path`);
}

function pathsOf(means: Reference['means']): FieldReader {
  return (value, name, found) => {
    for (const [index, path] of listOf(value, name, found).entries()) addPath(path, `${name}[${index}]`, means, found);
  };
}

function readPathField(value: unknown, field: string, found: Found): void {
  const path = fieldOf(value, 'path');
  if (!isNothing(path ?? null)) addPath(path, `${field}.path`, 'file', found);
}

function readEntriesWithPath(value: unknown, name: string, found: Found): void {
  for (const [index, entry] of listOf(value, name, found).entries()) readPathField(entry, `${name}[${index}]`, found);
}

/** Each is the patch itself, or the path of a file that holds it. */
function readPatchesOrPaths(value: unknown, name: string, found: Found): void {
  for (const [index, patch] of listOf(value, name, found).entries())
    if (typeof patch !== 'string' || !inlineObjects(patch)) addPath(patch, `${name}[${index}]`, 'file', found);
}

function readGenerators(value: unknown, name: string, found: Found): void {
  for (const [index, entry] of listOf(value, name, found).entries()) readSources(entry, `${name}[${index}]`, found);
}

/** `files` are paths or `key=path`; `envs` are paths. */
function readSources(value: unknown, field: string, found: Found): void {
  for (const [index, file] of optionalList(value, 'files', field, found).entries()) {
    const path = typeof file === 'string' ? file.slice(file.indexOf('=') + 1) : file;
    addPath(path, `${field}.files[${index}]`, 'file', found);
  }
  for (const [index, file] of optionalList(value, 'envs', field, found).entries())
    addPath(file, `${field}.envs[${index}]`, 'file', found);
  const env = fieldOf(value, 'env');
  if (!isNothing(env ?? null)) addPath(env, `${field}.env`, 'file', found);
}

function optionalList(value: unknown, name: string, field: string, found: Found): readonly unknown[] {
  const list = fieldOf(value, name);
  return list === undefined || list === null ? [] : listOf(list, `${field}.${name}`, found);
}

function readHelm(_: unknown, field: string, { runs }: Found): void {
  runs.push({ field, what: `${field} makes kustomize run helm` });
}

/** Each is the settings of a plugin, or the path of a file that holds them. */
function readPlugins(value: unknown, name: string, found: Found): void {
  for (const [index, entry] of listOf(value, name, found).entries()) {
    const field = `${name}[${index}]`;
    const settings = typeof entry === 'string' ? inlineObjects(entry) : undefined;
    if (settings) addPlugins(settings, field, found);
    else addPath(entry, field, 'plugin', found);
  }
}

/** What the settings of plugins name; those that are not built into kustomize would have to be started. */
function addPlugins(settings: readonly ManifestMap[], field: string, found: Found): void {
  for (const each of settings) {
    const foreign = foreignPlugin(each);
    if (foreign) found.runs.push({ field, what: `${field} is ${foreign}, which kustomize would have to run` });
    for (const { within, value } of builtinPaths(each)) addPath(value, `${field}.${within}`, 'file', found);
    readSources(each, field, found);
  }
}

/** What a file with settings of plugins names, as its kustomization does. */
export function readPluginFile(
  settings: readonly ManifestMap[],
  field: string,
): Pick<Kustomization, 'references' | 'runs' | 'problems'> {
  const found: Found = { references: [], runs: [], problems: [] };
  addPlugins(settings, field, found);
  return found;
}

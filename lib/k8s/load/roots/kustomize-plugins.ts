import { fieldOf, isMap, type ManifestMap } from '../../manifest-value';

/** The plugins that are a part of kustomize and start nothing; HelmChartInflationGenerator is built in as well, and runs helm. */
const builtins = new Set([
  'AnnotationsTransformer',
  'ConfigMapGenerator',
  'HashTransformer',
  'ImageTagTransformer',
  'LabelTransformer',
  'LegacyOrderTransformer',
  'NamespaceTransformer',
  'PatchJson6902Transformer',
  'PatchStrategicMergeTransformer',
  'PatchTransformer',
  'PrefixSuffixTransformer',
  'PrefixTransformer',
  'ReplacementTransformer',
  'ReplicaCountTransformer',
  'SecretGenerator',
  'SortOrderTransformer',
  'SuffixTransformer',
]);

/** What a plugin is called if kustomize would have to start something for it: an executable, a container, helm. */
export function foreignPlugin(settings: ManifestMap): string | undefined {
  const { apiVersion, kind } = settings;
  const annotations = fieldOf(settings, 'metadata', 'annotations');
  const isFunction =
    isMap(annotations) && Object.keys(annotations).some((key) => key.endsWith('kubernetes.io/function'));
  const isBuiltin = apiVersion === 'builtin' && typeof kind === 'string' && builtins.has(kind);
  if (isBuiltin && !isFunction) return undefined;
  return isFunction ? `the function ${String(kind)}` : `the plugin ${String(apiVersion)} ${String(kind)}`;
}

/** The files that settings of a built-in plugin name, beside those of generators. */
export function builtinPaths(settings: ManifestMap): readonly { readonly within: string; readonly value: unknown }[] {
  const { path, paths, replacements } = settings;
  const all = [{ within: 'path', value: path }];
  if (Array.isArray(paths))
    for (const [index, value] of paths.entries()) all.push({ within: `paths[${index}]`, value });
  if (Array.isArray(replacements))
    for (const [index, each] of replacements.entries())
      all.push({ within: `replacements[${index}].path`, value: fieldOf(each, 'path') });
  // A value of another type is refused by kustomize.
  return all.filter(({ value }) => typeof value === 'string' && value !== '');
}

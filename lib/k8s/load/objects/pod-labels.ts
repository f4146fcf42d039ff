import type { AssignedLabel, PodTemplateFacts } from '../../../cluster/mutation/assigned-label';
import { controllerLabels } from '../../../cluster/mutation/controller-labels';
import { injectedLabels } from '../../../cluster/mutation/injected-labels';
import { fieldOf, isMap, type ManifestMap } from '../../manifest-value';
import type { Labels, WorkloadResource } from '../../resources';
import { controllerOf } from './fold-owners';
import type { ManifestObject } from './manifest-object';

/**
 * The labels of the pods of a template, and what others add to them (docs/semantics.md 4): nothing to a pod that runs, which
 * was changed before.
 */
export function podLabels(
  object: ManifestObject,
  template: ManifestMap,
  { labels, hostNetwork, isBuiltIn }: Pick<PodTemplateFacts, 'labels' | 'hostNetwork' | 'isBuiltIn'>,
): Pick<WorkloadResource, 'labels' | 'assignedLabels'> {
  const { kind, name, namespace, manifest } = object;
  if (kind === 'Pod' && fieldOf(manifest, 'spec', 'nodeName')) return { labels, assignedLabels: [] };
  const spec = fieldOf(manifest, 'spec');
  const jobSpec = kind === 'CronJob' ? fieldOf(spec, 'jobTemplate', 'spec') : spec;
  const start = fieldOf(spec, 'ordinals', 'start');
  const facts: PodTemplateFacts = {
    kind,
    name,
    namespace,
    isBuiltIn,
    isOwned: controllerOf(manifest) !== undefined,
    labels,
    annotations: textsOf(fieldOf(template, 'metadata', 'annotations')),
    hostNetwork,
    firstOrdinal: typeof start === 'number' ? start : 0,
    hasManualSelector: fieldOf(jobSpec, 'manualSelector') === true,
    isIndexed: fieldOf(jobSpec, 'completionMode') === 'Indexed',
  };
  const ofController = controllerLabels(facts);
  const kept = isBuiltIn && overwriting.has(kind) ? without(labels, ofController) : labels;
  const assigned = [...ofController, ...injectedLabels(facts)];
  return { labels: kept, assignedLabels: assigned.filter(({ key }) => !Object.hasOwn(kept, key)) };
}

/** Controllers that put their own value in place of one that the template has. */
const overwriting = new Set(['DaemonSet', 'Deployment', 'StatefulSet']);

function without(labels: Labels, assigned: readonly AssignedLabel[]): Labels {
  const taken = new Set(assigned.flatMap(({ key, presence }) => (presence === 'always' ? [key] : [])));
  const kept = Object.entries(labels).filter(([key]) => !taken.has(key));
  return kept.length === Object.keys(labels).length ? labels : Object.fromEntries(kept);
}

function textsOf(annotations: unknown): Labels {
  if (!isMap(annotations)) return {};
  const texts = Object.entries(annotations).flatMap(([key, value]) =>
    typeof value === 'string' ? [[key, value]] : [],
  );
  return Object.fromEntries(texts);
}

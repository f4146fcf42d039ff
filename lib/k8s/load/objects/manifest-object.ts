import { builtInWorkloads } from '../../../cluster/workload-kinds';
import { fieldOf, isMap, type ManifestMap } from '../../manifest-value';
import type { Origin } from '../../resources';
import { isClusterScoped } from '../unevaluated/policy-kinds';
import { groupOf } from './api-group';

/** An origin that can name a part of its object as an object of its own. */
export interface ObjectOrigin extends Origin {
  within(...steps: readonly (string | number)[]): ObjectOrigin;
}

/** One Kubernetes object of the input, its fields not looked at yet. */
export interface ManifestObject {
  readonly apiVersion: string;
  readonly kind: string;
  /** `metadata.name`, or the `generateName` that it will start with. */
  readonly name: string;
  /** `metadata.namespace`, or the default namespace; empty for an object of the whole cluster. */
  readonly namespace: string;
  readonly manifest: ManifestMap;
  readonly origin: ObjectOrigin;
}

/** `Deployment shop/web`, for messages. */
export function nameOfObject({ kind, namespace, name }: ManifestObject): string {
  const path = [namespace, name].filter((part) => part !== '').join('/');
  return [kind || 'object', name === '' ? 'without a name' : path].join(' ');
}

/** Whether an object is meant as Kubernetes' own NetworkPolicy, however wrong its version or the case of its kind. */
export function isEvaluatedPolicy({ kind, apiVersion }: ManifestObject): boolean {
  const group = groupOf(apiVersion);
  if (kind.toLowerCase() === 'networkpolicy') return ownGroups.has(group);
  return kind === '' && group === 'networking.k8s.io';
}

const ownGroups = new Set(['', 'extensions', 'networking.k8s.io']);

/** The objects that a document holds: itself, or its `items`, which make any kind a list to kubectl. Undefined where it is no Kubernetes object. */
export function objectsOf(
  value: unknown,
  origin: ObjectOrigin,
  defaultNamespace: string,
): readonly ManifestObject[] | undefined {
  if (!isMap(value) || !isKubernetesObject(value)) return undefined;
  if (Array.isArray(value.items)) {
    return value.items.flatMap((item: unknown, index) => {
      const itemOrigin = origin.within('items', index);
      const objects = objectsOf(withTypeOfList(item, value), itemOrigin, defaultNamespace);
      // An item that is no object at all must not vanish: it is handed on to be refused.
      return objects ?? [{ ...describe({}, itemOrigin, defaultNamespace), manifest: { item } }];
    });
  }
  // To kubectl, null is a list of nothing, and anything else a mistake.
  if (value.items === null) return [];
  if (value.items !== undefined)
    return [{ ...describe({}, origin, defaultNamespace), manifest: { items: value.items } }];
  return [describe(value, origin, defaultNamespace)];
}

function describe(manifest: ManifestMap, origin: ObjectOrigin, defaultNamespace: string): ManifestObject {
  const name = textOf(fieldOf(manifest, 'metadata', 'name')) || textOf(fieldOf(manifest, 'metadata', 'generateName'));
  const [apiVersion, kind] = [textOf(manifest.apiVersion), textOf(manifest.kind)];
  const isOfCluster = isClusterScoped(groupOf(apiVersion), kind);
  const namespace = isOfCluster ? '' : textOf(fieldOf(manifest, 'metadata', 'namespace')) || defaultNamespace;
  return { apiVersion, kind, name, namespace, manifest, origin };
}

/** Both fields make an object; one alone does where it can hardly be anything else, so that the lack is reported. */
function isKubernetesObject(value: ManifestMap): boolean {
  const kind = textOf(value.kind);
  const apiVersion = textOf(value.apiVersion);
  if (kind !== '' && apiVersion !== '') return !isClientSide(apiVersion);
  if (kind.toLowerCase() === 'networkpolicy' || apiVersion.startsWith('networking.k8s.io/') || kinds.has(kind))
    return true;
  // kubectl reads the items of any kind, and without validation does not ask for the list's own version.
  const { items } = value;
  return kind !== '' && Array.isArray(items) && items.some((item) => isMap(item) && isKubernetesObject(item));
}

/** Files for kustomize look like objects and never reach a cluster. */
const isClientSide = (apiVersion: string): boolean => apiVersion.startsWith('kustomize.config.k8s.io/');

const kinds = new Set([...builtInWorkloads, 'List', 'Namespace', 'NetworkPolicyList']);

/** The items of a typed list that an API answered carry neither kind nor apiVersion; with one of the two they are what they say. */
function withTypeOfList(item: unknown, list: ManifestMap): unknown {
  const kind = textOf(list.kind).replace(/List$/, '');
  if (kind === '' || !isMap(item) || item.kind !== undefined || item.apiVersion !== undefined) return item;
  return { apiVersion: list.apiVersion, kind, ...item };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

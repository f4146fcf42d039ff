import { getOrInsert } from '../../../algebra/keyed';
import { fieldOf } from '../../manifest-value';
import { groupOf } from './api-group';
import type { ManifestObject } from './manifest-object';

/** A kind that Kubernetes itself has not: one that the input defines (CustomResourceDefinition), or has objects of. */
export interface CustomKind {
  /** The API group: `monitoring.coreos.com`. */
  readonly group: string;
  /** `Prometheus`; the plural where a definition was not read to its end. */
  readonly kind: string;
  /** The plural by which the definition calls it, where the input has one: `prometheuses`. */
  readonly plural?: string;
  /** The objects of the kind by name, each with the namespaces that are written on it; `''` for one without. */
  readonly objects: ReadonlyMap<string, readonly string[]>;
}

/** Keeps the names of custom kinds and of their objects, and nothing else of them: an input may have a hundred thousand. */
export class CustomKinds {
  private readonly found = new Map<string, CustomKindDraft>();
  private readonly single = new Map<string, readonly string[]>();

  /** Takes note of an object of a group that is not Kubernetes' own, or of a definition. */
  add({ apiVersion, kind, name, manifest }: ManifestObject): void {
    const group = groupOf(apiVersion);
    if (group === 'apiextensions.k8s.io') {
      if (kind === 'CustomResourceDefinition') this.addRead(manifest.spec);
    } else if (kind !== '' && group.includes('.') && !ownGroups.has(group)) {
      const namespace = fieldOf(manifest, 'metadata', 'namespace');
      this.addObject(this.draft(group, kind), name, typeof namespace === 'string' ? namespace : '');
    }
  }

  /** Takes note of a definition that is not read, by the lines in which tools write its names. */
  addUnread(text: string): void {
    // The API server asks for this name: the plural, then the group.
    const [, plural, group] =
      /[\n{,] *name: *["']?([a-z0-9-]+)\.([a-z0-9-]+(?:\.[a-z0-9-]+)+)["']? *[\n,}]/.exec(text) ?? [];
    if (plural === undefined || group === undefined) return;
    const [, kind = plural] = /\bnames: *(?:\{[^}]*?|\n(?: {4}.*\n)*? {4})kind: *["']?([A-Za-z0-9]+)/.exec(text) ?? [];
    this.draft(group, kind).plural ??= plural;
  }

  result(): readonly CustomKind[] {
    return [...this.found.values()];
  }

  private addRead(spec: unknown): void {
    const [group, kind, plural] = [
      fieldOf(spec, 'group'),
      fieldOf(spec, 'names', 'kind'),
      fieldOf(spec, 'names', 'plural'),
    ];
    if (typeof group !== 'string' || typeof kind !== 'string') return;
    const draft = this.draft(group, kind);
    if (typeof plural === 'string') draft.plural ??= plural;
  }

  private addObject({ objects }: CustomKindDraft, name: string, namespace: string): void {
    const before = objects.get(name);
    // Most names are in one namespace: all of these share its list.
    if (!before)
      objects.set(
        name,
        getOrInsert(this.single, namespace, () => [namespace]),
      );
    else if (!before.includes(namespace)) objects.set(name, [...before, namespace]);
  }

  private draft(group: string, kind: string): CustomKindDraft {
    return getOrInsert(this.found, `${group}/${kind}`, () => ({ group, kind, objects: new Map() }));
  }
}

interface CustomKindDraft extends CustomKind {
  plural?: string;
  readonly objects: Map<string, readonly string[]>;
}

/** Groups with a dot that every Kubernetes serves. Source: https://kubernetes.io/docs/reference/kubernetes-api/. */
const ownGroups = new Set([
  ...['admissionregistration.k8s.io', 'apiregistration.k8s.io', 'authentication.k8s.io', 'authorization.k8s.io'],
  ...[
    'certificates.k8s.io',
    'coordination.k8s.io',
    'discovery.k8s.io',
    'events.k8s.io',
    'flowcontrol.apiserver.k8s.io',
  ],
  ...['internal.apiserver.k8s.io', 'networking.k8s.io', 'node.k8s.io', 'rbac.authorization.k8s.io', 'resource.k8s.io'],
  ...['scheduling.k8s.io', 'storage.k8s.io', 'storagemigration.k8s.io', 'kustomize.config.k8s.io'],
]);

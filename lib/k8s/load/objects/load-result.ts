import type { Assumption } from '../../../diagnostics/assumption';
import type { Finding } from '../../../diagnostics/finding';
import type { ManifestMap } from '../../manifest-value';
import type { ClusterResources, Origin, PolicyResource } from '../../resources';
import type { PolicyProblem } from '../../validate/policy-problem';
import type { CustomKind } from './custom-kinds';
import type { ManifestObject } from './manifest-object';

/** A NetworkPolicy that the API server refuses, for those who report on it all the same (`audit`). */
export interface RefusedPolicy {
  readonly namespace: string;
  readonly name: string;
  /** The object as it was read. */
  readonly manifest: ManifestMap;
  readonly problems: readonly PolicyProblem[];
  /** As an older or less strict server stores it, where such a server takes it: unknown fields dropped, host bits kept. */
  readonly tolerated?: PolicyResource;
  readonly origin: Origin;
}

/** What manifests say, and what is wrong with them. */
export interface LoadResult {
  /** Without what could not be read or is refused; with an error among `findings`, not to be computed with (save by `audit`). */
  readonly resources: ClusterResources;
  /** Errors and warnings, in the order of the input. */
  readonly findings: readonly Finding[];
  /** Severity info: what was skipped or read once although it was there twice. */
  readonly notes: readonly Finding[];
  /** What was taken for granted while reading, because it could not be known. */
  readonly assumptions: readonly Assumption[];
  /** How many NetworkPolicy objects were seen, refused and repeated ones included. */
  readonly policyCount: number;
  readonly refusedPolicies: readonly RefusedPolicy[];
  /** How many objects there were of each kind that netpact does not read (`ConfigMap`). */
  readonly otherKinds: ReadonlyMap<string, number>;
  /** What operators may make pods and namespaces of: the names of custom kinds and of their objects. */
  readonly customKinds: readonly CustomKind[];
  /** The text of each file, for frames; `<stdin>` cannot be read twice. */
  readonly texts: ReadonlyMap<string, string>;
}

export interface LoadOptions {
  /** The namespace of objects that name none. @default 'default' */
  readonly defaultNamespace?: string;
  /** Takes each object whole, as it was read: then nothing is checked, folded or merged, and the result holds no resources. */
  readonly onObject?: (object: ManifestObject) => void;
  /** Is shown each object as it was read, besides. */
  readonly onRead?: (object: ManifestObject) => void;
}

import { namespaceNameLabel } from '../../../algebra/selector';
import type { Assumption } from '../../../diagnostics/assumption';
import { fieldOf, isMap, type ManifestMap } from '../../manifest-value';
import { directions } from '../../network-policy';
import type { CoveredPods, Origin, UnevaluatedPolicy } from '../../resources';
import type { Coverage } from './coverage';
import type { UnevaluatedKind } from './policy-kinds';

/** What identifies an object, and what it says. */
interface ReadObject {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly manifest: ManifestMap;
  readonly origin: Origin;
}

/** Reads of an object whom it may apply to: everybody in its scope where that cannot be read. */
export function readUnevaluated(
  { group, kind, namespace, name, manifest, origin }: ReadObject,
  of: UnevaluatedKind,
): UnevaluatedPolicy {
  const coverage: Coverage = of.role === 'policy' ? of.coverage(manifest) : { pods: [], directions };
  // Of a kind that nobody knows, what names no namespace may belong to the whole cluster.
  const isOfCluster = of.scope === 'cluster' || (of.scope === 'unknown' && !fieldOf(manifest, 'metadata', 'namespace'));
  return {
    group,
    kind,
    ...(!isOfCluster && { namespace }),
    name,
    covers: coveredPods(coverage, isOfCluster ? undefined : namespace),
    ...(coverage.mayCoverNodes && { mayCoverNodes: true }),
    directions: coverage.directions,
    sharesIsolation: of.role === 'policy' && coverage.sharesIsolation !== false,
    content: contentOf(manifest),
    origin,
  };
}

function coveredPods(
  { pods = [{ pods: {} }], isForEveryNamespace }: Coverage,
  own: string | undefined,
): readonly CoveredPods[] {
  if (own === undefined || isForEveryNamespace)
    return pods.map((each) => ({ namespaces: each.namespaces ?? {}, pods: each.pods }));
  // What an object of a namespace asks of other namespaces counts for nothing.
  return pods.map((each) => ({ namespaces: { matchLabels: { [namespaceNameLabel]: own } }, pods: each.pods }));
}

/** Without what a cluster fills in, and annotations; the labels of some kinds are what policies select them by. */
function contentOf({ apiVersion, metadata, status: _, ...rest }: ManifestMap): string {
  const labels = isMap(metadata) ? (metadata.labels ?? {}) : {};
  return JSON.stringify(sorted({ apiVersion, labels, ...rest }));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isMap(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, sorted(each)]));
}

/** One assumption for each kind that is not evaluated. */
export function assumptionsOfKinds(policies: readonly UnevaluatedPolicy[]): readonly Assumption[] {
  const messages = policies.map(({ group, kind, covers }) => {
    const what = `${kind}${group === '' ? '' : ` of ${group}`} is not evaluated`;
    return covers.length === 0
      ? `${what}: policies of that project may refer to it`
      : `${what}, although it can allow what NetworkPolicies deny and deny what they allow`;
  });
  return [...new Set(messages)].map((message) => ({ kind: 'policy-kind-not-evaluated', message }));
}

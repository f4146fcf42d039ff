import { byCodeUnits } from '../../algebra/text-order';
import type { NetworkPolicy } from '../network-policy';
import { blockYaml } from './block-yaml';
import { canonicalPolicy } from './canonical-policy';
import { marker } from './marker';

/** A policy as it is written: the manifest, its place in the file and the line over it. `CompiledPolicy` is one. */
export interface RenderedPolicy {
  readonly manifest: NetworkPolicy;
  readonly role: 'allow' | 'dns' | 'deny';
  readonly comment: string;
}

/** One file for each namespace, or one for each policy in a folder for each namespace. */
export type Layout = 'per-namespace' | 'per-policy';

const roleOrder = { allow: 0, dns: 1, deny: 2 } as const;

/**
 * The files of an output folder by their relative path (`/` separators), with a `kustomization.yaml` that lists them.
 * The order of `policies` changes nothing: allows by name, then DNS, then the default deny. Without policies there are no files.
 */
export function renderManifests(
  policies: readonly RenderedPolicy[],
  { layout }: { readonly layout: Layout },
): ReadonlyMap<string, string> {
  const documents = new Map<string, string[]>();
  for (const policy of [...policies].sort(comparePolicies)) {
    const { namespace, name } = policy.manifest.metadata;
    const path = layout === 'per-namespace' ? `${namespace}.k8s.yaml` : `${namespace}/${name}.yaml`;
    const text = `---\n# ${oneLine(policy.comment)}\n${blockYaml(canonicalPolicy(policy.manifest))}`;
    const file = documents.get(path);
    if (file) file.push(text);
    else documents.set(path, [text]);
  }
  const files = new Map([...documents].map(([path, texts]) => [path, `${marker}\n${texts.join('')}`]));
  if (files.size > 0) files.set('kustomization.yaml', kustomization([...files.keys()]));
  return files;
}

function kustomization(paths: readonly string[]): string {
  const document = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: [...paths].sort(),
  };
  return `${marker}\n---\n${blockYaml(document)}`;
}

function comparePolicies(a: RenderedPolicy, b: RenderedPolicy): number {
  const [left, right] = [a.manifest.metadata, b.manifest.metadata];
  return (
    byCodeUnits(left.namespace, right.namespace) ||
    roleOrder[a.role] - roleOrder[b.role] ||
    byCodeUnits(left.name, right.name)
  );
}

/** A comment ends at the line's end: whatever a reason or a name contains stays inside of it. */
function oneLine(comment: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return comment.replace(/[\s\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]+/g, ' ').trim();
}

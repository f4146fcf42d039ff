import type { Finding } from '../../diagnostics/finding';
import type { DiskFile } from './output-folder';

/** Names of the policies that isolate a namespace or a workload of it, with or without a chart's prefix. */
const baselineName = /(?:^|-)(?:default-deny-(?:ingress|egress|all)|allow-dns|same-namespace-only|isolate-.+)$/;

/**
 * The namespaces that a removal would open: they have a baseline among the stale files and no file any more.
 * A pruned default deny lets everything in, so that must be said twice.
 */
export function removedBaselines(outDir: string, stale: readonly DiskFile[], kept: Iterable<string>): Finding[] {
  if (stale.length === 0) return [];
  const keptNamespaces = new Set([...kept].map(namespaceOfPath));
  const baselines = new Map<string, string[]>();
  for (const file of stale) {
    for (const document of file.text.split(/^---\r?$/m)) {
      const name = field(document, 'name');
      const namespace = field(document, 'namespace');
      if (!name || !namespace || keptNamespaces.has(namespace) || !baselineName.test(name)) continue;
      baselines.set(namespace, [...(baselines.get(namespace) ?? []), name]);
    }
  }
  return [...baselines].sort().map(([namespace, names]) => ({
    code: 'output-namespace-removed',
    severity: 'error',
    message: `namespace ${namespace} is gone from the code, and ${outDir} still isolates it (${names.sort().join(', ')})`,
    notes: ['removing these policies from the cluster opens its pods to everyone'],
    help: ['if that is meant, pass --allow-removed; else give the namespace back to a FlowChart'],
  }));
}

/** `shop.k8s.yaml` and `shop/allow-web-to-api.yaml` are files of namespace shop. */
function namespaceOfPath(file: string): string {
  return file.includes('/') ? (file.split('/')[0] ?? '') : file.replace(/\.k8s\.yaml$/, '');
}

/** A field of the object's metadata, as netpact writes it: two spaces deep, perhaps quoted. */
function field(document: string, key: string): string | undefined {
  return new RegExp(`^ {2}${key}: "?([^"\\s]+)"?\\r?$`, 'm').exec(document)?.[1];
}

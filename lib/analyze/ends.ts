import { formatAddress, parseAddress } from '../algebra/cidr';
import type { LabelMap } from '../algebra/selector';
import { namespaceNameLabel } from '../algebra/selector';
import type { Finding } from '../diagnostics/finding';
import { nearest } from '../diagnostics/suggest';
import type { Analysis } from './analysis';
import type { End } from './judge/matching';
import type { KnownNamespace, PodSet } from './model/universe';

/** What SRC or DST of a question means: an end, or why it means none. */
export type ResolvedEnd = { readonly end: End } | { readonly problem: Finding };

/**
 * Reads `shop/web`, `shop/web[Deployment]`, `shop/[app=debug]` (a pod that does not exist), `shop/[*]` (one without
 * labels), or an IP address. A name without namespace is looked for in `defaultNamespace`.
 */
export function resolveEnd(analysis: Analysis, text: string, defaultNamespace = 'default'): ResolvedEnd {
  const address = parseAddress(text);
  if (address) return { end: { kind: 'address', name: formatAddress(address) } };
  const slash = text.indexOf('/');
  const bracket = text.indexOf('[');
  const hasNamespace = slash >= 0 && (bracket < 0 || slash < bracket);
  const namespace = hasNamespace ? text.slice(0, slash) : defaultNamespace;
  const rest = hasNamespace ? text.slice(slash + 1) : text;
  if (rest.startsWith('[') && rest.endsWith(']')) return resolveImagined(analysis, namespace, rest.slice(1, -1));
  const exact = analysis.pods(`${namespace}/${rest}`);
  if (exact) return { end: endOf(analysis, exact) };
  const candidates = analysis.universe.pods.filter((pods) => pods.name.startsWith(`${namespace}/${rest}[`));
  if (candidates.length === 1 && candidates[0]) return { end: endOf(analysis, candidates[0]) };
  const names = candidates.map((pods) => pods.name);
  return { problem: candidates.length > 1 ? ambiguous(text, names) : unknown(analysis, `${namespace}/${rest}`) };
}

/** Pods of the universe as an end. */
export function endOf(analysis: Analysis, pods: PodSet): End {
  return { kind: 'pods', name: pods.name, pods, namespace: namespaceOf(analysis, pods.namespace) };
}

/** A pod that does not exist, with exactly these labels. */
export function imaginedPods(namespace: string, labels: LabelMap): PodSet {
  const written = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  const name = `${namespace}/[${written.length > 0 ? written.join(',') : '*'}]`;
  return { name, namespace, labels, unknownLabels: [], ports: [], hostNetwork: false, addresses: [] };
}

function namespaceOf(analysis: Analysis, name: string): KnownNamespace {
  const known = analysis.universe.namespaces.find((namespace) => namespace.name === name);
  return known ?? { name, labels: { [namespaceNameLabel]: name }, hasObject: false };
}

function resolveImagined(analysis: Analysis, namespace: string, text: string): ResolvedEnd {
  const labels: Record<string, string> = {};
  for (const part of text === '*' || text === '' ? [] : text.split(',')) {
    const [key = '', value, more] = part.split('=');
    if (!key.trim() || value === undefined || more !== undefined) {
      const message = `"${part}" in "${namespace}/[${text}]" is no label`;
      const help = ['write labels as key=value, separated by commas: shop/[app=web,tier=front]'];
      return { problem: { code: 'explain-end-malformed', severity: 'error', message, help } };
    }
    labels[key.trim()] = value.trim();
  }
  return { end: endOf(analysis, imaginedPods(namespace, labels)) };
}

function ambiguous(text: string, candidates: readonly string[]): Finding {
  return {
    code: 'explain-end-ambiguous',
    severity: 'error',
    message: `"${text}" names ${candidates.length} workloads: ${candidates.join(', ')}`,
    help: ['add the kind, as in shop/web[Deployment]'],
  };
}

function unknown(analysis: Analysis, name: string): Finding {
  const names = analysis.universe.pods.flatMap((pods) => [pods.name, pods.name.replace(/\[[^[]*\]$/, '')]);
  const near = nearest(name, names);
  const imagined = `${name.slice(0, name.indexOf('/'))}/[app=${name.slice(name.indexOf('/') + 1)}]`;
  return {
    code: 'explain-end-unknown',
    severity: 'error',
    message: `"${name}" is no workload of the input`,
    help: [near ? `did you mean "${near}"?` : `for a pod that does not exist write its labels: ${imagined}`],
  };
}

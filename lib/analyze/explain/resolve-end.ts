import { formatAddress, parseAddress } from '../../algebra/cidr';
import type { Finding } from '../../diagnostics/finding';
import { nearest } from '../../diagnostics/suggest';
import type { Analysis } from '../analysis';
import { type End, endOf, imaginedPods } from '../model/end';

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
  if (exact) return { end: endOf(analysis.universe, exact) };
  const candidates = analysis.universe.pods.filter((pods) => pods.name.startsWith(`${namespace}/${rest}[`));
  if (candidates.length === 1 && candidates[0]) return { end: endOf(analysis.universe, candidates[0]) };
  const names = candidates.map((pods) => pods.name);
  return { problem: candidates.length > 1 ? ambiguous(text, names) : unknown(analysis, `${namespace}/${rest}`) };
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
  return { end: endOf(analysis.universe, imaginedPods(namespace, labels)) };
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

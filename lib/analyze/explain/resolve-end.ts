import { formatAddress, parseAddress } from '../../algebra/cidr';
import type { Finding } from '../../diagnostics/finding';
import { labelsText } from '../../wording/selectors';
import type { Analysis } from '../analysis';
import { readCidrs } from '../model/cluster-profile';
import { type ApiServer, type End, endOf, imaginedPods } from '../model/end';
import type { PodSet } from '../model/universe';
import { describedPods } from './described-pods';
import type { EndSource } from './end-source';
import { ambiguousEnd, malformedEnd, malformedLabel, unknownEnd, withoutPods } from './unresolved-end';

/** What SRC or DST of a question means: an end, or why it means none. */
export type ResolvedEnd = { readonly end: End | ApiServer } | { readonly problem: Finding };

/**
 * Reads `shop/web`, `shop/web[Deployment]`, `shop/[app=debug]` (a pod that does not exist), `shop/[*]` (one without
 * labels), an IP address, or `kube-apiserver`. A name without namespace is looked for in the default namespace. In a namespace
 * of which the input has policies alone, `shop/web` is the declared workload of that name, or the pods with `app=web` where a
 * policy speaks of them; the end then says so.
 */
export function resolveEnd(source: EndSource, text: string): ResolvedEnd {
  const { analysis, declared, defaultNamespace = 'default' } = source;
  const address = parseAddress(text);
  if (address) return { end: { kind: 'address', name: formatAddress(address) } };
  if (text === 'kube-apiserver') {
    const cidrs = readCidrs(analysis.settings.cluster.apiServerCidrs);
    return { end: { kind: 'api-server', name: text, cidrs } };
  }
  const slash = text.indexOf('/');
  const bracket = text.indexOf('[');
  const hasNamespace = slash >= 0 && (bracket < 0 || slash < bracket);
  const namespace = hasNamespace ? text.slice(0, slash) : defaultNamespace;
  const name = hasNamespace ? text.slice(slash + 1) : text;
  if (name.startsWith('[') && name.endsWith(']')) return imaginedEnd(source, namespace, name.slice(1, -1));
  const { universe } = analysis;
  const exact = analysis.pods(`${namespace}/${name}`);
  if (exact) return { end: endOf(universe, exact) };
  const ofKinds = universe.pods.filter((pods) => pods.name.startsWith(`${namespace}/${name}[`));
  if (ofKinds.length === 1 && ofKinds[0]) return { end: endOf(universe, ofKinds[0]) };
  if (ofKinds.length > 1) return { problem: ambiguousEnd(text, ofKinds) };
  const malformed = malformedEnd(text, namespace, name);
  if (malformed) return { problem: malformed };
  const own = declared?.get(`${namespace}/${name}`);
  if (own) return declaredEnd(analysis, name, own);
  return describedEnd(source, namespace, name);
}

/** Both ends of a question, or everything that is wrong with them. */
export function resolveEnds(
  source: EndSource,
  src: string,
  dst: string,
):
  | { readonly ends: readonly [from: End | ApiServer, to: End | ApiServer] }
  | { readonly problems: readonly Finding[] } {
  const from = resolveEnd(source, src);
  const to = src === dst ? from : resolveEnd(source, dst);
  if ('end' in from && 'end' in to) {
    const hasPods = from.end.kind === 'pods' || to.end.kind === 'pods';
    return hasPods ? { ends: [from.end, to.end] } : { problems: [withoutPods(src, dst)] };
  }
  const problems = [from, to].flatMap((each) => ('problem' in each ? [each.problem] : []));
  return { problems: [...new Map(problems.map((problem) => [problem.message, problem])).values()] };
}

function declaredEnd({ universe }: Analysis, calledAs: string, pods: PodSet): ResolvedEnd {
  const readAs = `${pods.namespace}/${calledAs} is read as the workload that the app declares: pods ${labelsText(pods.labels)}`;
  return { end: { ...endOf(universe, pods), calledAs, readAs, hasUnknownPorts: pods.ports.length === 0 } };
}

function describedEnd(source: EndSource, namespace: string, name: string): ResolvedEnd {
  const { analysis } = source;
  const hasWorkloads = analysis.resources.workloads.some((each) => each.namespace === namespace);
  if (hasWorkloads) return { problem: unknownEnd(source, namespace, name) };
  const described = source.described();
  const { named, candidates } = describedPods(described, namespace, name);
  if (named) {
    const readAs = `${namespace}/${name} is read as pods ${labelsText(named.labels)} of ${namespace}, of whom policies speak: the input has no workload in that namespace`;
    const end = endOf(described.universe, named);
    return { end: { ...end, calledAs: name, readAs, hasUnknownPorts: named.ports.length === 0 } };
  }
  const problem =
    candidates.length > 1
      ? ambiguousEnd(`${namespace}/${name}`, candidates)
      : unknownEnd(source, namespace, name, candidates[0]);
  return { problem };
}

function imaginedEnd(source: EndSource, namespace: string, text: string): ResolvedEnd {
  const labels: Record<string, string> = {};
  for (const part of text === '*' || text === '' ? [] : text.split(',')) {
    const [key = '', value, more] = part.split('=');
    if (!key.trim() || value === undefined || more !== undefined)
      return { problem: malformedLabel(part, `${namespace}/[${text}]`) };
    labels[key.trim()] = value.trim();
  }
  const { universe } = source.analysis;
  const end = { ...endOf(universe, imaginedPods(namespace, labels)), hasUnknownPorts: true };
  const isKnown = [universe, source.described().universe].some(({ namespaces }) =>
    namespaces.some((each) => each.name === namespace),
  );
  if (isKnown) return { end };
  return { end: { ...end, readAs: `nothing of the input is in the namespace "${namespace}", and no policy names it` } };
}

import { formatAddress, parseCidr, parseRange } from '../../algebra/cidr';
import type { Finding } from '../../diagnostics/finding';
import { nearest } from '../../diagnostics/suggest';
import { isDns1123Label } from '../../k8s/validate/names';
import { firstOf, listed } from '../../wording/words';
import type { PodSet } from '../model/universe';
import { namesDescribed, podsOfFlows } from './described-pods';
import type { EndSource } from './end-source';

/** As many candidates are written of a name that means several. */
const mostCandidates = 8;

/** A name that several workloads have, or several kinds of pods of which policies speak. */
export function ambiguousEnd(text: string, candidates: readonly PodSet[]): Finding {
  const names = candidates.map(({ name }) => name);
  const areWorkloads = candidates.every(({ workload }) => workload);
  const who = areWorkloads ? 'workloads' : 'kinds of pods of which policies speak';
  return {
    code: 'explain-end-ambiguous',
    severity: 'error',
    message: `"${text}" names ${names.length} ${who}: ${firstOf(names, mostCandidates).join(', ')}`,
    help: [areWorkloads ? 'add the kind, as in shop/web[Deployment]' : `write the labels: ${names[0]}`],
  };
}

export function malformedLabel(part: string, text: string): Finding {
  return malformed(
    `"${part}" in "${text}" is no label`,
    'write labels as key=value, separated by commas: shop/[app=web,tier=front]',
  );
}

/** What is written like something else than a name: an address that is none, a block of addresses, a name with a port, several ends. */
export function malformedEnd(text: string, namespace: string, name: string): Finding | undefined {
  const block = parseCidr(text) ?? parseRange(text);
  if (block) {
    const first = formatAddress({ family: block.family, value: block.first });
    return malformed(`"${text}" is a block of addresses, and an end is one address`, `ask for one of them: ${first}`);
  }
  const port = /^(?<end>[^:[]+):(?<port>\w+)$/.exec(text)?.groups;
  if (port && !/^[\da-f]*$/i.test(port.end ?? ''))
    return malformed(
      `"${text}" is no end: an end has no port`,
      `write the port as a word of its own, after both ends: ${port.end} and ${port.port}`,
    );
  const isLikeIpv6 = text.includes(':');
  if (!isLikeIpv6 && !/^\d+(\.\d+)+(\/\d*)?$/.test(text)) return malformedName(text, namespace, name);
  return malformed(
    `"${text}" is written like an IP address, and is none`,
    isLikeIpv6
      ? 'write an IPv6 address as 2001:db8::1, without a zone and without an IPv4 address in it'
      : 'an IPv4 address has four numbers from 0 to 255, without leading zeros: 203.0.113.7',
  );
}

/** Policies decide about connections of pods, and about no others. */
export function withoutPods(src: string, dst: string): Finding {
  return {
    code: 'explain-without-pods',
    severity: 'error',
    message: `no end of "${src}" to "${dst}" is a pod, and policies decide about connections of pods alone`,
    help: ['name a workload (shop/web) or a pod by its labels (shop/[app=web]) at one end'],
  };
}

function malformedName(text: string, namespace: string, name: string): Finding | undefined {
  if (text === 'internet' || text === 'anywhere')
    return malformed(`"${text}" is no end, and an end is one address`, 'ask for an address of it: 203.0.113.7');
  if (isDns1123Label(namespace) && withoutKind(name) !== '' && !name.includes('*')) return undefined;
  return malformed(
    `"${text}" is no name of a workload`,
    'an end is one workload, shop/web, or one pod by its labels: shop/[app=web], shop/[*] without any',
  );
}

/** `web` of `web[Deployment]`. */
const withoutKind = (name: string): string => name.replace(/\[[^[]*\]$/, '');

function malformed(message: string, help: string): Finding {
  return { code: 'explain-end-malformed', severity: 'error', message, help: [help] };
}

/** A name that nobody has: what is named like it, in its namespace, in others, or of a namespace that is named like its own. */
export function unknownEnd(source: EndSource, namespace: string, name: string, candidate?: PodSet): Finding {
  const { analysis } = source;
  const { universe } = analysis;
  const ofWorkloads = universe.pods.flatMap((pods) => {
    const own = pods.name.slice(pods.namespace.length + 1);
    return [own, withoutKind(own)].map((each) => ({ namespace: pods.namespace, name: each }));
  });
  const ofApp = [...(source.declared?.keys() ?? [])].map((each) => {
    const slash = each.indexOf('/');
    return { namespace: each.slice(0, slash), name: each.slice(slash + 1) };
  });
  const withWorkloads = new Set(analysis.resources.workloads.map((each) => each.namespace));
  const ofPolicies = namesDescribed(source.described()).filter((each) => !withWorkloads.has(each.namespace));
  const isAlone = !withWorkloads.has(namespace);
  const short = withoutKind(name);
  const ofFlows = podsOfFlows(analysis, namespace, short).map((pods) => pods.name);
  const written = candidate ? [candidate.name] : [...new Set(ofFlows)];
  const near =
    written.length > 0
      ? written
      : nearestEnds([...ofWorkloads, ...ofApp, ...ofPolicies], namespace, isAlone ? short : name);
  const known = [...ofWorkloads, ...ofApp, ...ofPolicies]
    .map((each) => each.namespace)
    .concat(universe.namespaces.map((each) => each.name));
  const nearNamespace = known.includes(namespace) ? undefined : nearest(namespace, new Set(known));
  const nobody = isAlone ? `, and no policy speaks of pods app=${short} of ${namespace}` : '';
  return {
    code: 'explain-end-unknown',
    severity: 'error',
    message: `"${namespace}/${name}" is no workload of the input${nobody}`,
    help: [
      near.length > 0
        ? `did you mean ${listed(
            near.map((each) => `"${each}"`),
            3,
            'or',
          )}?`
        : known.includes(name)
          ? `${name} is a namespace: name a workload of it, ${name}/web`
          : nearNamespace === undefined
            ? `for a pod that does not exist write its labels: ${namespace}/[app=${short}]`
            : `nothing of the input is in the namespace "${namespace}": did you mean "${nearNamespace}"?`,
    ],
  };
}

interface NamedEnd {
  readonly namespace: string;
  readonly name: string;
}

/** The names that are nearest: the same one in other namespaces, one of the namespace, one in a namespace of a like name. */
function nearestEnds(ends: readonly NamedEnd[], namespace: string, name: string): readonly string[] {
  const text = (end: NamedEnd) => `${end.namespace}/${end.name}`;
  const here = ends.filter((each) => each.namespace === namespace);
  const own = nearest(
    name,
    here.map((each) => each.name),
  );
  if (own !== undefined) return [`${namespace}/${own}`];
  const like = nearest(`${namespace}/${name}`, ends.map(text));
  if (like !== undefined) return [like];
  return [...new Set(ends.filter((each) => each.name === name).map(text))];
}

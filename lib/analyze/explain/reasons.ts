import { groupBy } from '../../algebra/keyed';
import { formatPorts, intersectPorts, noPorts, type PortSet } from '../../algebra/port-set';
import { assignedLabelText } from '../../wording/labels';
import { resourceTitle } from '../../wording/names';
import { listed } from '../../wording/words';
import { type DoubtKind, doubtAbout } from '../judge/doubt';
import type { OpenLabel } from '../judge/open-labels';
import { readCidrs } from '../model/cluster-profile';
import { type End, endName } from '../model/end';
import type { AnalysisSettings } from '../model/options';
import { arePodsOfNode, blockHoldsAddress } from '../model/pod-addresses';
import type { Direction } from '../model/policy-rules';
import { isOnePod, type PodSet } from '../model/universe';
import type { AskedPort } from './asked-port';
import type { CoveredEnd, ExplainedDirection, ExplainedRule, Explanation, Reason } from './explanation';
import { describeMismatch } from './mismatch';

/** Everything that decides an answer, the other end's view last. */
export function reasonsOf(
  src: End,
  dst: End,
  { asked: port, isAnyPort }: { readonly asked: AskedPort | undefined; readonly isAnyPort: boolean },
  explanation: Pick<Explanation, 'egress' | 'ingress' | 'asked' | 'dependsOn' | 'unevaluated'> & {
    readonly openLabels: readonly OpenLabel[];
    readonly openNames: readonly string[];
  },
  settings: AnalysisSettings,
): readonly Reason[] {
  const { egress, ingress, asked, dependsOn, unevaluated, openLabels, openNames } = explanation;
  const reasons: Reason[] = readings([src, dst]);
  const onNode = dst.kind === 'pods' && !arePodsOfNode(dst.pods, settings) && nodeOf(src, settings);
  if (onNode)
    reasons.push({
      kind: 'same-node',
      message: `the node that ${podOf(dst.pods)} runs on always reaches it, and so does ${onNode} there; this answer is about another node`,
    });
  if (src.kind === 'pods' && dst.kind === 'pods' && src.pods === dst.pods)
    reasons.push({
      kind: 'same-workload',
      message: `a pod of ${src.name} always reaches itself; this answer is about another of its replicas`,
    });
  if (port && 'name' in port && isAnyPort) reasons.push({ kind: 'port-name', message: unknownName(dst, port.name) });
  else if (port && 'name' in port && asked === noPorts)
    reasons.push({ kind: 'port-name', message: `${dst.name} declares no port named "${port.name}"` });
  for (const kind of dependsOn)
    reasons.push({ kind: 'undetermined', message: `the answer depends on ${openPoint(kind, openLabels)}` });
  if (openNames.length > 0)
    reasons.push({
      kind: 'undetermined',
      message: `the answer depends on the ports that ${dst.name} declares as ${listed(openNames.map((name) => `"${name}"`))}: rules give them by name, and the input has no manifest of these pods`,
    });
  reasons.push(
    ...unevaluatedReasons(unevaluated),
    ...directionReasons('egress', src, egress, asked, settings),
    ...directionReasons('ingress', dst, ingress, asked, settings),
  );
  return reasons;
}

function unknownName(dst: End, port: string): string {
  const why = dst.kind === 'pods' ? 'the input has no manifest of these pods' : 'an address declares no names of ports';
  return `which port of ${endName(dst)} is named "${port}" is not known (${why}): the answer is about every port; write its number to ask about one`;
}

/** As what names were read that no workload of the input has. */
function readings(ends: readonly End[]): Reason[] {
  const said = ends.flatMap((end) => (end.kind === 'pods' && end.readAs !== undefined ? [end.readAs] : []));
  return [...new Set(said)].map((message) => ({ kind: 'read-as', message }));
}

const podOf = (pods: PodSet): string => (isOnePod(pods) ? pods.name : `a pod of ${pods.name}`);

/** Who at an end is a node, as far as that is known: a pod on the host network, or an address of the nodes. */
function nodeOf(end: End, settings: AnalysisSettings): string | undefined {
  if (end.kind === 'pods') return arePodsOfNode(end.pods, settings) ? podOf(end.pods) : undefined;
  const isOfNode = readCidrs(settings.cluster.nodeCidrs).some((cidr) =>
    blockHoldsAddress({ cidr, except: [] }, end.name),
  );
  return isOfNode ? 'every pod on the host network' : undefined;
}

/** One for each policy that may apply, to one end or to both. */
function unevaluatedReasons(covered: readonly CoveredEnd[]): readonly Reason[] {
  return [...groupBy(covered, ({ policy }) => policy)].map(([policy, ends]) => {
    const names = listed([...new Set(ends.map(({ end }) => end))]);
    return {
      kind: 'undetermined',
      message: `${resourceTitle(policy)} may apply to ${names}, and objects of its kind are not evaluated: it can allow what NetworkPolicies deny and deny what they allow`,
      location: policy.origin.span(),
    };
  });
}

/** What is open, with the labels by their names. */
function openPoint(kind: DoubtKind, openLabels: readonly OpenLabel[]): string {
  const labels = openLabels.filter(({ label }) => doubtAbout(label) === kind);
  return labels.length > 0
    ? listed(labels.map(({ label, pods }) => assignedLabelText(label, pods.name)))
    : openPoints[kind];
}

/** What each open point is about, as the end of "the answer depends on …". */
const openPoints: Readonly<Record<DoubtKind, string>> = {
  'namespace-labels': 'labels of a namespace that has no object in the input',
  'controller-labels': 'a label whose value a controller assigns',
  'injected-labels': 'a label that injection adds to some pods',
  'ip-block-pods': 'whether an ipBlock matches pods by their addresses',
  'host-network': 'whether the network plugin applies policies to host-network pods',
  'node-addresses': 'whether an ipBlock holds every address of the nodes (nodeCidrs of --cluster)',
  'sidecar-ports': 'whether port names of sidecar containers are resolved',
};

function directionReasons(
  direction: Direction,
  end: End,
  explained: ExplainedDirection,
  asked: PortSet,
  settings: AnalysisSettings,
): readonly Reason[] {
  if (end.kind === 'address') return [];
  if (arePodsOfNode(end.pods, settings)) {
    const message = `${end.name} is on the host network: no policy isolates it for ${direction}`;
    return [{ kind: 'not-isolated', direction, message }];
  }
  if (!explained.isolated)
    return [{ kind: 'not-isolated', direction, message: `no policy isolates ${end.name} for ${direction}` }];
  return explained.policies.flatMap((policy) => {
    const name = `${policy.namespace}/${policy.name}`;
    const base = { direction, policy: name };
    if (policy.rules.length === 0) {
      const message = `${name} isolates ${end.name} for ${direction} and allows nothing`;
      return [{ ...base, kind: 'no-rule', message, location: policy.location } as const];
    }
    return policy.rules.map((rule): Reason => {
      const at = { ...base, rule: rule.rule, location: rule.location };
      const given = intersectPorts(rule.allows, asked);
      if (given !== noPorts)
        return { ...at, kind: 'allowed-by', message: `${name} ${rule.rule} allows ${formatPorts(given)}` };
      if (rule.matchesPeer) return { ...at, kind: 'port-mismatch', message: portSentence(name, rule, asked) };
      return {
        ...at,
        kind: 'peer-mismatch',
        message: `${name} ${rule.rule} is about others: ${peerSentences(rule).join('; ')}`,
      };
    });
  });
}

/** For each entry of a rule why it does not mean the other end: `from[0]: the pod has app=web, not app=api`. */
export function peerSentences({ rule, peers }: ExplainedRule): readonly string[] {
  return peers.map(({ path, mismatches, dependsOn }) => {
    const known = mismatches.map(describeMismatch);
    const clauses = known.length > 0 ? known : dependsOn.map(openQuestion);
    return `${path.slice(rule.length + 1)}: ${clauses.join(' and ')}`;
  });
}

function openQuestion(kind: DoubtKind): string {
  return kind === 'ip-block-pods'
    ? 'the entry means addresses, and by default they are no pods'
    : `depends on ${openPoints[kind]}`;
}

function portSentence(policy: string, rule: ExplainedRule, asked: PortSet): string {
  const names = rule.unresolvedNames.map((name) => `"${name}"`).join(', ');
  const unresolved = names ? `; the destination declares no port named ${names}` : '';
  const unknown = rule.unknownNames.map((name) => `; which port is "${name}" is not known`).join('');
  return `${policy} ${rule.rule} allows ${formatPorts(rule.offers)}, not ${formatPorts(asked)}${unresolved}${unknown}`;
}

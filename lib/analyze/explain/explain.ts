import { formatCidr } from '../../algebra/cidr';
import { allPorts, intersectPorts, isSubsetOfPorts, type PortSet, unionAllPorts } from '../../algebra/port-set';
import { type AppSource, unknownSource } from '../../wording/flow-line';
import { listed } from '../../wording/words';
import type { Analysis } from '../analysis';
import type { ApiServer, End, PodsEnd } from '../model/end';
import type { AnalysisSettings } from '../model/options';
import type { AddressBlock, Direction } from '../model/policy-rules';
import { type AlikeAddresses, addressesToAsk } from './api-server-addresses';
import type { AskedPort } from './asked-port';
import { explainPair } from './explain-pair';
import type { ExplainedDirection, Explanation, Reason } from './explanation';

/** Explains a connection, both directions and every policy that has a say; with the source of an app, its own names for a change. */
export function explain(
  analysis: Analysis,
  src: End | ApiServer,
  dst: End | ApiServer,
  port?: AskedPort,
  source: AppSource = unknownSource,
): Explanation {
  if (src.kind === 'api-server' && dst.kind === 'pods')
    return explainApiServer(analysis, src, 'ingress', dst, (own) =>
      explainPair(analysis, { src: own, dst, port, source }),
    );
  if (dst.kind === 'api-server' && src.kind === 'pods')
    return explainApiServer(analysis, dst, 'egress', src, (own) =>
      explainPair(analysis, { src, dst: own, port, source }),
    );
  if (src.kind === 'api-server' || dst.kind === 'api-server')
    throw new RangeError(`${src.name} to ${dst.name} has no pods at an end`);
  return explainPair(analysis, { src, dst, port, source });
}

interface Answer extends AlikeAddresses {
  readonly explanation: Explanation;
}

/**
 * Asks for every address that the API server may have. Where they differ, what passes is what passes at each of them, and the
 * answer is that it depends on the address.
 */
function explainApiServer(
  analysis: Analysis,
  server: ApiServer,
  direction: Direction,
  pods: PodsEnd,
  ask: (own: End) => Explanation,
): Explanation {
  const { settings } = analysis;
  const alike = addressesToAsk(server.cidrs, settings.families, blocksOf(analysis, direction, pods));
  const answers = alike.map(
    (each): Answer => ({ ...each, explanation: ask({ kind: 'address', name: each.example, apiServer: server }) }),
  );
  const [first, ...others] = answers;
  if (!first) throw new RangeError('the API server has an address');
  const isAlike = others.every(
    ({ explanation: { verdict, conn } }) => verdict === first.explanation.verdict && conn === first.explanation.conn,
  );
  const shown = isAlike ? mostTelling(answers, first) : leastOpen(answers, first);
  const { explanation } = shown;
  const conn = answers.map((each) => each.explanation.conn).reduce(intersectPorts);
  const sure = isNodeNobody(settings) ? intersectPorts(conn, withoutBlocks(explanation[direction])) : conn;
  const open = [...(isAlike ? [] : [openAddress(server, answers)]), ...(sure === conn ? [] : [nodeOfCilium])];
  return {
    ...explanation,
    ...(open.length > 0 && { verdict: 'undetermined' }),
    conn: sure,
    reasons: [...open, scopeOf(server, direction, isAlike), ...explanation.reasons],
  };
}

/** The blocks that rules in this direction name, in the namespace of the pods. */
function blocksOf({ book }: Analysis, direction: Direction, { pods }: PodsEnd): readonly AddressBlock[] {
  return book
    .policiesIn(pods.namespace)
    .flatMap((policy) => policy[direction] ?? [])
    .flatMap(({ peers }) => (peers ?? []).flatMap((peer) => ('block' in peer ? [peer.block] : [])));
}

/** Of answers that say the same, the one that most rules speak of: it says most of why. */
function mostTelling(answers: readonly Answer[], first: Answer): Answer {
  const meant = ({ explanation: { egress, ingress } }: Answer) =>
    [...egress.policies, ...ingress.policies].flatMap(({ rules }) => rules.filter((rule) => rule.matchesPeer)).length;
  return answers.reduce((best, each) => (meant(each) > meant(best) ? each : best), first);
}

const leastOpen = (answers: readonly Answer[], first: Answer): Answer =>
  answers.reduce((least, each) => {
    const [own, lowest] = [each.explanation.conn, least.explanation.conn];
    return own !== lowest && isSubsetOfPorts(own, lowest) ? each : least;
  }, first);

function openAddress({ name, cidrs }: ApiServer, answers: readonly Answer[]): Reason {
  const byConn = new Map<PortSet, Answer>(answers.map((each) => [each.explanation.conn, each]));
  const examples = [...byConn.values()].map(({ ranges, explanation: { verdict } }) => `${ranges[0]} is ${verdict}`);
  const message =
    cidrs.length > 0
      ? `the answer depends on the address of ${name} that is meant: ${listed(examples, 4)}`
      : `the answer depends on the addresses of ${name}, which are not known: give them as apiServer in the cluster profile (--cluster FILE, or cluster({ apiServer: [...] }) of the app)`;
  return { kind: 'undetermined', message };
}

/** Cilium takes a node for no address, unless it is told so (policy-cidr-match-mode: nodes). Source: https://docs.cilium.io/en/stable/security/policy/language/ */
const isNodeNobody = ({ cni }: AnalysisSettings): boolean => cni.ipBlockMatchesPods === false;

/** What passes whatever the blocks of rules mean. */
function withoutBlocks({ isolated, policies }: ExplainedDirection): PortSet {
  if (!isolated) return allPorts;
  const toEverybody = policies.flatMap(({ rules }) => rules.filter(({ peers }) => peers.length === 0));
  return unionAllPorts(toEverybody.map(({ allows }) => allows));
}

const nodeOfCilium: Reason = {
  kind: 'undetermined',
  message:
    'the answer depends on where kube-apiserver runs: on a node of the cluster no ipBlock means it, unless the plugin is told so (policy-cidr-match-mode: nodes of Cilium)',
};

/** What the answer is about, and what it says nothing of. */
function scopeOf({ name, cidrs }: ApiServer, direction: Direction, isAlike: boolean): Reason {
  const which =
    cidrs.length > 0
      ? ` (${listed(cidrs.map(formatCidr), 4)})`
      : isAlike
        ? ', which are not known: the answer is the same for all'
        : '';
  const message =
    direction === 'egress'
      ? `${name} means its own addresses and port, often 6443${which}; most plugins put these in the place of Service default/kubernetes and its port 443 before policies are asked`
      : `${name} means its own addresses${which}; where it calls through a tunnel (konnectivity-agent, for instance) policies see the tunnel's pods or nodes instead, and one on the pod's own node always reaches it`;
  return { kind: 'api-server', message };
}

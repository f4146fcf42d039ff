import { groupBy } from '../algebra/keyed';
import { byCodeUnits } from '../algebra/text-order';
import type { Finding } from '../diagnostics/finding';
import type { ClusterModel } from '../dsl/model';
import { oneLine } from '../k8s/emit/render-manifests';
import { selectorText } from '../wording/selectors';
import { flowPolicies } from './flow-policies';
import { nameSeenFrom, type PortsOfPeers, partOf, specOf, subjectSelector } from './half-spec';
import type { Half } from './halves';
import { canonicalPeers, lowerPeer } from './lower-peer';
import { unionOfPorts } from './lower-ports';
import { pairSentence } from './pairs';
import { peerKey, peerLabel } from './peer-identity';
import { type DraftRule, type PolicyDraft, sortedUnique } from './policy-draft';
import { reasonsOf } from './reasons';

/**
 * The policies of all halves, one for each subject and direction, with a rule for each other end. What has a name of its own
 * keeps its policy, because the name was promised, and so does an exception, because it ends on a day of its own.
 */
export function workloadPolicies(
  halves: readonly Half[],
  cluster: ClusterModel,
  findings: Finding[],
): readonly PolicyDraft[] {
  const own = halves.filter(hasOwnPolicy);
  const shared = halves.filter((half) => !hasOwnPolicy(half));
  const bySubject = groupBy(shared, ({ direction, subject, within }) =>
    JSON.stringify([direction, peerKey(subject), within?.name]),
  );
  const policies = [...bySubject.values()].map((group) => workloadPolicy(group, cluster));
  findings.push(...namesOfFlows(policies, flowPolicies(shared, cluster)));
  return [...policies, ...flowPolicies(own, cluster)];
}

const hasOwnPolicy = ({ pair: { flow } }: Half): boolean => flow.name !== undefined || flow.exception !== undefined;

/**
 * Names that the form per-flow gives to other policies of the same app. Who changes from one form to the other would overwrite
 * such a policy in place, maybe before the one that covers it is there.
 */
function namesOfFlows(policies: readonly PolicyDraft[], flows: readonly PolicyDraft[]): readonly Finding[] {
  const byName = new Map(flows.map((flow) => [`${flow.namespace}/${flow.name}`, flow]));
  return policies.flatMap(({ namespace, name, site, sentence }) => {
    const flow = byName.get(`${namespace}/${name}`);
    if (!flow) return [];
    return {
      code: 'policy-name-taken',
      severity: 'error',
      message: `the policy ${namespace}/${name} (${sentence}) would have the name that the form per-flow gives to another one: ${flow.sentence}`,
      at: site,
      related: [{ at: flow.site, message: 'the flow of that name is declared here' }],
      notes: ['with one name for both, no change from one form to the other would be safe to apply'],
      help: ['give the pods another name where they are declared, because the policies are named after them'],
    };
  });
}

function workloadPolicy(halves: readonly [Half, ...Half[]], cluster: ClusterModel): PolicyDraft {
  const [{ direction, subject, within }] = halves;
  const namespace = subject.namespace.name;
  const rules = [...groupBy(halves, ({ peer }) => peerKey(peer))]
    .map(([key, group]) => ({ key: [peerLabel(group[0].peer), key] as const, rule: ruleOf(group, namespace, cluster) }))
    .sort((a, b) => byCodeUnits(a.key[0], b.key[0]) || byCodeUnits(a.key[1], b.key[1]))
    .map(({ rule }) => rule);
  const selector = subjectSelector({ subject, within });
  const who = `${peerLabel(subject)}${within ? `, as far as it is in ${peerLabel(within)},` : ''}`;
  return {
    namespace,
    name: `${nameSeenFrom(namespace, subject)}${partOf({ within })}-${direction}`,
    role: 'allow',
    spec: specOf(selector, direction, rules),
    sentence: direction === 'ingress' ? `who may reach ${who.replace(/,$/, '')}` : `what ${who} may reach`,
    rules,
    pods: selectorText(selector) || 'every pod',
    ends: [subject],
    charts: halves.map(({ pair: { chart } }) => chart.id),
    site: rules[0]?.site ?? halves[0].pair.flow.site,
  };
}

/** All that is said of one pair: its ports together, and why. */
function ruleOf(
  halves: readonly [Half, ...Half[]],
  namespace: string,
  cluster: ClusterModel,
): DraftRule & PortsOfPeers {
  const [{ peer, pair }] = halves;
  const ports = unionOfPorts(halves.map((half) => half.pair.ports));
  const lowered = lowerPeer(peer, namespace, cluster);
  const flow = pairSentence({ ...pair, ports });
  const reasons = sortedUnique(reasonsOf(halves).map(oneLine)).join('; ');
  return {
    ports,
    peers: lowered === 'everyone' ? undefined : canonicalPeers(lowered),
    end: peer,
    flow,
    sentence: reasons === '' ? flow : `${flow}: ${reasons}`,
    site: pair.flow.site,
  };
}

import { noPorts, type PortSet, subtractPorts, unionPorts } from '../../algebra/port-set';
import { namespaceNameLabel } from '../../algebra/selector';
import { judgePeer } from '../../analyze/judge/matching';
import { type End, endOf, imaginedPods } from '../../analyze/model/end';
import type { Direction, PolicyRule, PolicyRules, RulePeer } from '../../analyze/model/policy-rules';
import { portsTowards } from '../../analyze/model/port-rule';
import type { PodSet } from '../../analyze/model/universe';
import type { DirectedRule } from '../directed-rules';
import type { AuditContext } from '../rule';

/** Where more policies than these select one workload, asking them all again and again costs more than it saves. */
const few = 20;

/**
 * Whether a rule alone serves pods of a namespace that it calls by name and that has no policy: the DNS of a cluster
 * whose `kube-system` is not in the input. Such pods are open at their end, so that the answer needs no universe of
 * representatives. False where this cannot tell.
 *
 * @param removed what goes with the rule: itself alone, or its whole policy
 */
export function isNeededByAbsent(
  context: AuditContext,
  { owner, direction, rule }: DirectedRule,
  removed: 'rule' | 'policy',
): boolean {
  const { analysis, facts } = context;
  const pods = facts.selectedBy(owner)[0];
  if (!pods) return false;
  const selecting = facts.selecting(direction, pods);
  // What alone isolates the pods gives by its absence; without policyTypes the last egress rule does.
  const mayIsolate = removed === 'policy' || (owner.policy.spec.policyTypes?.length ?? 0) === 0;
  if (selecting.length > few || (mayIsolate && selecting.every((each) => each === owner))) return false;
  const absent = (rule.peers ?? []).flatMap((peer) => {
    const found = absentPods(peer);
    return found && analysis.book.policiesIn(found.namespace).length === 0 ? [endOf(analysis.universe, found)] : [];
  });
  // Most rules call nobody by name: what else is kept is only listed for the others.
  if (absent.length === 0) return false;
  const isKept = (other: PolicyRules, each: PolicyRule) => other !== owner || (removed === 'rule' && each !== rule);
  const kept = selecting.flatMap((other) =>
    (other[direction] ?? []).flatMap((each) => (isKept(other, each) ? [{ owner: other, rule: each }] : [])),
  );
  return absent.some((end) => {
    const given = (from: PolicyRules, each: PolicyRule) => portsGiven(context, from, each, direction, pods, end);
    const others = kept.reduce((sum, each) => unionPorts(sum, given(each.owner, each.rule)), noPorts);
    return subtractPorts(given(owner, rule), others) !== noPorts;
  });
}

/** A pod as an entry describes it, where its labels and the name of its namespace are all that the entry asks for. */
function absentPods(peer: RulePeer): PodSet | undefined {
  if ('block' in peer || !peer.namespaces) return undefined;
  const { [namespaceNameLabel]: name, ...others } = peer.namespaces.matchLabels ?? {};
  const isByName = Object.keys(others).length === 0 && !peer.namespaces.matchExpressions?.length;
  if (name === undefined || !isByName || peer.pods.matchExpressions?.length) return undefined;
  return imaginedPods(name, peer.pods.matchLabels ?? {});
}

function portsGiven(
  { analysis }: AuditContext,
  { policy }: PolicyRules,
  { peers, ports }: PolicyRule,
  direction: Direction,
  pods: PodSet,
  end: End,
): PortSet {
  const { settings } = analysis;
  if (peers && !peers.some((peer) => judgePeer(peer, policy.namespace, end, settings).answer)) return noPorts;
  return portsTowards(ports, direction === 'ingress' ? pods.ports : [], settings.cni);
}

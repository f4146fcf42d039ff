import { onceForEach } from '../../algebra/once';
import { intersectPorts, noPorts, type PortSet, unionPorts } from '../../algebra/port-set';
import type { Analysis } from '../../analyze/analysis';
import type { PodGroup, PodGroups } from '../../analyze/engine/pod-groups';
import { opposite } from '../../analyze/model/policy-rules';
import type { PodSet } from '../../analyze/model/universe';
import { type DirectedRule, directedRules } from '../directed-rules';
import type { AuditContext } from '../rule';

/** A rule between workloads of the input of whose pairs none passes the other end, with one of them. */
export interface DeniedHalf extends DirectedRule {
  readonly source: PodSet;
  readonly destination: PodSet;
  /** All that the rule offers. */
  readonly ports: PortSet;
}

/** The rules that wait for their other half, worked out once: for the trap, and for what is not redundant because of it. */
export const deniedHalves: (context: AuditContext) => readonly DeniedHalf[] = onceForEach((context) => {
  const { analysis, facts } = context;
  if (facts.policies().length === 0 || !analysis.settings.cni.enforces) return [];
  return [...directedRules(facts.policies())].flatMap((directed) => {
    const { owner, direction, rule } = directed;
    const entries = rule.peers ?? [];
    if (entries.length === 0 || entries.some((peer) => 'block' in peer)) return [];
    const selected = facts.selectedBy(owner);
    if (selected.length === 0) return [];
    const others = entries.flatMap((peer) => facts.podsOfPeer(peer, owner.policy.namespace));
    const { sources, destinations } = analysis.reachability();
    const [own, peers] = direction === 'ingress' ? [destinations, sources] : [sources, destinations];
    const denied = firstDenied(analysis, directed, alike(analysis, own, selected), alike(analysis, peers, others));
    return denied ? [{ ...directed, ...denied }] : [];
  });
});

/** One group for all pods that nothing about connections tells apart. */
function alike({ engine }: Analysis, groups: PodGroups, pods: readonly PodSet[]): readonly PodGroup[] {
  return [...new Set(pods.map((each) => groups.groupOf(engine.classes.classOf(each))))];
}

function firstDenied(
  { engine }: Analysis,
  { direction, rule }: DirectedRule,
  own: readonly PodGroup[],
  peers: readonly PodGroup[],
): Pick<DeniedHalf, 'source' | 'destination' | 'ports'> | undefined {
  let first: Pick<DeniedHalf, 'source' | 'destination' | 'ports'> | undefined;
  for (const subject of own)
    for (const peer of peers) {
      const [source, destination] = direction === 'ingress' ? [peer, subject] : [subject, peer];
      const offered = engine.portsAt(destination.example)(rule.ports);
      if (offered === noPorts) continue;
      const admission = engine.admission(opposite[direction], peer.example);
      const admitted = engine.admitted(admission, subject.example, destination.example);
      if (intersectPorts(admitted, offered) !== noPorts) return undefined;
      first = first
        ? { ...first, ports: unionPorts(first.ports, offered) }
        : { source: source.example.pods, destination: destination.example.pods, ports: offered };
    }
  return first;
}

import type { Random } from '../analyze/seeded-random';
import { type Declarations, declaredWorkloads } from './declared-pairs';
import type { Packet, Pod } from './may-connect';
import type { Policy } from './policies';
import { aimsOf } from './probe-aims';
import { endDrawer } from './probe-ends';
import { portDrawer } from './probe-ports';

/** What probes are drawn from: the declared values, and policies whose edges they must not miss. */
export interface ProbeSource {
  readonly declarations: Declarations;
  readonly policies: readonly Policy[];
  /** Labels that nothing declares, for pods that carry them besides. */
  readonly strange?: Pod['labels'];
  /** Every pod has the ports that its workloads declare, as the proof takes for granted; else some have other ones. */
  readonly keepsPorts?: boolean;
}

/**
 * Packets between pods and addresses that an app's declarations and policies could treat differently. Most are aimed at a
 * pair, and many of these miss it by little; the others go from anyone to anyone.
 */
export function probesOf(source: ProbeSource, random: Random, count: number): readonly Packet[] {
  const { declarations, policies } = source;
  const text = JSON.stringify(policies);
  const written = {
    blocks: [...text.matchAll(/"([\da-f.:]+\/\d+)"/g)].flatMap(([, block]) => block ?? []),
    ports: [...text.matchAll(/"(?:port|endPort)":(\d+)/g)].map(([, port]) => Number(port)),
  };
  const aims = aimsOf(declarations);
  const workloads = declaredWorkloads(declarations);
  const ports = portDrawer(aims, workloads, written.ports, random);
  const ends = endDrawer({ ...source, workloads, aims, blocks: written.blocks, ports }, random);
  const aimed = (): Packet => {
    const aim = random.pick(aims);
    const [from, to] = [ends.near(aim.from), ends.near(aim.to)];
    const packet = { from, to, ...ports.near(aim, to) };
    const dice = random.below(12);
    if (dice === 0) return { ...packet, from: to, to: from };
    if (dice === 1) return { ...packet, from: ends.any() };
    return dice === 2 ? { ...packet, to: ends.any() } : packet;
  };
  return Array.from({ length: count }, () => {
    const packet = random.chance(0.8) ? aimed() : { from: ends.any(), to: ends.any(), ...ports.any() };
    // No policy is about two addresses.
    return typeof packet.from === 'string' && typeof packet.to === 'string' ? { ...packet, to: ends.anyPod() } : packet;
  });
}

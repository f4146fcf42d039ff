import { noPorts, subtractPorts } from '../algebra/port-set';
import type { Analysis } from './analysis';
import type { Admission } from './engine/admission';
import type { PodClass } from './engine/classes';
import type { Engine } from './engine/engine';
import type { Block } from './engine/pod-groups';
import type { PodSet } from './model/universe';

/**
 * Pairs of pods that could gain a connection if ipBlocks matched pods: one end's rules have a block, the other end lets
 * more through than passes already, or has a block itself. A pair of blocks of classes stands for all of theirs.
 */
export function* blockPairs(analysis: Analysis): Generator<readonly [PodSet, PodSet]> {
  const { engine } = analysis;
  const hasBlock = (admission: Admission) => admission.grants.some(({ peer }) => peer.block);
  if (!engine.pool.all.some(hasBlock)) return;
  const { sources, destinations, entrancesFor } = analysis.reachability();
  const leaving = (block: Block) => engine.admission('egress', block.example);
  const entering = (block: Block) => engine.admission('ingress', block.example);
  const guarded = destinations.all.filter((block) => hasBlock(entering(block)));
  for (const source of sources.all) {
    if (!hasBlock(leaving(source))) continue;
    const asked = new Set(entrancesFor(source).flatMap((entrance) => entrance.blocks.slice(0, 1)));
    for (const target of [...asked, ...guarded])
      if (hasBlock(entering(target)) || couldEnter(engine, source.example, target.example))
        yield [source.example.pods, target.example.pods];
  }
  const oneForEachEgress = [...new Map(sources.all.map((block) => [leaving(block), block])).values()];
  for (const target of guarded)
    for (const source of oneForEachEgress)
      if (hasBlock(leaving(source)) || couldLeave(engine, source.example, target.example))
        yield [source.example.pods, target.example.pods];
}

function couldEnter(engine: Engine, source: PodClass, target: PodClass): boolean {
  const enters = engine.admitted(engine.admission('ingress', target), source, target);
  return subtractPorts(enters, engine.between(source, target)) !== noPorts;
}

function couldLeave(engine: Engine, source: PodClass, target: PodClass): boolean {
  const leaves = engine.admitted(engine.admission('egress', source), target, target);
  return subtractPorts(leaves, engine.between(source, target)) !== noPorts;
}

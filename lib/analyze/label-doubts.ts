import { formatAddress } from '../algebra/cidr';
import { requirementsOf, type Selector, selectorKey } from '../algebra/selector';
import type { Analysis } from './analysis';
import { openLabelsOf } from './judge/assigned';
import { type DoubtKind, doubtAbout, mayHold } from './judge/doubt';
import { judgeSelection } from './judge/matching';
import { type End, endOf } from './model/end';
import type { PodSet } from './model/universe';
import { conditionsOf } from './possible/representatives';

/**
 * Connections that may depend on labels which others give to pods: of pods that a selector of a policy may mean or not, with
 * everyone else and with addresses, both ways. Pods that are alike in this too stand for each other.
 */
export function* labelsInDoubt(
  analysis: Analysis,
  kind: DoubtKind,
): Iterable<readonly [source: End, destination: End]> {
  const inDoubt = podsInDoubt(analysis, kind);
  if (inDoubt.length === 0) return;
  const end = (pods: PodSet) => endOf(analysis.universe, pods);
  const others = new Set([...inDoubt, ...analysis.engine.classes.all.map(({ pods }) => pods)]);
  for (const pods of inDoubt) {
    const own = end(pods);
    for (const other of [...others].map(end)) {
      yield [own, other];
      yield [other, own];
    }
    for (const name of addressesNear(analysis, pods)) {
      yield [{ kind: 'address', name }, own];
      yield [own, { kind: 'address', name }];
    }
  }
}

function podsInDoubt({ universe, engine, resources, settings }: Analysis, kind: DoubtKind): readonly PodSet[] {
  if (!settings.cni.enforces) return [];
  const assigned = new Set<string>();
  for (const { assignedLabels } of universe.pods)
    for (const label of assignedLabels) if (doubtAbout(label) === kind) assigned.add(label.key);
  const asking = new Map<string, Selector>();
  for (const { pods } of conditionsOf(resources))
    if (requirementsOf(pods).some(({ key }) => assigned.has(key))) asking.set(selectorKey(pods), pods);
  const found = new Map<string, PodSet>();
  for (const pods of asking.size > 0 ? universe.pods : []) {
    const states = [...asking.values()].map((selector) => stateOf(selector, pods, kind));
    const key = `${engine.classes.classOf(pods).id} ${states.join()}`;
    if (states.includes('open') && !found.has(key)) found.set(key, pods);
  }
  return [...found.values()];
}

function stateOf(selector: Selector, pods: PodSet, kind: DoubtKind): 'no' | 'yes' | 'open' {
  const open = openLabelsOf(selector, pods);
  if (!open) return 'no';
  return open.some((label) => doubtAbout(label) === kind) ? 'open' : 'yes';
}

/** An address that rules seldom name, and the first of each block in the policies that select pods or may. */
function addressesNear({ book, settings }: Analysis, pods: PodSet): ReadonlySet<string> {
  const policies = book.policiesIn(pods.namespace).filter((policy) => mayHold(judgeSelection(policy, pods, settings)));
  const rules = policies.flatMap(({ ingress = [], egress = [] }) => [...ingress, ...egress]);
  const blocks = rules.flatMap(({ peers = [] }) => peers.flatMap((peer) => ('block' in peer ? [peer.block] : [])));
  return new Set([
    '192.0.2.1',
    ...blocks.map(({ cidr: { family, first } }) => formatAddress({ family, value: first })),
  ]);
}

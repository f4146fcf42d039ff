import { eachId, everyId, hasId, type IdSet, idSetOf } from '../../algebra/id-set';
import { getOrInsert } from '../../algebra/keyed';
import { once } from '../../algebra/once';
import { type Selector, selectorKey } from '../../algebra/selector';
import type { AnalysisSettings } from '../model/options';
import { blockHoldsPods, blocksHoldNodes } from '../model/pod-addresses';
import type { AddressBlock, RulePeer } from '../model/policy-rules';
import type { PodClass, PodClasses } from './classes';
import type { LabelIndex } from './label-index';

/** Who a rule speaks of: one object for each distinct peer of all policies. */
export interface Peer {
  readonly id: number;
  readonly kind: 'everyone' | 'pods' | 'block';
  readonly block?: AddressBlock;
  /** Of pods: their namespaces, and their label sets among those of `PodClasses.labels`. */
  readonly pods?: { readonly where: IdSet; readonly labelSets: IdSet };
  readonly matches: (pods: PodClass) => boolean;
  /** All classes that match, worked out when first asked for. */
  readonly classes: () => IdSet;
}

export interface PeerIndex {
  readonly everyone: Peer;
  /** Whether there are pods that are addresses of nodes. */
  readonly hasNodes: boolean;
  /** The peer that an entry of a rule of a policy in this namespace means. */
  peerOf(entry: RulePeer, namespace: number): Peer;
  /** Pods on the host network that blocks of one rule hold together and none of them alone; no addresses. */
  nodesOf(blocks: readonly AddressBlock[]): Peer;
}

/** Gives every distinct peer one object, and answers its selectors from the indexes of labels. */
export function indexPeers(classes: PodClasses, namespaces: LabelIndex, settings: AnalysisSettings): PeerIndex {
  const byKey = new Map<string, Peer>();
  const intern = (key: string, make: (id: number) => Peer): Peer => getOrInsert(byKey, key, () => make(byKey.size));
  const ownNamespaces = new Map<number, IdSet>();
  const setOfOwn = (namespace: number): IdSet =>
    getOrInsert(ownNamespaces, namespace, () => idSetOf([namespace], namespaces.setOf.length));
  const bySelector = namespacesBySelector(namespaces);
  const everyone = intern('everyone', (id) => ({
    id,
    kind: 'everyone',
    matches: () => true,
    classes: once(() => everyId(classes.all.length)),
  }));
  return {
    everyone,
    hasNodes: classes.ofNodes.length > 0,
    peerOf(entry, namespace) {
      if ('block' in entry) return intern(blockKey(entry.block), (id) => blockPeer(id, entry.block, classes, settings));
      const where = entry.namespaces ? bySelector(entry.namespaces) : setOfOwn(namespace);
      const only =
        where.size === 1 && where.list ? `one ${where.list[0]}` : `where ${selectorKey(entry.namespaces ?? {})}`;
      const podKey = selectorKey(entry.pods);
      return intern(`${only}|${podKey}`, (id) => podPeer(id, where, classes.labels.select(entry.pods), classes));
    },
    nodesOf(blocks) {
      const key = blocks.map(blockKey).sort().join();
      return intern(`nodes ${key}`, (id) => nodePeer(id, blocks, classes, settings));
    },
  };
}

/** Two blocks with one key hold the same addresses. */
export function blockKey(block: AddressBlock): string {
  const write = ({ family, first, prefix }: AddressBlock['cidr']) => `${family}:${first}/${prefix}`;
  return `block ${write(block.cidr)} ${block.except.map(write).sort().join()}`;
}

function podPeer(id: number, where: IdSet, labelSets: IdSet, classes: PodClasses): Peer {
  const matches = (pods: PodClass) => !pods.isOfNode && hasId(labelSets, pods.labelSet) && hasId(where, pods.namespace);
  const find = () => {
    const found: number[] = [];
    if (where.size <= labelSets.size)
      eachId(where, (namespace) => {
        for (const each of classes.select(namespace, labelSets)) if (!each.isOfNode) found.push(each.id);
      });
    else
      eachId(labelSets, (labelSet) => {
        for (const each of classes.withLabelSet(labelSet)) if (matches(each)) found.push(each.id);
      });
    return idSetOf(Int32Array.from(found).sort(), classes.all.length);
  };
  return { id, kind: 'pods', pods: { where, labelSets }, matches, classes: once(find) };
}

function blockPeer(id: number, block: AddressBlock, classes: PodClasses, settings: AnalysisSettings): Peer {
  const mayHold = settings.cni.ipBlockMatchesPods === true ? classes.all : classes.ofNodes;
  const matches = ({ isOfNode, pods }: PodClass) =>
    isOfNode
      ? blocksHoldNodes([block], pods, settings) === true
      : settings.cni.ipBlockMatchesPods === true && blockHoldsPods(block, pods, settings) === true;
  const find = () =>
    idSetOf(
      mayHold.filter(matches).map((each) => each.id),
      classes.all.length,
    );
  return { id, kind: 'block', block, matches, classes: once(find) };
}

function nodePeer(id: number, blocks: readonly AddressBlock[], classes: PodClasses, settings: AnalysisSettings): Peer {
  const matches = ({ isOfNode, pods }: PodClass) => isOfNode && blocksHoldNodes(blocks, pods, settings) === true;
  const found = () => classes.ofNodes.filter(matches).map((each) => each.id);
  return { id, kind: 'pods', matches, classes: once(() => idSetOf(found(), classes.all.length)) };
}

/** The index knows distinct label sets of namespaces; a selector's answer is the namespaces that have them. */
function namespacesBySelector(index: LabelIndex): (selector: Selector) => IdSet {
  const members: number[][] = Array.from({ length: index.size }, () => []);
  for (const [namespace, labelSet] of index.setOf.entries()) members[labelSet]?.push(namespace);
  const known = new Map<IdSet, IdSet>();
  return (selector) => {
    const labelSets = index.select(selector);
    return getOrInsert(known, labelSets, () => {
      const ids: number[] = [];
      eachId(labelSets, (labelSet) => {
        for (const namespace of members[labelSet] ?? []) ids.push(namespace);
      });
      return idSetOf(Int32Array.from(ids).sort(), index.setOf.length);
    });
  };
}

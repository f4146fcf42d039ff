import {
  type AddressSet,
  addressesOfCidrs,
  addressSet,
  addressTexts,
  allAddresses,
  areWithin,
  haveCommon,
  intersectAddresses,
  subtractAddresses,
} from '../../algebra/address-set';
import type { IpFamily } from '../../algebra/cidr';
import { getOrInsert } from '../../algebra/keyed';
import { onceForEach } from '../../algebra/once';
import { intersectPorts, noPorts, type PortSet } from '../../algebra/port-set';
import { requirementsOf } from '../../algebra/selector';
import { judgeSelection } from '../../analyze/judge/matching';
import { readCidrs } from '../../analyze/model/cluster-profile';
import { arePodsOfNode } from '../../analyze/model/pod-addresses';
import type { PolicyRules } from '../../analyze/model/policy-rules';
import type { PodSet } from '../../analyze/model/universe';
import { privateNetworks } from '../../cluster/public-addresses';
import { listed, oneOrMany } from '../../wording/words';
import { blockPeers, selectorPeers } from '../directed-rules';
import { reasonOf } from '../reach/open-answers';
import type { AuditedCluster } from '../rule';
import { asksForHostNetwork } from '../services/control-plane-tunnels';
import { isGuarded, type LettingIn, rulesLettingIn, type ServiceTarget } from '../services/service-targets';
import type { LetIn, OpenQuestion, WaySource } from './outside-way';

/** Who comes in by a way before policies are asked. */
export interface Clients {
  readonly addresses: AddressSet;
  /** Whether the pod may see the address of a node in place of the client's. */
  readonly mayComeAsNode: boolean;
}

/** Whether nodes are let in: surely all of them, at least one of them, none; or their addresses are not known, and may or will hardly be meant. */
type NodesLetIn = 'all' | 'some' | 'none' | 'perhaps' | 'hardly';

const throughNode =
  'with externalTrafficPolicy: Cluster the pod sees the client, or the node that its connection came by';
const needsNodes = 'nodeCidrs of --cluster tells';

/** What of some clients gets through to the ports of pods; undefined where policies let none of them in. */
export function letIn(cluster: AuditedCluster, target: ServiceTarget, clients: Clients): LetIn | undefined {
  const admitted = admittedAddresses(cluster, target);
  const isNodesPolicy = clients.mayComeAsNode && meansNodesByGroup(cluster, target);
  const families = ([4, 6] as const).map((family) =>
    throughFamily(cluster, admitted, { ...clients, isNodesPolicy }, family),
  );
  const from = oneSet(cluster, addressSet(families.flatMap((each) => each.from)));
  // Addresses of the cluster itself come from nowhere else.
  if (areWithin(from, addressesOfCluster(cluster))) return undefined;
  const doubts = new Set(families.flatMap(({ doubt }) => doubt ?? []));
  for (const doubt of doubtsAbout(cluster, target.pods)) doubts.add(doubt);
  const rules = rulesFor(cluster, target, clients);
  return { from, policies: policyNames(rules), doubts: [...doubts] };
}

/** The same object for the same addresses: what is worked out of a set is worked out once, and a cluster has few of them. */
function oneSet(cluster: AuditedCluster, set: AddressSet): AddressSet {
  const key = set.map(({ family, first, last }) => `${family} ${first} ${last}`).join();
  return getOrInsert(known(cluster).sets, key, () => set);
}

/** What several ways to the same pods ask. */
const known = onceForEach((_: AuditedCluster) => ({
  sets: new Map<string, AddressSet>(),
  doubts: new Map<PodSet, readonly string[]>(),
  admitted: new Map<PodSet, Map<PortSet, AddressSet>>(),
}));

/** Why what is worked out of policies may be wrong about pods. */
export function doubtsAbout(cluster: AuditedCluster, pods: PodSet): readonly string[] {
  return getOrInsert(known(cluster).doubts, pods, () => findDoubts(cluster, pods));
}

function findDoubts(cluster: AuditedCluster, pods: PodSet): readonly string[] {
  const { settings, book } = cluster.analysis;
  const unevaluated = cluster.analysis.unevaluated('ingress', pods);
  // Of other pods all labels that a selector asks for are known.
  const mayDoubt = ({ selector }: PolicyRules) =>
    pods.hostNetwork ||
    requirementsOf(selector).some(({ key }) => pods.assignedLabels.some((label) => label.key === key));
  const unsure = book
    .policiesIn(pods.namespace)
    .filter((policy) => policy.ingress && mayDoubt(policy) && judgeSelection(policy, pods, settings).doubts.length > 0)
    .map(({ policy }) => `${policy.namespace}/${policy.name}`)
    .sort();
  const what = arePodsOfNode(pods, settings) ? 'is on the host network' : 'has labels that are given at run time';
  return [
    ...(unevaluated.length === 0 ? [] : [reasonOf(unevaluated, 'may apply to it')]),
    ...(unsure.length === 0 ? [] : [`whether ${listed(unsure, 3, 'or')} selects it is not known: it ${what}`]),
  ];
}

/** What is not known of pods that no policy which is read lets anybody in to. */
export function closedQuestions(
  cluster: AuditedCluster,
  { by: subject, kind: way }: Pick<WaySource, 'by' | 'kind'>,
  pods: PodSet,
): readonly OpenQuestion[] {
  return doubtsAbout(cluster, pods).map((reason) => ({
    subject,
    way,
    kind: 'doubtful',
    reason: `${pods.name}: ${reason}`,
  }));
}

/** The names of policies, each once. */
export function policyNames(rules: readonly LettingIn[]): readonly string[] {
  return [...new Set(rules.map(({ namespace, policy }) => `${namespace}/${policy}`))].sort();
}

interface Through {
  readonly from: AddressSet;
  readonly doubt?: string;
}

/** The clients of one family: a node speaks the family of its client. */
function throughFamily(
  cluster: AuditedCluster,
  admitted: AddressSet,
  clients: Clients & { readonly isNodesPolicy: boolean },
  family: IpFamily,
): Through {
  const all = clients.addresses.filter((run) => run.family === family);
  const own = oneSet(
    cluster,
    admitted.filter((run) => run.family === family),
  );
  const asThemselves = intersectAddresses(all, own);
  if (!clients.mayComeAsNode || all.length === 0) return { from: asThemselves };
  const nodes = nodesLetIn(cluster, own, family);
  const areAllIn = areWithin(all, own);
  const ranges = () => listed(addressTexts(own), 2);
  if (clients.isNodesPolicy && nodes !== 'all')
    return { from: all, doubt: `${throughNode}: OpenShift's label for the host network may mean the nodes` };
  switch (nodes) {
    case 'all':
      return areAllIn
        ? { from: all }
        : { from: all, doubt: `${throughNode}: the nodes are let in, and of the clients only ${ranges()}` };
    case 'some':
      return { from: all, doubt: `${throughNode}: some nodes are let in` };
    case 'none':
      if (asThemselves.length === 0) return { from: asThemselves };
      return { from: asThemselves, doubt: `${throughNode}: no node is let in` };
    case 'perhaps':
      return {
        from: all,
        doubt: `${throughNode}: whether ${ranges()} ${oneOrMany(addressTexts(own).length, 'holds', 'hold')} the nodes is not known (${needsNodes})`,
      };
    case 'hardly':
      return {
        from: asThemselves,
        doubt: `${throughNode}: everyone gets in where a node is in ${ranges()} (${needsNodes})`,
      };
  }
}

const privateAddresses = addressesOfCidrs(privateNetworks);

function nodesLetIn({ analysis }: AuditedCluster, admitted: AddressSet, family: IpFamily): NodesLetIn {
  if (admitted.length === 0) return 'none';
  const known = readCidrs(analysis.settings.cluster.nodeCidrs);
  const nodes = addressSet(known.filter((cidr) => cidr.family === family));
  if (known.length > 0) {
    if (nodes.length > 0 && areWithin(nodes, admitted)) return 'all';
    return haveCommon(nodes, admitted) ? 'some' : 'none';
  }
  if (
    areWithin(
      allAddresses.filter((run) => run.family === family),
      admitted,
    )
  )
    return 'all';
  return haveCommon(admitted, privateAddresses) ? 'perhaps' : 'hardly';
}

/** OpenShift has a namespace that stands for the nodes. */
function meansNodesByGroup(cluster: AuditedCluster, target: ServiceTarget): boolean {
  if (!isGuarded(cluster, target.pods)) return false;
  return rulesLettingIn(cluster, target).some(({ rule }) => selectorPeers(rule).some(asksForHostNetwork));
}

/** Addresses that the ingress rules of pods admit on one of these ports; all of them where nothing isolates the pods. */
function admittedAddresses(cluster: AuditedCluster, { pods, ports }: ServiceTarget): AddressSet {
  const ofPods = getOrInsert(known(cluster).admitted, pods, () => new Map<PortSet, AddressSet>());
  return getOrInsert(ofPods, ports, () => findAdmitted(cluster, { pods, ports }));
}

function findAdmitted({ analysis }: AuditedCluster, { pods, ports }: ServiceTarget): AddressSet {
  const { ipv4, ipv6 } = analysis.addresses('ingress', pods);
  const runs = [
    ...ipv4.map((piece) => ({ ...piece, family: 4 as const })),
    ...ipv6.map((piece) => ({ ...piece, family: 6 as const })),
  ];
  return addressSet(
    runs
      .filter(({ value }) => intersectPorts(value, ports) !== noPorts)
      .map(({ family, first, last }) => ({ family, first: BigInt(first), last: BigInt(last) })),
  );
}

/** Nodes among them: who is at their addresses is a part of the cluster, whoever comes through them is not. */
function addressesOfCluster({ analysis }: AuditedCluster): AddressSet {
  const { podCidrs, serviceCidrs, nodeCidrs } = analysis.settings.cluster;
  return addressesOfCidrs([podCidrs, serviceCidrs, nodeCidrs].flatMap((list) => list ?? []));
}

function rulesFor(cluster: AuditedCluster, target: ServiceTarget, clients: Clients): readonly LettingIn[] {
  if (!isGuarded(cluster, target.pods)) return [];
  const nodes = addressesOfCidrs(cluster.analysis.settings.cluster.nodeCidrs ?? []);
  const mayMeanNode = (block: AddressSet) => clients.mayComeAsNode && (nodes.length === 0 || haveCommon(block, nodes));
  return rulesLettingIn(cluster, target).filter(
    ({ rule }) =>
      !rule.peers ||
      (clients.mayComeAsNode && selectorPeers(rule).some(asksForHostNetwork)) ||
      blockPeers(rule).some(({ block }) => {
        const addresses = subtractAddresses(addressSet([block.cidr]), addressSet(block.except));
        return haveCommon(addresses, clients.addresses) || mayMeanNode(addresses);
      }),
  );
}

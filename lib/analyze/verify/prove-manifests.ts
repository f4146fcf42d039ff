import { type AddressSpace, commonRange, ipv4, ipv6 } from '../../algebra/address-space';
import { groupBy } from '../../algebra/keyed';
import { newSteps } from '../../decide/steps';
import type { Finding } from '../../diagnostics/finding';
import type { Intent } from '../../intent/intent';
import { type LoadResult, loadObjects, loadTexts } from '../../k8s/load';
import { listed } from '../../wording/words';
import { checkDeployed, type DeployedCheck, podsNamed } from '../deployed/declared-pods';
import { hostNetworkFindings } from '../deployed/host-network-ends';
import { podsOfManifests } from '../deployed/pods-of-manifests';
import { readManifests } from '../deployed/read-manifests';
import { type AccessPeer, peerOfIntent, rangesOfPeer } from './access';
import { assumptionFindings } from './assumption-findings';
import { clashFindings, includedFindings, unevaluatedFindings } from './included-policies';
import { intendedCluster } from './intended-cluster';
import { invariantFindings } from './invariants';
import { type Proof, prove, proverOf, sumOfProofs } from './prove';

/** A proof with everything around it: invariants, policies of other owners, and what was taken for granted. */
export interface WholeProof extends Proof {
  readonly assumptions: readonly string[];
  /** What is deployed, as far as manifests say; missing where the app names none. */
  readonly deployed?: Pick<DeployedCheck, 'workloads' | 'unnamed'>;
}

/**
 * Reads files that are about to be written (path → text) as a cluster would, and proves them. What does not load, or would be
 * refused by the API server, fails the proof like any difference.
 */
export function proveFiles(intent: Intent, files: ReadonlyMap<string, string>): WholeProof {
  const manifests = [...files]
    .filter(([path]) => path !== 'kustomization.yaml')
    .map(([file, text]) => ({ file, text }));
  const needsAll = intent.invariants.length + intent.includes.length + intent.manifests.length > 0;
  return (
    (needsAll ? undefined : proveByNamespace(intent, manifests)) ??
    proveLoaded(intent, manifests.length > 0 ? loadTexts(manifests) : loadObjects([]))
  );
}

/**
 * Reads and compares one namespace after the other, so that no more than one is in memory. Undefined where a file holds
 * something else than the policies of its namespace.
 */
function proveByNamespace(intent: Intent, manifests: readonly SourceText[]): WholeProof | undefined {
  const byNamespace = groupBy(manifests, ({ file }) => file.split(/\/|\.k8s\.yaml$/)[0] ?? '');
  const steps = newSteps();
  const prover = proverOf(intent, steps);
  const owned = new Set(prover.owned);
  const proofs: Proof[] = [];
  for (const [namespace, texts] of byNamespace) {
    const { resources, findings } = loadTexts(texts);
    const isItsOwn = owned.has(namespace) && resources.policies.every((policy) => policy.namespace === namespace);
    if (!isItsOwn || findings.some(({ severity }) => severity === 'error')) return undefined;
    proofs.push(prover.compare(namespace, resources.policies));
  }
  for (const namespace of prover.owned) if (!byNamespace.has(namespace)) proofs.push(prover.compare(namespace, []));
  const proof = sumOfProofs(proofs);
  return {
    ...proof,
    findings: [...proof.findings, ...assumptionFindings(intent, nothingDeployed, steps)],
    assumptions: [...assumptionsOfProof(intent, proof.searches > 0), ...assumedOfLabels(intent)],
  };
}

interface SourceText {
  readonly file: string;
  readonly text: string;
}

/** The same for objects that somebody else will write. */
export function proveObjects(intent: Intent, manifests: readonly unknown[]): WholeProof {
  return proveLoaded(intent, loadObjects(manifests));
}

function proveLoaded(intent: Intent, { resources, findings }: LoadResult): WholeProof {
  const errors = findings.filter(({ severity }) => severity === 'error').map(unreadable);
  if (errors.length > 0)
    return { ...nothingCompared, findings: errors, policies: resources.policies.length, assumptions: [] };
  const steps = newSteps();
  const proof = prove(intent, resources.policies, steps);
  const { included: read, deployed } = readManifests(intent);
  const check = checkDeployed(intent, deployed);
  // Charts may hold objects of any kind beside what netpact writes.
  const others = { ...read, unevaluatedPolicies: [...resources.unevaluatedPolicies, ...read.unevaluatedPolicies] };
  const policies = [...resources.policies, ...others.policies];
  const asksPods =
    proof.searches + intent.invariants.length + intent.includes.length + others.unevaluatedPolicies.length > 0;
  return {
    ...proof,
    findings: [
      ...proof.findings,
      ...others.findings,
      ...(check?.findings ?? []),
      ...hostNetworkFindings(intent, podsOfManifests(intent, deployed?.workloads ?? [])),
      ...assumptionFindings(intent, { ...others, workloads: deployed?.workloads ?? [] }, steps),
      ...clashFindings(resources.policies, others.policies),
      ...includedFindings(intent, resources.policies, others.policies, steps),
      ...unevaluatedFindings(intent, resources.policies, others, steps),
      ...(intent.invariants.length > 0
        ? invariantFindings(intent, intendedCluster(intent, policies, intent.cluster, steps, others))
        : []),
    ],
    assumptions: [
      ...assumptionsOfProof(intent, asksPods),
      ...(check ? check.assumptions : assumedOfLabels(intent)),
      ...others.assumptions.map(({ message }) => message),
    ],
    ...(check && { deployed: { workloads: check.workloads, unnamed: check.unnamed } }),
  };
}

function unreadable(finding: Finding): Finding {
  const help = 'the manifest is written by netpact, so this is its mistake: please report it';
  return { ...finding, help: [...(finding.help ?? []), help] };
}

/** Whatever selects pods by labels of the author's own rests on them, where there is nothing to hold them to. */
function assumedOfLabels(intent: Intent): readonly string[] {
  const isOwn = intent.workloads.some(({ template }) => !template) || podsNamed(intent).length > 0;
  return isOwn ? ['labels are as declared (not checked against workloads)'] : [];
}

const nothingDeployed = { namespaces: [], workloads: [] };
const nothingCompared = { subjects: 0, pairs: 0, ranges: 0, searches: 0 };

/** What a proof takes for granted, one phrase each. */
function assumptionsOfProof(intent: Intent, asksPods: boolean): readonly string[] {
  const owned = intent.namespaces.filter(({ isOwned }) => isOwned).map(({ name }) => name);
  const provided = intent.isolation.filter(({ isProvided }) => isProvided).map(({ namespace }) => namespace);
  return [
    ...(owned.length > 0 ? [`no other policy selects pods of ${namesText(owned)}`] : []),
    ...assumedOfPods(intent, asksPods),
    ...(provided.length > 0 ? [`other tools deny what is provided in ${namesText(provided)}`] : []),
    ...(meansPrivateBlocks(intent)
      ? ['private address blocks lie outside the cluster (its pod CIDRs are not known)']
      : []),
  ];
}

/**
 * What is assumed of pods. Of labels it is said where pods that could exist were asked about: equal forms need no pods. What
 * the author says is always repeated.
 */
function assumedOfPods({ assumptions }: Intent, asksPods: boolean): readonly string[] {
  const carrying = assumptions.flatMap((each) => (each.kind === 'template-labels' ? [each.workload] : []));
  return [
    ...(asksPods && carrying.length > 0
      ? [`pods of ${listed([...new Set(carrying)].sort(), 6)} carry their template's labels`]
      : []),
    ...assumptions.flatMap((each) => (each.kind === 'disjoint' ? [each.sentence] : [])),
  ];
}

const mostNamespaces = 6;

function namesText(names: readonly string[]): string {
  const sorted = [...new Set(names)].sort();
  const shown = sorted.slice(0, mostNamespaces).join(', ');
  return sorted.length > mostNamespaces ? `${shown} and ${sorted.length - mostNamespaces} more namespaces` : shown;
}

/** The blocks that clusters take their pod addresses from: RFC 1918, RFC 6598 and RFC 4193. */
const privateBlocks = peerOfIntent({
  kind: 'addresses',
  blocks: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'].map((cidr) => ({ cidr })),
});

function meansPrivateBlocks({ accesses, cluster }: Intent): boolean {
  if (cluster.podCidrs.length > 0) return false;
  const meant = accesses.flatMap(({ peer }) => (peer.kind === 'addresses' ? [peerOfIntent(peer)] : []));
  return meant.some((peer) => isPartlyPrivate(ipv4, peer) || isPartlyPrivate(ipv6, peer));
}

function isPartlyPrivate<A extends number | bigint>(space: AddressSpace<A>, peer: AccessPeer): boolean {
  const own = rangesOfPeer(space, privateBlocks);
  return rangesOfPeer(space, peer).some((range) => own.some((each) => commonRange(range, each) !== undefined));
}

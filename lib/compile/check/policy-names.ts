import { getOrInsert, groupBy } from '../../algebra/keyed';
import type { Finding } from '../../diagnostics/finding';
import type { PeerModel } from '../../dsl/model';
import { dns1123LabelProblem, dns1123SubdomainProblem } from '../../k8s/validate/names';
import { selectorText } from '../../wording/selectors';
import { isPodPeer, peerKey, peerLabel, selectorOfPeer } from '../peer-identity';
import type { PolicyDraft } from '../policy-draft';

/**
 * The names of all policies, as they will be written: different policies with one name, and names that Kubernetes refuses. Where
 * ends are to blame, after which policies are named, that is one error, and none where the end is refused already.
 */
export function checkPolicyNames(drafts: readonly PolicyDraft[], findings: Finding[]): void {
  const invalid = new Map<unknown, Finding>();
  for (const draft of drafts) {
    const problem = dns1123SubdomainProblem(draft.name);
    // Both halves of a flow have the name that was said once.
    if (problem && !draft.ends?.some(isNamedWrongly))
      getOrInsert(invalid, draft.site, () => refusedName(draft, problem));
  }
  const taken = new Map<string, Finding>();
  const numbers = new Map<unknown, number>();
  const numberOf = ({ site }: PolicyDraft) => getOrInsert(numbers, site, () => numbers.size);
  for (const alike of groupBy(drafts, ({ namespace, name }) => `${namespace}/${name}`).values()) {
    const [first, second] = alike;
    if (!second) continue;
    const ends = endsOfOneName(alike.flatMap((draft) => draft.ends ?? []));
    const statements = JSON.stringify([...new Set(alike.map(numberOf))].sort((a, b) => a - b));
    if (ends.size === 0) getOrInsert(taken, statements, () => sameName(first, second));
    // Of two workloads it is said where they are declared.
    for (const [key, [one, other]] of ends)
      if (one.kind !== 'workload' || other.kind !== 'workload')
        getOrInsert(taken, key, () => sameEnd(one, other, byPolicy));
  }
  for (const { rules = [] } of drafts)
    for (const [key, [one, other]] of endsOfOneName(rules.map(({ end }) => end)))
      if (one.kind !== 'workload' || other.kind !== 'workload')
        getOrInsert(taken, key, () => sameEnd(one, other, byRule));
  findings.push(...invalid.values(), ...taken.values());
}

/** Where ends are checked, such a name is refused. */
function isNamedWrongly(peer: PeerModel): boolean {
  const names = [...('name' in peer ? [peer.name] : []), ...(isPodPeer(peer) ? [peer.namespace.name] : [])];
  return names.some((name) => dns1123LabelProblem(name) !== undefined);
}

/** Different ends that have one name, after which policies are named or the comments of rules name them: each two of them once. */
function endsOfOneName(all: readonly PeerModel[]): ReadonlyMap<string, readonly [PeerModel, PeerModel]> {
  const ends = new Map(all.map((end) => [peerKey(end), end] as const));
  const found = new Map<string, readonly [PeerModel, PeerModel]>();
  for (const same of groupBy(ends, ([, end]) => peerLabel(end)).values()) {
    const [[oneKey, one], other] = same;
    if (other) found.set(JSON.stringify([oneKey, other[0]].sort()), [one, other[1]]);
  }
  return found;
}

const byPolicy = 'policies that are named after them would have one name';
const byRule = 'no comment would tell their rules apart, and per-flow their policies would have one name';

function sameEnd(first: PeerModel, second: PeerModel, why: string): Finding {
  return {
    code: 'policy-name-taken',
    severity: 'error',
    message: `${peerLabel(first)} is ${described(first)} and ${described(second)}: ${why}`,
    at: second.site,
    related: [{ at: first.site, message: 'the other one is made here' }],
    help: ['give one of them another name'],
  };
}

function described(peer: PeerModel): string {
  if (isPodPeer(peer)) {
    const what = peer.kind === 'workload' ? 'the workload' : 'the pods';
    return `${what} with ${selectorText(selectorOfPeer(peer))}`;
  }
  if (peer.kind === 'cidr') return `the cidr ${peer.ranges.join(', ')}`;
  return peer.kind === 'namespaces' ? `the namespaces with ${selectorText(peer.namespaceSelector)}` : `${peer.kind}()`;
}

function sameName(first: PolicyDraft, second: PolicyDraft): Finding {
  const [one, other] = [first, second].map(({ sentence, pods }) => sentence + (pods === undefined ? '' : ` (${pods})`));
  return {
    code: 'policy-name-taken',
    severity: 'error',
    message: `two different policies of ${second.namespace} would be named ${second.name}: ${one}; ${other}`,
    at: second.site,
    related: [{ at: first.site, message: 'the other one is declared here' }],
    help: [anotherName(first, second)],
  };
}

/** Who can take another name: a flow by a word, pods that a policy is named after only where they are declared. */
function anotherName(...drafts: readonly PolicyDraft[]): string {
  if (drafts.some(({ role, pods }) => role === 'allow' && pods === undefined))
    return "give one of the flows a name of its own: .named('…')";
  const what = drafts.every(({ pods }) => pods !== undefined) ? 'one of these pods' : 'these pods';
  return `give ${what} another name where they are declared, because the policies are named after them; or write a policy for each flow: policies: 'per-flow'`;
}

function refusedName({ name, site }: PolicyDraft, problem: string): Finding {
  const shown = name.length > 80 ? `${name.slice(0, 60)}… (${name.length} characters)` : name;
  return {
    code: 'policy-name-invalid',
    severity: 'error',
    message: `the policy name ${shown} ${problem}`,
    at: site,
    help: ["give the flow a name of its own: .named('…')"],
  };
}

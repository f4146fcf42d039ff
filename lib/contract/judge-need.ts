import { noPorts, type PortSet, subtractPorts, unionAllPorts } from '../algebra/port-set';
import type { Analysis } from '../analyze/analysis';
import { judgeDirection } from '../analyze/judge/judge';
import { portsOfIntent } from '../analyze/verify/access';
import type { Need } from '../intent/contract';
import { resourceTitle } from '../wording/names';
import { listed, oneOrMany } from '../wording/words';
import type { AskedPorts, NeedWorld, Refusal } from './need-world';
import type { ContractTarget } from './target';

/** Whether a need is met, by every pod that could be meant. */
export type NeedJudgement = MetNeed | LackingNeed;

interface MetNeed {
  readonly verdict: 'met';
  /** That it is met because nothing isolates the pods at all. */
  readonly isOpen: boolean;
}

interface LackingNeed {
  /** `undetermined`: it cannot be told, so it is not met as far as anybody knows. */
  readonly verdict: 'missing' | 'undetermined';
  /** What is not admitted, or not surely. */
  readonly missing: AskedPorts;
  /** A connection that is not. */
  readonly example?: { readonly from: string; readonly to: string };
  /** Why it cannot be told. */
  readonly reasons: readonly string[];
}

/** After so many examples all that was asked for is called missing. */
const mostExamples = 32;

const nothing: AskedPorts = { fixed: noPorts, names: [] };
const isNothing = ({ fixed, names }: AskedPorts): boolean => fixed === noPorts && names.length === 0;

/** Judges a need by what every pod that could be its subject, or its peer, meets with. */
export function judgeNeed(need: Need, world: NeedWorld, { analysis, unplaced }: ContractTarget): NeedJudgement {
  const { settings, resources } = analysis;
  const { hostNetworkPodsAreMatched } = settings.cni;
  const isUnbound = need.subject.hostNetwork && hostNetworkPodsAreMatched === false;
  const lacks = isUnbound ? { missing: nothing, isDecided: true } : lacksOf(need, world, analysis);
  const covering = resources.unevaluatedPolicies.filter((policy) => world.mayCover(policy, need)).map(resourceTitle);
  const displaced = unplaced
    .filter((policy) => policy.namespace !== need.namespace && world.wouldIsolate(policy, need))
    .map(({ name, origin }) => `NetworkPolicy ${name} (${origin.file})`);
  const reasons = [
    ...(covering.length > 0
      ? [
          `${listed(covering)} may apply to these pods, and objects of ${oneOrMany(covering.length, 'its kind', 'their kinds')} are not evaluated`,
        ]
      : []),
    ...(displaced.length > 0
      ? [
          `${listed(displaced)} ${oneOrMany(displaced.length, 'says', 'say')} no namespace: applied to ${need.namespace}, ${oneOrMany(displaced.length, 'it selects', 'they select')} these pods (-n says where that is)`,
        ]
      : []),
    ...(isNothing(lacks.missing) ? [] : doubtsAbout(need, lacks, world, hostNetworkPodsAreMatched)),
  ];
  const { missing, example } = lacks;
  if (reasons.length === 0 && isNothing(missing)) return { verdict: 'met', isOpen: isUnbound || world.isOpen(need) };
  return {
    verdict: reasons.length > 0 ? 'undetermined' : 'missing',
    missing,
    ...(example && { example: connectionOf(need, example) }),
    reasons,
  };
}

interface Lacks {
  readonly missing: AskedPorts;
  readonly example?: Refusal;
  /** Whether the search came to an end. */
  readonly isDecided: boolean;
}

/** All that some pod does not get: one example after the other, each with all the ports that it shows to be missing. */
function lacksOf(need: Need, world: NeedWorld, { book }: Analysis): Lacks {
  const { fixed, names } = portsOfIntent(need.ports);
  let missing = noPorts;
  let isDecided = true;
  let example: Refusal | undefined;
  const refusal = (ports: AskedPorts) => {
    const found = world.refusal(need, ports, 'strict');
    if (found === 'undecided') isDecided = false;
    else if (found !== 'none') example ??= found;
    return found;
  };
  for (let count = 0; missing !== fixed; count++) {
    const left = subtractPorts(fixed, missing);
    const found = refusal({ fixed: left, names: [] });
    if (found === 'none') break;
    if (found === 'undecided' || count === mostExamples) missing = fixed;
    else missing = unionAllPorts([missing, found.port, subtractPorts(left, admitted(need, found, book))]);
  }
  const missingNames = names.filter((name) => refusal({ fixed: noPorts, names: [name] }) !== 'none');
  return { missing: { fixed: missing, names: missingNames }, isDecided, ...(example && { example }) };
}

function admitted(need: Need, { subject, peer }: Refusal, book: Analysis['book']): PortSet {
  return judgeDirection(need.direction, subject, peer, book).bounds.ports;
}

/** Why what is missing may be there all the same; nothing where it surely is missing. */
function doubtsAbout(
  need: Need,
  { missing, isDecided }: Lacks,
  world: NeedWorld,
  hostNetworkPodsAreMatched: boolean | undefined,
): readonly string[] {
  if (!isDecided) return ['the labels that select pods are too entangled: it was not found out within the steps'];
  if (need.subject.hostNetwork && hostNetworkPodsAreMatched === undefined)
    return [
      'these pods are on the host network, and whether policies bind them depends on the network plugin (--cni or --host-network says it)',
    ];
  const generous = world.refusal(need, missing, 'generous');
  if (generous === 'undecided') return ['it was not found out within the steps'];
  if (generous !== 'none') return [];
  return world.refusal(need, missing, 'any-labels') === 'none'
    ? [
        `a rule selects namespaces by labels, and those of ${need.peer.namespace} are not known, or said otherwise there`,
      ]
    : ['an ipBlock allows it if it means pods, which depends on the network plugin'];
}

function connectionOf({ direction }: Need, { subject, peer }: Refusal): NonNullable<LackingNeed['example']> {
  return direction === 'ingress' ? { from: peer.name, to: subject.name } : { from: subject.name, to: peer.name };
}

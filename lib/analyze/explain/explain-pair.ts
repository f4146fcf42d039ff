import {
  allPorts,
  coverPorts,
  intersectPorts,
  isSubsetOfPorts,
  noPorts,
  type PortSet,
  subtractPorts,
} from '../../algebra/port-set';
import { declarationOf } from '../../k8s/policy-declaration';
import type { PolicyResource } from '../../k8s/resources';
import type { AppSource } from '../../wording/flow-line';
import type { Analysis } from '../analysis';
import { type DnsAnswer, dnsAccess } from '../judge/dns-access';
import { type DoubtKind, doubtKinds, mayHold } from '../judge/doubt';
import { differs, type JudgedDirection, type JudgedPair, type JudgedRule, judgeBoth } from '../judge/judge';
import { openLabelsBetween } from '../judge/open-labels';
import { type End, endName } from '../model/end';
import type { AnalysisSettings } from '../model/options';
import { portsNamedOf } from '../model/pod-addresses';
import type { Direction } from '../model/policy-rules';
import type { NamedPort } from '../model/port-rule';
import { isOnePod, type PodSet } from '../model/universe';
import { type AskedPort, isUnknownName, portsAsked } from './asked-port';
import type {
  CoveredEnd,
  ExplainedDirection,
  ExplainedPolicy,
  ExplainedRule,
  ExplainVerdict,
  Explanation,
} from './explanation';
import { mismatchesOf } from './mismatch';
import { reasonsOf } from './reasons';
import { smallestChange } from './smallest-change';

/** What is asked of two ends. */
export interface PairQuestion {
  readonly src: End;
  readonly dst: End;
  readonly port: AskedPort | undefined;
  readonly source: AppSource;
}

/** Explains a connection of two ends, both directions and every policy that has a say. */
export function explainPair(analysis: Analysis, { src, dst, port, source }: PairQuestion): Explanation {
  const judge = (doubts: readonly DoubtKind[]) => judgeBoth(analysis.book, src, dst, new Set(doubts));
  const judged = judge(doubtKinds);
  const { settings } = analysis;
  const isAnyPort = isUnknownName(port, dst, settings.cni);
  const asked = isAnyPort ? allPorts : portsAsked(port, dst, settings.cni);
  const egress = explainDirection(judged.egress, dst, dst, asked, settings);
  const ingress = explainDirection(judged.ingress, src, dst, asked, settings);
  const named = { src: endName(src), dst: endName(dst), asked };
  if (src.kind === 'pods' && dst.kind === 'pods' && src.pods === dst.pods && isOnePod(src.pods))
    return { ...named, ...ofItself(src.name, asked), egress: unblocked(egress), ingress: unblocked(ingress) };
  const conn = intersectPorts(judged.bounds.ports, asked);
  const openRules = rulesInDoubt([egress, ingress]);
  const openNames = [...new Set(openRules.flatMap(({ unknownNames }) => unknownNames))];
  const doubtsOfPeers = openRules.every(({ matchesPeer }) => !matchesPeer)
    ? openRules.flatMap(({ peers }) => peers.flatMap((each) => each.dependsOn))
    : [];
  const dependsOn = [
    ...new Set([...(differs(judged.bounds, asked) ? doubtsThatMatter(judge, asked) : []), ...doubtsOfPeers]),
  ];
  const unevaluated = [...coveredEnds(analysis, 'egress', src), ...coveredEnds(analysis, 'ingress', dst)];
  const known = { settings, source };
  const dns =
    src.kind === 'pods' && dst.kind === 'pods' && egress.isolated ? dnsFor(analysis, src.pods, judged) : undefined;
  const isPortOpen = isAnyPort && conn !== allPorts && conn !== noPorts;
  const isOpen = dependsOn.length + unevaluated.length + openNames.length > 0 || isPortOpen;
  return {
    ...named,
    verdict: isOpen ? 'undetermined' : verdictOf(conn, asked),
    conn,
    egress,
    ingress,
    reasons: reasonsOf(
      src,
      dst,
      { asked: port, isAnyPort },
      { egress, ingress, asked, dependsOn, unevaluated, openNames, openLabels: openLabelsBetween(judged, src, dst) },
      settings,
    ),
    dependsOn,
    unevaluated,
    // Every port is more than was asked for.
    changes: isAnyPort
      ? []
      : [
          ...(egress.blocks ? [smallestChange('egress', egress, src, dst, asked, known)] : []),
          ...(ingress.blocks ? [smallestChange('ingress', ingress, dst, src, asked, known)] : []),
        ],
    ...(dns ? { dns } : {}),
  };
}

/** A pod reaches itself whatever policies say (docs/semantics.md 11), and one that no controller makes has no replicas. */
function ofItself(
  name: string,
  asked: PortSet,
): Pick<Explanation, 'verdict' | 'conn' | 'reasons' | 'dependsOn' | 'unevaluated' | 'changes'> {
  const message = `${name} is one pod, which no controller makes: it has no other replicas, and a pod always reaches itself, whatever policies say`;
  const reasons = [{ kind: 'same-pod', message } as const];
  return { verdict: verdictOf(asked, asked), conn: asked, reasons, dependsOn: [], unevaluated: [], changes: [] };
}

const unblocked = (direction: ExplainedDirection): ExplainedDirection => ({ ...direction, blocks: false });

/**
 * Rules that could open more by names of ports, where nobody says which ports the destination declares: those that may mean
 * the other end, in the directions that block, unless one of these blocks whatever the names are.
 */
function rulesInDoubt(directions: readonly ExplainedDirection[]): readonly ExplainedRule[] {
  const mayMeanPeer = ({ matchesPeer, peers }: ExplainedRule) =>
    matchesPeer || peers.some(({ dependsOn }) => dependsOn.length > 0);
  const rules = directions
    .filter(({ blocks }) => blocks)
    .map(({ policies }) =>
      policies.flatMap((policy) => policy.rules.filter((rule) => rule.unknownNames.length > 0 && mayMeanPeer(rule))),
    );
  return rules.some(({ length }) => length === 0) ? [] : rules.flat();
}

function dnsFor({ universe, settings }: Analysis, source: PodSet, { egress }: JudgedPair): DnsAnswer | undefined {
  const isolating = egress.policies.filter(({ selection }) => selection.answer).map(({ policy }) => policy);
  return dnsAccess(universe, settings)(source, isolating);
}

function coveredEnds(analysis: Analysis, direction: Direction, end: End): readonly CoveredEnd[] {
  if (end.kind === 'address') return [];
  return analysis.unevaluated(direction, end.pods).map((policy) => ({ policy, end: end.name, direction }));
}

/** The kinds that change the answer on their own; all of them where only several together do. */
function doubtsThatMatter(judge: (doubts: readonly DoubtKind[]) => JudgedPair, asked: PortSet): readonly DoubtKind[] {
  const alone = doubtKinds.filter((kind) => differs(judge([kind]).bounds, asked));
  return alone.length > 0 ? alone : doubtKinds;
}

function verdictOf(conn: PortSet, asked: PortSet): ExplainVerdict {
  if (conn === noPorts) return 'denied';
  return conn === asked ? 'allowed' : 'partly';
}

function explainDirection(
  judged: JudgedDirection,
  peer: End,
  destination: End,
  asked: PortSet,
  settings: AnalysisSettings,
): ExplainedDirection {
  const policies = judged.policies.map(({ policy, rules, allows }): ExplainedPolicy => {
    const { namespace, name, origin } = policy.policy;
    const explained = rules.map((rule) => explainRule(rule, policy.policy, peer, destination, asked, settings));
    const declaration = declarationOf(policy.policy);
    return {
      namespace,
      name,
      location: origin.span(),
      ...(declaration && { declaration }),
      allows: allows.ports,
      rules: explained,
    };
  });
  const conn = judged.bounds.ports;
  const given = policies.flatMap(({ namespace, name, rules }) =>
    rules.map(({ rule, allows }) => [{ policy: `${namespace}/${name}`, rule }, allows] as const),
  );
  return {
    isolated: judged.isolated.answer,
    conn,
    policies,
    given: coverPorts(given),
    blocks: !isSubsetOfPorts(asked, conn),
  };
}

function explainRule(
  judged: JudgedRule,
  owner: PolicyResource,
  peer: End,
  destination: End,
  asked: PortSet,
  settings: AnalysisSettings,
): ExplainedRule {
  const { rule, offered, allows } = judged;
  const { namespace, origin } = owner;
  const declaration = declarationOf(owner, rule.path);
  const peers = (rule.peers ?? []).map((entry, index) => {
    const judgement = judged.peers?.[index];
    const mismatches = judgement && mayHold(judgement) ? [] : mismatchesOf(entry, namespace, peer, settings);
    return { path: entry.path, mismatches, dependsOn: judgement?.doubts ?? [] };
  });
  const declared = destination.kind === 'pods' ? portsNamedOf(destination.pods, settings) : [];
  const isDeclared = ({ name, protocol }: NamedPort) =>
    declared.some((each) => each.name === name && each.protocol === protocol);
  const undeclared = rule.ports.named.filter((each) => !isDeclared(each)).map(({ name }) => name);
  const hasUnknownPorts = destination.kind === 'pods' && destination.hasUnknownPorts === true;
  return {
    rule: rule.path,
    location: origin.span(rule.path),
    ...(declaration && { declaration }),
    allows: allows.ports,
    offers: offered.ports,
    matchesPeer: judged.peer.answer,
    peers,
    missingPorts: subtractPorts(asked, offered.ports),
    unresolvedNames: hasUnknownPorts ? [] : undeclared,
    unknownNames: hasUnknownPorts ? undeclared : [],
  };
}

import { endOfDay } from '../../algebra/calendar';
import { containsSelector } from '../../algebra/selector';
import type { Finding } from '../../diagnostics/finding';
import type { ClusterModel, ExceptionModel, FlowModel, InvariantModel, PeerModel } from '../../dsl/model';
import type { IntendedPorts } from '../../intent/intent';
import type { ExceptionClock } from '../declaration';
import { portOf } from '../flow-ports';
import { covers, unionOfPorts } from '../lower-ports';
import type { Pair } from '../pairs';
import { isPodPeer, peerKey, peerLabel, selectorOfPeer } from '../peer-identity';

/** What `never()` and `only()` say, before anything is proved: their ends, and ports that the targets declare. */
export function checkInvariants(invariants: readonly InvariantModel[], findings: Finding[]): void {
  for (const { kind, to, ports, problems, site } of invariants) {
    findings.push(...problems);
    if (ports?.length === 0)
      findings.push({
        code: 'invariant-without-port',
        severity: 'error',
        message: `${kind}() got an empty list of ports, and no port never means all ports`,
        at: site,
        help: ['leave .port() out if every port is meant'],
      });
    for (const target of to) for (const word of ports ?? []) portOf(word, target, findings);
  }
}

/** Complete flows that no chart was given: probably forgotten. */
export function unusedFlows(declared: readonly FlowModel[], used: Iterable<FlowModel>): readonly Finding[] {
  const given = new Set(used);
  return declared
    .filter((flow) => !given.has(flow))
    .map((flow) => ({
      code: 'flow-unused',
      severity: 'warning',
      message: 'this flow was given to no chart, so it has no effect',
      at: flow.site,
      help: ['add it to the flows of a FlowChart, or remove it'],
    }));
}

/**
 * `internet()` as a source is rarely what a pod sees: behind a Service with `externalTrafficPolicy: Cluster` the source is a
 * node. Silent where the profile says `Local`, or where the same target is also reached from nodes or an ingress controller.
 */
export function warnOfInternetSources(pairs: readonly Pair[], cluster: ClusterModel, findings: Finding[]): void {
  if (cluster.externalTrafficPolicy === 'Local') return;
  const warned = new Set<unknown>();
  for (const { from, to, flow } of pairs) {
    if (from.kind !== 'internet' || !isPodPeer(to) || warned.has(flow.site)) continue;
    const alsoFrom = pairs.filter((other) => peerLabel(other.to) === peerLabel(to)).map((other) => other.from);
    if (alsoFrom.some(isEntrance)) continue;
    warned.add(flow.site);
    findings.push({
      code: 'internet-as-source',
      severity: 'warning',
      message: `${peerLabel(to)} admits the internet, but behind a Service or load balancer it sees the address of a node`,
      at: flow.site,
      help: [
        "add nodes() to the sources, let an ingress controller in instead, or say externalTrafficPolicy: 'Local' in the cluster profile",
      ],
    });
  }
}

/** Nodes, and pods whose labels or namespace call them an ingress or a gateway. */
function isEntrance(peer: PeerModel): boolean {
  if (peer.kind === 'nodes') return true;
  if (!isPodPeer(peer)) return false;
  const words = [peer.namespace.name, peer.kind === 'all-pods' ? '' : peer.name].join(' ');
  return /ingress|gateway/.test(words);
}

/** The terms of every exception: an owner, a date that exists, that it has not ended, and that it is needed at all. */
export function checkExceptions(pairs: readonly Pair[], clock: ExceptionClock, findings: Finding[]): void {
  const plain = pairs.filter(({ flow }) => !flow.exception);
  const checked = new Set<unknown>();
  for (const pair of pairs) {
    const { exception, site } = pair.flow;
    if (!exception) continue;
    if (!checked.has(site)) checkTerms(exception, pair, clock, findings);
    checked.add(site);
    const covering = plain.filter((other) => coversPeer(other.from, pair.from) && coversPeer(other.to, pair.to));
    const [first] = covering;
    if (first && coversPorts(unionOfPorts(covering.map(({ ports }) => ports)), pair.ports))
      findings.push(alreadyCovered(pair, first));
  }
}

function checkTerms(exception: ExceptionModel, pair: Pair, clock: ExceptionClock, findings: Finding[]): void {
  const what = `the exception from ${peerLabel(pair.from)} to ${peerLabel(pair.to)}`;
  const at = pair.flow.site;
  if (typeof exception.owner !== 'string' || exception.owner.trim() === '') {
    const isEmpty = exception.owner === undefined && exception.until === undefined;
    findings.push({
      code: 'exception-without-owner',
      severity: 'error',
      message: `${what} has ${isEmpty ? 'neither an owner nor a last day' : 'no owner'}`,
      at,
      help: [
        isEmpty ? "say .exception({ owner: 'team', until: '2027-03-31' })" : "say who answers for it: owner: 'team'",
      ],
    });
    if (isEmpty) return;
  }
  const end = endOfDay(exception.until);
  if (end === undefined) {
    findings.push({
      code: 'exception-until-invalid',
      severity: 'error',
      message:
        exception.until === undefined
          ? `${what} has no last day`
          : `${what} ends on ${JSON.stringify(exception.until)}, which is no date`,
      at,
      token: String(exception.until),
      help: ["write the last day as YYYY-MM-DD: until: '2027-03-31'"],
    });
  } else if (clock.now.getTime() >= end) {
    const ticket = exception.ticket === undefined ? '' : ` (${exception.ticket})`;
    findings.push({
      code: 'exception-expired',
      severity: clock.expired === 'warn' ? 'warning' : 'error',
      message: `${what} ended on ${exception.until}; ask its owner, ${exception.owner}${ticket}`,
      at,
      token: exception.until,
      help: ['remove the flow, or agree on a new end date; --expired warn lets a hotfix through'],
    });
  }
}

function coversPeer(outer: PeerModel, inner: PeerModel): boolean {
  if (outer.kind === 'anywhere' || peerKey(outer) === peerKey(inner)) return true;
  if (!isPodPeer(outer) || !isPodPeer(inner) || outer.namespace.name !== inner.namespace.name) return false;
  return containsSelector(selectorOfPeer(outer), selectorOfPeer(inner));
}

function coversPorts(outer: IntendedPorts, inner: IntendedPorts): boolean {
  if (outer === 'all') return true;
  return inner !== 'all' && inner.every((port) => outer.some((each) => covers(each, port)));
}

function alreadyCovered(pair: Pair, covering: Pair): Finding {
  return {
    code: 'exception-unneeded',
    severity: 'error',
    message: `the exception from ${peerLabel(pair.from)} to ${peerLabel(pair.to)} is covered by a plain flow already, so its end would change nothing`,
    at: pair.flow.site,
    related: [{ at: covering.flow.site, message: 'this flow has no end' }],
    help: ['remove one of the two'],
  };
}

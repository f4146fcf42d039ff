import { endOfDay } from '../../algebra/calendar';
import { containsSelector } from '../../algebra/selector';
import type { Finding } from '../../diagnostics/finding';
import type { ExceptionModel, PeerModel } from '../../dsl/model';
import type { ExceptionClock } from '../declaration';
import type { FlowPorts } from '../flow-ports';
import { covers, unionOfPorts } from '../lower-ports';
import type { Pair } from '../pairs';
import { isPodPeer, peerKey, peerLabel, selectorOfPeer } from '../peer-identity';

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
  if (typeof exception.owner !== 'string' || exception.owner.trim() === '')
    findings.push({
      code: 'exception-without-owner',
      severity: 'error',
      message: `${what} has no owner`,
      at,
      help: ['say who answers for it: owner: "team"'],
    });
  const end = endOfDay(exception.until);
  if (end === undefined) {
    findings.push({
      code: 'exception-until-invalid',
      severity: 'error',
      message: `${what} ends on ${JSON.stringify(exception.until)}, which is no date`,
      at,
      token: String(exception.until),
      help: ['write the last day as YYYY-MM-DD'],
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

function coversPorts(outer: FlowPorts, inner: FlowPorts): boolean {
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

import { decodeList, decodeMap } from './decode';
import { checkIpBlock } from './ip-block';
import { checkLabelSelector } from './label-selector';
import { checkPolicyPort } from './policy-port';
import { invalid, type Report } from './policy-problem';

const peerFields = ['podSelector', 'namespaceSelector', 'ipBlock'];

/** Checks the rules of one direction; `peersField` is `from` or `to`. */
export function checkRules(value: unknown, field: string, peersField: 'from' | 'to', report: Report): void {
  for (const [index, raw] of (decodeList(value, field, report) ?? []).entries()) {
    const ruleField = `${field}[${index}]`;
    const rule = decodeMap(raw, ruleField, [peersField, 'ports'], report);
    if (!rule) continue;
    for (const [portIndex, port] of (decodeList(rule.ports, `${ruleField}.ports`, report) ?? []).entries()) {
      checkPolicyPort(port, `${ruleField}.ports[${portIndex}]`, report);
    }
    const peers = decodeList(rule[peersField], `${ruleField}.${peersField}`, report) ?? [];
    for (const [peerIndex, peer] of peers.entries()) {
      checkPeer(peer, `${ruleField}.${peersField}[${peerIndex}]`, report);
    }
  }
}

/** Checks a peer (SEMANTICS 22). */
function checkPeer(value: unknown, field: string, report: Report): void {
  const peer = decodeMap(value, field, peerFields, report);
  if (!peer) return;
  const given = peerFields.filter((name) => peer[name] !== null && peer[name] !== undefined);
  if (given.includes('podSelector')) checkLabelSelector(peer.podSelector, `${field}.podSelector`, report);
  if (given.includes('namespaceSelector'))
    checkLabelSelector(peer.namespaceSelector, `${field}.namespaceSelector`, report);
  if (given.includes('ipBlock')) checkIpBlock(peer.ipBlock, `${field}.ipBlock`, report);
  if (given.length === 0) {
    const help = 'add a podSelector, a namespaceSelector or an ipBlock';
    report(invalid(field, 'FieldValueRequired', 'is empty: an entry must say who the peer is', help));
  } else if (given.length > 1 && given.includes('ipBlock')) {
    const message = 'has an ipBlock and a selector, and a peer is either addresses or pods';
    report(invalid(field, 'FieldValueForbidden', message, 'make two entries of it'));
  }
}

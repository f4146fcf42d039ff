import type { Finding, Location } from '../diagnostics/finding';
import { nearest } from '../diagnostics/suggest';
import type { Rule } from './rule';
import { exceptionExpired } from './rules/hygiene/exception-expired';
import { exceptionExpiring } from './rules/hygiene/exception-expiring';
import { exceptionWithoutOwner } from './rules/hygiene/exception-without-owner';
import { mutableNamespaceLabel } from './rules/hygiene/mutable-namespace-label';
import { redundantPolicy } from './rules/hygiene/redundant-policy';
import { redundantRule } from './rules/hygiene/redundant-rule';
import { staleSuppression } from './rules/hygiene/stale-suppression';
import { unstableLabel } from './rules/hygiene/unstable-label';
import { vagueName } from './rules/hygiene/vague-name';
import { accidentalIsolation } from './rules/outages/accidental-isolation';
import { conversionWebhookBlocked } from './rules/outages/conversion-webhook-blocked';
import { ingressBackendBlocked } from './rules/outages/ingress-backend-blocked';
import { ingressBackendMissing } from './rules/outages/ingress-backend-missing';
import { serviceUnreachable } from './rules/outages/service-unreachable';
import { webhookBlocked } from './rules/outages/webhook-blocked';
import { allowsAllNamespaces } from './rules/reach/allows-all-namespaces';
import { allowsAllPorts } from './rules/reach/allows-all-ports';
import { allowsAnywhereEgress } from './rules/reach/allows-anywhere-egress';
import { allowsAnywhereIngress } from './rules/reach/allows-anywhere-ingress';
import { allowsWholeNamespace } from './rules/reach/allows-whole-namespace';
import { apiServerOpen } from './rules/reach/api-server-open';
import { dnsBlocked } from './rules/reach/dns-blocked';
import { externalAddressOpen } from './rules/reach/external-address-open';
import { metadataServiceReachable } from './rules/reach/metadata-service-reachable';
import { nameUnderstatesReach } from './rules/reach/name-understates-reach';
import { noDefaultDenyEgress } from './rules/reach/no-default-deny-egress';
import { noDefaultDenyIngress } from './rules/reach/no-default-deny-ingress';
import { nodePortOpen } from './rules/reach/node-port-open';
import { podNotIsolated } from './rules/reach/pod-not-isolated';
import { wideCidr } from './rules/reach/wide-cidr';
import { widePortRange } from './rules/reach/wide-port-range';
import { cniUnsupported } from './rules/traps/cni-unsupported';
import { defaultDenySelectsFew } from './rules/traps/default-deny-selects-few';
import { emptyFromAllowsAll } from './rules/traps/empty-from-allows-all';
import { hostNetworkTarget } from './rules/traps/host-network-target';
import { ipBlockClusterAddresses } from './rules/traps/ip-block-cluster-addresses';
import { ipBlockHostBits } from './rules/traps/ip-block-host-bits';
import { namedPortUnresolved } from './rules/traps/named-port-unresolved';
import { oneSideDenied } from './rules/traps/one-side-denied';
import { orInsteadOfAnd } from './rules/traps/or-instead-of-and';
import { peerMatchesNothing } from './rules/traps/peer-matches-nothing';
import { portNotServed } from './rules/traps/port-not-served';
import { reversedSelectors } from './rules/traps/reversed-selectors';
import { rulesWithoutPolicyType } from './rules/traps/rules-without-policy-type';
import { selectsNoPods } from './rules/traps/selects-no-pods';
import { serviceSelectsNothing } from './rules/traps/service-selects-nothing';
import { tcpOnlyAllPorts } from './rules/traps/tcp-only-all-ports';
import { deprecatedApiVersion } from './rules/validity/deprecated-api-version';
import { duplicatePolicy } from './rules/validity/duplicate-policy';
import { invalidPolicy } from './rules/validity/invalid-policy';
import { unknownField } from './rules/validity/unknown-field';

/** Every rule of the audit, in the order of the catalogue. */
export const catalogue: readonly Rule[] = [
  // What the API server refuses, or keeps one of.
  invalidPolicy,
  unknownField,
  duplicatePolicy,
  deprecatedApiVersion,
  // Valid YAML that does not mean what it looks like.
  rulesWithoutPolicyType,
  defaultDenySelectsFew,
  orInsteadOfAnd,
  reversedSelectors,
  selectsNoPods,
  peerMatchesNothing,
  serviceSelectsNothing,
  portNotServed,
  namedPortUnresolved,
  oneSideDenied,
  emptyFromAllowsAll,
  tcpOnlyAllPorts,
  ipBlockHostBits,
  ipBlockClusterAddresses,
  hostNetworkTarget,
  cniUnsupported,
  // Who may reach more than anybody meant, or less than they need.
  noDefaultDenyIngress,
  noDefaultDenyEgress,
  podNotIsolated,
  dnsBlocked,
  allowsAllPorts,
  allowsWholeNamespace,
  allowsAllNamespaces,
  allowsAnywhereIngress,
  allowsAnywhereEgress,
  externalAddressOpen,
  nodePortOpen,
  metadataServiceReachable,
  wideCidr,
  widePortRange,
  apiServerOpen,
  nameUnderstatesReach,
  // What does not work because of a policy.
  webhookBlocked,
  conversionWebhookBlocked,
  ingressBackendBlocked,
  ingressBackendMissing,
  accidentalIsolation,
  serviceUnreachable,
  // What makes policies hard to trust and to change.
  redundantPolicy,
  redundantRule,
  unstableLabel,
  mutableNamespaceLabel,
  vagueName,
  exceptionExpired,
  exceptionExpiring,
  exceptionWithoutOwner,
  staleSuppression,
];

const byName: ReadonlyMap<string, Rule> = new Map(catalogue.map((rule) => [rule.name, rule]));

/** The rule of this name. */
export function ruleNamed(name: string): Rule | undefined {
  return byName.get(name);
}

/** What to say of a name that no rule has; `where` is what names it: `--rule`, `the annotation netpact.dev/ignore`. */
export function unknownRule(name: string, where: string, at?: Location): Finding {
  const near = nearest(name, byName.keys());
  return {
    code: 'rule-unknown',
    severity: 'error',
    message: `${where} names the rule "${name}", which does not exist`,
    ...(at && { at }),
    help: [near === undefined ? 'netpact rules lists them' : `did you mean "${near}"?`],
  };
}

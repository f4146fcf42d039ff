import type { Rule } from '../../rule';
import { allowsAllNamespaces } from './allows-all-namespaces';
import { allowsAllPorts } from './allows-all-ports';
import { allowsAnywhereEgress } from './allows-anywhere-egress';
import { allowsAnywhereIngress } from './allows-anywhere-ingress';
import { allowsWholeNamespace } from './allows-whole-namespace';
import { apiServerOpen } from './api-server-open';
import { dnsBlocked } from './dns-blocked';
import { metadataServiceReachable } from './metadata-service-reachable';
import { nameUnderstatesReach } from './name-understates-reach';
import { noDefaultDenyEgress } from './no-default-deny-egress';
import { noDefaultDenyIngress } from './no-default-deny-ingress';
import { podNotIsolated } from './pod-not-isolated';
import { wideCidr } from './wide-cidr';
import { widePortRange } from './wide-port-range';

/** Who may reach more than anybody meant, or less than they need. */
export const reachRules: readonly Rule[] = [
  noDefaultDenyIngress,
  noDefaultDenyEgress,
  podNotIsolated,
  dnsBlocked,
  allowsAllPorts,
  allowsWholeNamespace,
  allowsAllNamespaces,
  allowsAnywhereIngress,
  allowsAnywhereEgress,
  metadataServiceReachable,
  wideCidr,
  widePortRange,
  apiServerOpen,
  nameUnderstatesReach,
];

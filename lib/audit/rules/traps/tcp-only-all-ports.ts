import { destinationsOf, directedRules, portEntries } from '../../directed-rules';
import { policyResult } from '../../policy-result';
import type { Rule } from '../../rule';
import { portsOf } from '../../wording/advice';

export const tcpOnlyAllPorts: Rule = {
  name: 'tcp-only-all-ports',
  severity: 'warning',
  category: 'trap',
  title: 'an empty port means all TCP ports, not all ports',
  what: 'An entry of ports has neither port nor protocol, as in ports: [{}].',
  why: `The protocol of a port defaults to TCP, so that UDP and SCTP stay denied: name resolution, QUIC and syslog
fail although the rule looks as if it allowed everything.`,
  fix: `Leave ports out to allow every port of every protocol, write protocol: TCP where TCP is meant, or better name
the ports.`,
  examples: {
    bad: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: allow-web-to-dns, namespace: shop }
spec:
  podSelector: { matchLabels: { app: web } }
  policyTypes: [Egress]
  egress:
    - to:
        - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } }
      ports:
        - {}
`,
    good: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: allow-web-to-dns, namespace: shop }
spec:
  podSelector: { matchLabels: { app: web } }
  policyTypes: [Egress]
  egress:
    - to:
        - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } }
      ports:
        - { protocol: UDP, port: 53 }
        - { protocol: TCP, port: 53 }
`,
  },
  securitySeverity: 3,
  controls: ['NIST SC-7'],
  *check({ facts }) {
    for (const { owner, direction, rule } of directedRules(facts.policies()))
      for (const { field, item } of portEntries(rule)) {
        if (item && (item.port !== undefined || item.protocol !== undefined)) continue;
        yield policyResult(
          owner.policy,
          field,
          `${field} is ${item ? '{}' : 'null'}: it allows ${direction} on every TCP port, and on none of UDP and SCTP`,
          {
            help: [
              `remove ports from ${rule.path} to allow every port of every protocol`,
              'or write what is meant: ports: [{ protocol: TCP, port: 8080 }]',
            ],
            declared: [{ flow: { on: portsOf(destinationsOf(facts, { owner, direction, rule }).pods) } }],
          },
        );
      }
  },
};

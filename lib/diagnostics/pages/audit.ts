import type { Pages } from './page';

/** Codes of what the audit is asked with: its configuration, its baseline and suppressions. What it finds has rules. */
export const auditPages: Pages = {
  'rule-unknown': {
    title: 'a rule that does not exist is named',
    what: 'An option, the configuration, a baseline or an annotation netpact.dev/ignore\nnames a rule that the audit does not have.',
    why: 'A misspelled rule would neither be asked nor be suppressed, and nobody would notice.',
    fix: 'Take the name that is suggested; netpact rules lists all of them.',
  },
  'suppression-invalid': {
    title: 'a suppression in a manifest cannot be read',
    what: 'The annotation netpact.dev/ignore-until is no day.',
    why: 'A suppression whose end is misread could hide a finding for ever.',
    fix: 'Write the last day on which it counts:\n  netpact.dev/ignore: allows-all-ports\n  netpact.dev/ignore-reason: the exporter picks its port\n  netpact.dev/ignore-until: "2027-03-31"',
  },
  'audit-config-invalid': {
    title: 'the configuration of the audit has a mistake',
    what: 'The file of --config has a key that does not exist, or a value of another form than the key takes.',
    why: 'A setting that is half understood would make the audit quieter than somebody believes.',
    fix: 'Every key may be left out:\n  severities:\n    pod-not-isolated: error\n    vague-name: "off"\n  thresholds: { wideIpv4Prefix: 16, wideIpv6Prefix: 32, widePortRange: 1000, expiringDays: 30 }\n  expected:\n    - workload: ingress-nginx            # a namespace, or namespace/workload\n      from: anywhere                     # or all-namespaces; to: instead of from: for egress\n      reason: the public entrance\n      until: "2027-03-31"                # may be left out',
  },
  'baseline-invalid': {
    title: 'a baseline cannot be read or written',
    what: 'The file of --baseline is none that --write-baseline wrote, an entry was changed into something else,\nor it cannot be written.',
    why: 'A baseline that is half understood would accept findings that nobody accepted.',
    fix: 'Write it again: netpact audit PATH --write-baseline FILE. Reasons and last days (until) are kept.',
  },
};

import type { Pages } from './page';

/** Codes of the commands, and of the files that they write. */
export const commandPages: Pages = {
  'option-invalid': {
    title: 'an option has a value that it cannot have',
    what: 'An option, or the word for a port or a path, has a value of another form than it takes.',
    why: 'A guess would be worse: a misread date could keep an expired exception open.',
    fix: 'Dates are YYYY-MM-DD or an instant with its zone (2026-11-21T10:00:00Z), timeouts are seconds,\nenvironments become names of folders, ports are 1 to 65535. The message says what to write.',
  },
  'cdk8s-yaml-invalid': {
    title: 'cdk8s.yaml is no YAML',
    what: 'The file cdk8s.yaml in the current folder cannot be parsed.',
    why: 'It says which app to run and where to write; with a guess, cdk8s synth and netpact synth would differ.',
    fix: 'Correct the file. Three lines are enough:\n  language: typescript\n  app: npx tsx apps/main.ts\n  output: dist/k8s',
  },
  'init-not-writable': {
    title: 'the starter cannot be written',
    what: 'The operating system refused to create a file or folder.',
    why: 'A starter with holes would not work.',
    fix: 'Name a folder that exists or can be made: netpact init policies.',
  },
  'init-entry-unclear': {
    title: 'netpact init --namespace cannot edit the entry file',
    what: 'The entry file has no "const app = new PolicyApp()" with an app.synth() on the top level.',
    why: 'netpact does not guess where a chart belongs; nothing was written.',
    fix: "Add the lines by hand:\n  import { flows, shop } from './shop/flows';\n  new FlowChart(app, 'shop', { namespaces: [shop], flows });",
  },
  'cluster-file-invalid': {
    title: 'a cluster profile has a mistake',
    what: 'The file of --cluster has a key that does not exist, or a value of another form than the key takes.',
    why: 'A profile that is half understood would give answers about another cluster.',
    fix: 'Every key may be left out:\n  podCidrs: [10.244.0.0/16]\n  serviceCidrs: [10.96.0.0/12]\n  nodeCidrs: [192.168.0.0/24]\n  apiServer: [192.168.0.1/32]\n  dns: kube-dns        # or openshift, node-local\n  families: [IPv4]     # and IPv6\n  cni: calico          # as --cni',
  },
  'output-not-a-folder': {
    title: 'the output folder is a file',
    what: 'The path of --out, or a folder above it, exists and is a file.',
    why: 'netpact never replaces what it did not write.',
    fix: 'Move the file away, or name another folder with --out.',
  },
  'output-foreign-file': {
    title: 'a file in the output folder belongs to somebody else',
    what: "A manifest would be written where something stands that netpact did not write: its first line is not\nnetpact's marker, or it is a link or a folder.",
    why: 'Hand-written manifests must survive; a link could lead out of the folder.',
    fix: 'Move it away, or write to a folder of its own with --out. Files with other names may stay.',
  },
  'output-namespace-removed': {
    title: 'a namespace with a default deny is gone from the code',
    what: 'The output folder holds policies that isolate a namespace, and no FlowChart lists that namespace any more.',
    why: 'Once the removal is applied, every pod of that namespace accepts traffic from everyone.',
    fix: 'If that is meant, run netpact synth --allow-removed. Else give the namespace back to a FlowChart.',
  },
  'output-nested': {
    title: 'an environment and a namespace would share a folder',
    what: 'With --layout per-policy each namespace has a folder, and --env has one too; here both have the same name.',
    why: "Each run would take the other's files for stale and remove them.",
    fix: 'Use --layout per-namespace, or write the environment elsewhere with --out.',
  },
  'output-not-readable': {
    title: 'the output folder cannot be read',
    what: 'The operating system refused to read the output folder, or a file in it that would be replaced or removed.',
    why: 'What netpact cannot read may be hand-written, and netpact never replaces what it did not write.',
    fix: 'Make the folder and its files readable, or name another folder with --out.',
  },
  'output-not-writable': {
    title: 'the output folder cannot be written',
    what: 'The operating system refused to create, replace or remove a file of the output folder.',
    why: 'netpact writes everything or nothing; what was on disk is unchanged.',
    fix: 'Make the folder writable, free disk space, or name another folder with --out.',
  },
  'explain-end-ambiguous': {
    title: 'a name means several workloads',
    what: 'SRC or DST names workloads of different kinds.',
    why: 'They may have different policies.',
    fix: 'Add the kind: shop/web[Deployment].',
  },
  'explain-end-malformed': {
    title: 'an end is not of a form that explain knows',
    what: 'SRC or DST is no workload, no pod by its labels and no IP address.',
    why: 'A guess could answer another question.',
    fix: 'Write shop/web, shop/web[Deployment], shop/[app=debug] or 203.0.113.7.',
  },
  'explain-end-unknown': {
    title: 'an end is not in the input',
    what: 'No workload of the input has the name.',
    why: 'Its labels decide which policies select it, and they are unknown.',
    fix: 'Correct the name, or write the labels of a pod that does not exist: shop/[app=debug].',
  },
  'revision-unknown': {
    title: 'a side of a diff is neither a path nor a revision',
    what: 'OLD or NEW names no file, no folder and no commit of the repository, or of the part that was cloned.',
    why: 'A diff against nothing would read as if everything had been opened or closed.',
    fix: 'Correct the name. In CI fetch what is compared: actions/checkout with fetch-depth: 0,\nor git fetch origin main.',
  },
  'revision-unreadable': {
    title: 'a revision cannot be read whole',
    what: 'Git is missing, or the revision leads to files that it does not hold itself.',
    why: 'A diff is never computed from a side that was only partly read.',
    fix: 'Fetch the missing objects, or check both versions out into folders and compare those:\nnetpact diff old/ new/.',
  },
  'revision-path-missing': {
    title: 'a path does not exist in a revision',
    what: 'A PATH after -- is in one of the two revisions only, or outside the repository.',
    why: 'The side without it would be empty, and the diff about the path and not about connections.',
    fix: 'Name a folder that both hold, relative to the working directory: netpact diff main HEAD -- dist/k8s.',
  },
  'report-not-writable': {
    title: 'the report cannot be written',
    what: 'The operating system refused to write the file of -o.',
    why: 'A report that is cut off could hide what it should show.',
    fix: 'Name a file in a folder that exists and may be written: netpact report dist/k8s -o report.html.',
  },
  'diff-side-twice': {
    title: 'both sides are the standard input',
    what: 'OLD and NEW are both "-".',
    why: 'The standard input can be read once.',
    fix: 'Write one side to a file: kustomize build … | netpact diff dist/k8s -.',
  },
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

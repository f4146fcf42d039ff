import type { Pages } from './page';

/** Codes of the command line itself. */
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
  'explain-end-unknown': {
    title: 'a name is no workload of the input',
    what: 'SRC, DST or --focus names a workload that no manifest of PATH declares.',
    why: 'An answer about a pod that was misspelled would be an answer about nothing.',
    fix: 'Correct the name (namespace/name), or describe a pod that does not exist by its labels:\n  netpact explain "shop/[app=debug]" shop/api 8080 dist/k8s',
  },
  'explain-end-ambiguous': {
    title: 'a name means several workloads',
    what: 'Workloads of different kinds have this name.',
    why: 'They may have different labels, and so different policies.',
    fix: 'Add the kind: shop/web[Deployment].',
  },
  'explain-end-malformed': {
    title: 'the labels of a pod are not written as key=value',
    what: 'Between [ and ] stands something that is no list of labels.',
    why: 'Labels decide which policies select the pod.',
    fix: 'Write shop/[app=web,tier=front], or shop/[*] for a pod without labels.',
  },
};

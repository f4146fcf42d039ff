import type { Pages } from '../page';

/** Codes of the command line itself. */
export const commandPages: Pages = {
  'option-invalid': {
    title: 'an option has a value that it cannot have',
    what: 'The value of --now (or NETPACT_NOW), --env, --timeout or --namespace is not of the form that the option takes.',
    why: 'A guess would be worse: a misread date could keep an expired exception open.',
    fix: 'Dates are YYYY-MM-DD or an instant with its zone (2026-11-21T10:00:00Z), timeouts are seconds,\nenvironments and namespaces become names of folders.',
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
};

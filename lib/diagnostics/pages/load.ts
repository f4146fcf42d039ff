import type { Pages } from './page';

/** Codes of finding, checking and running the user's app. */
export const loadPages: Pages = {
  'app-not-found': {
    title: 'there is no app to synthesize',
    what: 'Neither APP, nor the file that cdk8s.yaml runs, nor apps/main.ts, src/main.ts or main.ts exists\n(in TypeScript, or with .js, .mjs or .cjs).',
    why: 'Without an app there are no flows, and an empty result would read as "nothing is allowed".',
    fix: 'netpact init writes a starter; netpact synth path/to/main.ts names another file.',
  },
  'app-not-readable': {
    title: 'a file of the app cannot be read',
    what: 'The operating system refused to read the entry file or a file that it imports.',
    why: 'The flows that it declares are unknown, so nothing is written.',
    fix: 'Make the file readable, or remove what imports it.',
  },
  'app-syntax': {
    title: 'a file of the app cannot be parsed',
    what: 'The file is no valid TypeScript, JavaScript or JSON.',
    why: 'Nothing of it can run.',
    fix: 'Correct the marked line; what is wrong may begin one line above.',
  },
  'import-not-found': {
    title: 'an import leads nowhere',
    what: 'The imported file or package does not exist, or it does not export that name.',
    why: 'The app cannot run without it.',
    fix: 'Correct the path or the name, or install the package. netpact has the subpaths netpact/platform,\nnetpact/cdk8s and netpact/testing; netpact/cdk8s needs cdk8s and constructs installed.',
  },
  'import-circle': {
    title: 'files import each other, and one uses what the other has not made yet',
    what: 'Of files that import each other one must run first. What it uses of the others at once, outside of functions,\ndoes not exist yet.',
    why: 'A flow without an end, or a list without its flows, would silently be left out.',
    fix: "Put the workloads into a file that imports neither, and let both import it:\n  apps/shop/workloads.ts: export const web = shop.workload('web');\n  apps/orders/flows.ts:   import { web } from '../shop/workloads';\nFlows that are made in functions may be called when all files have run: export const flows = () => [...].",
  },
  'app-threw': {
    title: 'the app threw an error',
    what: 'Code of the app, or of a package that it uses, threw while it ran.',
    why: 'What it would have declared after that is unknown, so nothing is written.',
    fix: 'Correct the marked line. To see the whole stack, run the file by itself, with tsx installed:\nnpx tsx apps/main.ts.',
  },
  'app-rejected': {
    title: 'the app left a promise rejected',
    what: 'A promise was rejected and nothing in the app handles it.',
    why: 'What it would have declared after that is unknown, so nothing is written.',
    fix: 'Await the promise in the entry file (top-level await works), and handle what may fail.',
  },
  'app-exited': {
    title: 'the app ended the process',
    what: 'The app called process.exit() while it was being loaded.',
    why: 'An app that ends early may have declared only a part of its flows.',
    fix: 'Throw an Error where the app cannot go on, and let the entry file end by itself.',
  },
  'app-empty': {
    title: 'the app creates no PolicyApp',
    what: 'The entry file ran to its end, and no PolicyApp was created. Exported values alone are not looked at.',
    why: 'Flows become manifests only through a FlowChart of a PolicyApp.',
    fix: "In the entry file:\n  const app = new PolicyApp();\n  new FlowChart(app, 'shop', { namespaces: [shop], flows });\n  app.synth();",
  },
  'app-several': {
    title: 'the app creates several PolicyApps',
    what: 'More than one PolicyApp was created while the entry file ran.',
    why: 'An output folder belongs to one app: the second would remove the files of the first as stale.',
    fix: 'Put all FlowCharts into one PolicyApp, or give each app an entry file and an --out of its own.',
  },
  'app-not-synthesized': {
    title: 'the app never calls synth()',
    what: 'A PolicyApp was created, and its synth() was not called.',
    why: 'netpact synth compiles it all the same, but cdk8s synth would write nothing.',
    fix: 'End the entry file with app.synth().',
  },
  'app-timeout': {
    title: 'the app did not finish in time',
    what: 'The app ran longer than --timeout allows (60 seconds unless said otherwise) and was stopped.',
    why: 'A pipeline that hangs says nothing about the cause.',
    fix: 'Look for a loop, a timer or a server that never ends. --timeout SECONDS gives a slow app more time.',
  },
  'app-out-of-memory': {
    title: 'the app used all memory',
    what: "The app's thread reached the memory limit of Node and was stopped.",
    why: 'Most often a loop declares without end.',
    fix: 'Look for such a loop. NODE_OPTIONS=--max-old-space-size=8192 gives a large app more.',
  },
  'type-error': {
    title: 'the app has a type error',
    what: "TypeScript refuses the marked line. The TS number is the compiler's own code.",
    why: 'Most mistakes in flows (an undeclared port, a missing target) are type errors; a manifest made in\nspite of one may not be what its author meant.',
    fix: "Correct the line; the notes under the frame come from the compiler. It is the TypeScript that is\ninstalled in the project, else netpact's own: netpact doctor says which. A line of tsconfig.json is marked\nwhere that version refuses an option. --no-typecheck skips the check: everything that matters is checked\nat run time too.",
  },
  'typecheck-unavailable': {
    title: 'types were not checked',
    what: 'No TypeScript could be started: neither the one of the project nor the one that netpact brings along.',
    why: 'Mistakes are then found at run time only, with shorter explanations.',
    fix: 'Install again without --omit=optional, or say --no-typecheck. netpact doctor shows what is found.',
  },
  'typescript-not-used': {
    title: "the project's own TypeScript did not check its types",
    what: "The TypeScript that is installed in the project is older than 5.0, which netpact's types need, or it\ndoes not run. Another one checked the app, which the message names.",
    why: "The project's tsc and the editor may say something else than netpact.",
    fix: 'npm install --save-dev typescript',
  },
  'package-types-refused': {
    title: 'TypeScript refuses declarations of packages',
    what: 'tsconfig.json has no "skipLibCheck": true, and TypeScript finds errors in files below node_modules. The\nmessage counts them and names the first.',
    why: "The project's tsc refuses them. No line of the app mends them, so that netpact does not refuse the app;\nwhat a package fails to declare may be any type, which takes every mistake.",
    fix: 'Update the package, install the types that it needs, or set "skipLibCheck": true in compilerOptions, as\ntsc --init does; a check with TypeScript 5 or 6 is then three times as fast.',
  },
  'types-not-strict': {
    title: 'the settings of the app are not strict',
    what: 'tsconfig.json turns "strict" off, or "strictFunctionTypes", or does not turn it on where TypeScript 5\nchecks, whose default it is not.',
    why: "netpact's types refuse a wrong flow by comparing what its ends take, and without strict rules\nTypeScript compares less: such a flow compiles, and is refused only when the app runs.",
    fix: 'Set "strict": true in compilerOptions.',
  },
};

import type { Pages } from './page';

/** Environments: how an app declares them, and how one is asked for. */
export const environmentPages: Pages = {
  'environment-unknown': {
    title: 'the app declares no environment of that name',
    what: 'new PolicyApp({ environments: { … } }) lists the environments of the app.\n--env (or NETPACT_ENV) names another.',
    why: 'A typo would write the manifests of nothing that exists, or check a folder that nobody applies.',
    fix: 'Use one of the names that the message lists, or declare the environment. --env all stands for each.',
  },
  'environment-missing': {
    title: 'the app declares environments, and none was asked for',
    what: 'new PolicyApp({ environments: { … } }) was run without --env and without NETPACT_ENV.',
    why: 'app.environment would have no fields, and a check without an environment would check none of them.',
    fix: 'netpact synth --env dev runs one, netpact synth --env all each.\nOutside of the command line (cdk8s synth, tests), set NETPACT_ENV=dev.',
  },
  'environment-undeclared': {
    title: 'the app declares no environments',
    what: 'app.environment was read, or --env all asked for, and the app declares no environments.',
    why: 'Without the list nobody knows what "all" would be.',
    fix: "new PolicyApp({\n    environments: {\n      dev: { namespace: 'shop-dev' },\n      prod: { namespace: 'shop-prod' },\n    },\n  })",
  },
  'environment-invalid': {
    title: 'an environment cannot be declared like that',
    what: 'environments of a PolicyApp is no object of objects, or has a name that cannot be a folder,\nor a cluster that is no profile.',
    why: 'The manifests of an environment go into a folder of its name, on every machine.\nThe name all stands for each of them.',
    fix: 'environments: { dev: { namespace: \'shop-dev\', cluster: cluster({ … }) }, prod: { … } }\nNames: up to 63 letters, digits, ".", "_" and "-"; the first a letter or digit.',
  },
  'environment-list-changes': {
    title: 'the list of environments depends on the environment',
    what: 'The app was run for one environment and declared others than when it was asked for the list.',
    why: 'netpact synth --env all would leave out, without a word, what only some runs declare.',
    fix: 'Declare the same environments in every run; what changes belongs into their fields.',
  },
  'environment-misplaced': {
    title: '--env does not go with the other words',
    what: '--env was given without an app to run, or not as often as the command takes it.',
    why: 'An environment that nobody runs would be one that nobody looked at.',
    fix: 'netpact explain and audit take --app with one --env; netpact diff --app takes two:\n--env dev --env prod.',
  },
  'output-environment-removed': {
    title: 'an output folder is of no environment',
    what: 'The folder above those of the environments, or one beside them, holds files that netpact wrote\nfor this app, and the app declares no such environment; or so does the folder of its contract.',
    why: 'Whoever applies the folder goes on applying policies that no code declares.\nWithout them, pods may be open to everyone.',
    fix: 'If they are no longer meant, netpact synth --env all --allow-removed removes them.\nElse declare the environment again.',
  },
};

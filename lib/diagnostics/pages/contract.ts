import type { Pages } from './page';

/** Codes of contracts between repositories (docs/contracts.md). */
export const contractPages: Pages = {
  'contract-foreign': {
    title: 'a file is no contract of netpact',
    what: 'netpact contract check was given a file that does not say "generatedBy": "netpact".',
    why: 'A file of another form would be read as one that needs nothing.',
    fix: 'Name the file that netpact synth writes in the other repository: dist/contract/<app>.json.',
  },
  'contract-version': {
    title: 'a contract is of another schema version',
    what: 'The schemaVersion of a contract is not the one that this netpact reads.',
    why: 'A newer version may ask for something in a way that this one does not know; a guess could miss it.',
    fix: 'Update netpact in the repository that checks, or write the contract again with the version that is\ninstalled here.',
  },
  'contract-invalid': {
    title: 'a contract says something that netpact does not write',
    what: 'A field is missing, is unknown, has another type, or says what cannot be (a peer outside the namespaces of\nthe app,\na subject outside the namespace of the need, a selector that no pod satisfies).',
    why: 'What is not understood may be just what is needed, so nothing of the file is judged.',
    fix: 'Do not edit contracts: write them with netpact synth. docs/contracts.md has every field.',
  },
  'contract-not-judged': {
    title: 'no need of the contracts was judged',
    what: 'Nothing that was asked for is in a namespace that the app owns or the manifests have, or nothing is asked\nfor.',
    why: 'A check that judged nothing would read like one that found everything in order.',
    fix: 'Name the app that owns the namespace, or the manifests of it: netpact contract check shop.json --in\napps/main.ts.\nA contract that needs nothing is not written any more: leave it out.',
  },
  'contract-repeated': {
    title: 'two different contracts are of one app',
    what: 'Two of the contracts that were given name the same app and say different things.',
    why: 'Mostly they are of two environments, or one of them is old; the needs of both are judged.',
    fix: "Check one environment at a time. Where these are two apps, give each a name: new PolicyApp({ name: 'shop'\n}).",
  },
  'contract-inside-output': {
    title: 'the contract would lie in the output folder',
    what: 'The file of --contract, or the usual one, is inside the folder that netpact synth writes manifests to.',
    why: 'Argo CD, Flux and kubectl apply that folder whole, and a contract is no Kubernetes object.',
    fix: 'Name a file outside of it: netpact synth --contract contracts/shop.json; or write none: --no-contract.',
  },
  'contract-of-another': {
    title: 'the contract of another app stands in the way',
    what: 'The file has a contract of an app with another name, or with the same name and none of these namespaces.',
    why: 'Replacing it would lose what that app needs, and the check in the other repository would pass without it.',
    fix: "Give each app a name of its own: new PolicyApp({ name: 'shop' }). Remove the file if the app, or all of its\nnamespaces, were renamed.",
  },
};

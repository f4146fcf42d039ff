import type { Pages } from './page';

/** Codes of invariants, and of manifests of other owners that the proof takes into account. */
export const invariantPages: Pages = {
  'invariant-violated': {
    title: 'the manifests allow what an invariant forbids',
    what: 'A never() or only() does not hold: the finding names one connection that it forbids and the manifests allow.',
    why: 'An invariant states what a reviewer relies on, whatever flows are added later.',
    fix: 'Remove the flow that allows the connection, or isolate the end that nothing restricts.\nnetpact explain FROM TO PORT dist/k8s shows the rules that let it pass.',
  },
  'invariant-unproved': {
    title: 'an invariant depends on something that is not known',
    what: 'Whether a forbidden connection is possible depends on labels or addresses that nobody declared.',
    why: 'What cannot be proved counts as violated: an unknown label may grant access tomorrow.',
    fix: "Declare what is missing: foreignNamespace('monitoring', { labels: { … } }) for labels of a namespace,\nthe cluster profile for addresses. Or narrow the flow that allows the connection.",
  },
  'included-policy-blocks': {
    title: 'a policy of another owner blocks a declared flow',
    what: 'An included policy isolates an end of the flow that netpact leaves open, and does not allow the flow.',
    why: 'Applied together, the connection that the flow promises is refused.',
    fix: 'Add the rule to the included policy, or let a chart own the namespace so that netpact writes the rule.',
  },
  'included-policy-clash': {
    title: 'a policy of another owner has the name of one of netpact',
    what: 'An included policy and a policy that netpact writes have the same namespace and name.',
    why: 'Whichever is applied last replaces the other.',
    fix: "Rename one: .named('…') for a flow, namePrefix for a whole chart.",
  },
  'included-policy-widens': {
    title: 'a policy of another owner allows more than was declared',
    what: 'An included policy selects pods that netpact isolates, and lets through what no flow declares.',
    why: 'Policies add up: what one allows, no other can take back.',
    fix: 'Declare the flow if it is wanted, or take the rule out of the included policy.',
  },
  'include-empty': {
    title: 'include() finds no manifest',
    what: 'A pattern of include() matches no file that ends in .yaml, .yml or .json.',
    why: 'The proof would silently leave out the policies that were meant.',
    fix: 'Patterns are relative to the folder that netpact runs in: correct the path, or remove the include.',
  },
  'include-unreadable': {
    title: 'an included manifest cannot be read',
    what: 'A file or folder of include() does not exist, or may not be read.',
    why: 'The proof would silently leave out the policies that were meant.',
    fix: 'Correct the path or the permissions. Patterns are relative to the folder that netpact runs in.',
  },
};

import type { Pages } from './page';

const advice =
  'Do not apply the manifests. If no other tool changed them, this is a mistake of netpact: please report it\nwith the flow and the policy that the finding names.';

/** Codes of the proof, of included manifests, of invariants, and of what they assume. */
export const proofPages: Pages = {
  'proof-missing': {
    title: 'the manifests deny what a flow declares',
    what: 'The manifests were read back, and a declared connection or isolation is not in them.',
    why: 'Once applied, a connection that the team needs would be refused, or pods would stay open.',
    fix: advice,
  },
  'proof-surplus': {
    title: 'the manifests allow what no flow declares',
    what: 'The manifests were read back, and they admit or isolate more than was declared.',
    why: 'Access that nobody asked for would pass the review unseen.',
    fix: advice,
  },
  'proof-undecided': {
    title: 'it is not known whether exactly what was declared is admitted',
    what: `Whether the manifests admit exactly what was declared, for every pod that could exist, was not found
out within the steps that one command may take (the same input gives the same answer on every machine). Or
an included policy is of a kind that netpact does not evaluate, and may apply to pods that are declared.`,
    why: 'What is not decided is not proved.',
    fix: `Select pods by fewer labels, or give some of them a namespace of their own. Express the included policy
as a NetworkPolicy, or take it out of what is included if it is not in force.`,
  },
  'proof-stray-policy': {
    title: 'a policy lies in a namespace that no chart lists',
    what: 'Among the manifests is a policy for a namespace that is not owned.',
    why: 'netpact must never isolate pods of others as a side effect.',
    fix: advice,
  },
  'invariant-violated': {
    title: 'the manifests allow what an invariant forbids',
    what: 'A never() or only() does not hold: the finding names one connection that it forbids and the manifests allow.',
    why: 'An invariant states what a reviewer relies on, whatever flows are added later.',
    fix: 'Remove the flow that allows the connection, or isolate the end that nothing restricts.\nnetpact explain FROM TO PORT dist/k8s shows the rules that let it pass.',
  },
  'invariant-unproved': {
    title: 'an invariant depends on something that is not known',
    what: `Whether a forbidden connection is possible depends on labels or addresses that nobody declared, or on
an included policy of a kind that netpact does not evaluate.`,
    why: 'What cannot be proved counts as violated: an unknown label may grant access tomorrow.',
    fix: "Declare what is missing: foreignNamespace('monitoring', { labels: { … } }) for labels of a namespace,\nthe cluster profile for addresses. Or narrow the flow that allows the connection.",
  },
  'assumption-contradicted': {
    title: 'a deployed workload contradicts what is assumed of pods',
    what: `The pods of a workload from a manifest are assumed to carry the labels of its template, and pods in two ends
of disjoint() are assumed not to exist. A manifest makes pods of which that is not true: often a canary, or an
older workload that the same selector selects.`,
    why: 'An invariant would be proved without asking about pods that are deployed.',
    fix: `Give the pods labels by which selectors tell them apart. Or assume less: say which pods are meant, and nothing
is taken from the template; take the assumption out of the chart.
  workloadFrom(deployment, { labels: { app: 'web' } })`,
  },
  'assumption-impossible': {
    title: 'what is assumed leaves no pod where pods are named',
    what: `A workload, or an end of a flow, of an invariant or of disjoint(), selects pods that could not exist by
what is assumed of pods.`,
    why: 'Of pods that cannot exist everything is true: an invariant about them would say nothing.',
    fix: `Take the assumption that the finding names out of the chart, or name pods that could exist. Nothing is assumed
of the template of a workload that you select by labels of your own:
  workloadFrom(deployment, { labels: { app: 'web' } })`,
  },
  'disjoint-without-ends': {
    title: 'disjoint() has fewer than two ends',
    what: 'disjoint() says that no pod is in two of its ends, and got one or none; usually the list was computed.',
    why: 'It would say nothing, and whoever wrote it relies on it.',
    fix: '  disjoint(web, api)',
  },
  'disjoint-addresses': {
    title: 'an end of disjoint() is no set of pods',
    what: 'An end of disjoint() stands for addresses, for everybody, or for pods on the host network.',
    why: 'Policies see no labels there that could make a pod two things at once.',
    fix: 'Leave it out: ends are workloads, pods(), allPods() and namespaces by label.',
  },
  'disjoint-overlap': {
    title: 'two ends of disjoint() cannot be disjoint',
    what: 'Whatever labels pods carry, those of one end are in another one too.',
    why: 'No pod of the smaller end could exist, so that everything would be proved of it.',
    fix: '  disjoint(shop.allPods(), web)    // refused: web is in shop\n  disjoint(api, web)',
  },
  'disjoint-needless': {
    title: 'disjoint() says nothing new',
    what: 'Selectors or namespaces rule out already that a pod is in two of the ends.',
    why: 'The line of proof would repeat an assumption on which nothing rests.',
    fix: 'Leave it out.',
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

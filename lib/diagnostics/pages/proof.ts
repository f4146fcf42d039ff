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
an included policy of a kind that netpact does not evaluate; or the invariant speaks
of pods on the host network, which no policy selects.`,
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
  'workload-not-deployed': {
    title: 'no deployed workload has the labels that are declared',
    what: `The manifests of the app (manifests, or workloads among what it includes) have workloads in the namespace,
and no pod template of them has the labels by which a workload, or pods of a flow, are selected.`,
    why: 'The policies would be written and proved, and would bind nobody: the real pods stay blocked, or open.',
    fix: `Say the labels of the pod template (spec.template.metadata.labels); the finding has the nearest:

  shop.workload('web', { labels: { 'app.kubernetes.io/name': 'web' } })

If the workload is deployed from elsewhere, name its manifests as well.`,
  },
  'workload-perhaps-deployed': {
    title: 'it is not known whether a declared workload is deployed',
    what: `No workload of the manifests has the labels for sure: they are given by a controller or a mesh, or an
operator whose custom resources are in the manifests may make such pods.`,
    why: 'What cannot be told is said, and no error: the pods may be there.',
    fix: `Select by labels of the pod template; or give the manifests that the operator makes (kubectl get pods -o
yaml).`,
  },
  'workload-port-not-deployed': {
    title: 'no container has a declared port',
    what: 'A workload declares a port, and no container of the pods that its labels select in the manifests has it.',
    why: 'The policies would open a port on which nobody listens, and the real one stays closed.',
    fix: 'Declare container ports, never Service ports: of a Service with port 80 and targetPort 8080 it is 8080.',
  },
  'workload-ports-unchecked': {
    title: 'declared ports were not checked',
    what: 'The containers of these workloads declare no ports, which they need not.',
    why: 'Whether the declared ports are right is not known.',
    fix: 'Declare the ports in the manifest (spec.template.spec.containers[].ports).',
  },
  'workload-host-network-differs': {
    title: 'a workload is on the host network, and is declared otherwise',
    what: 'The manifests say hostNetwork: true of pods that the app selects by labels, or the other way round.',
    why: 'Policies do not select pods on the host network: what was proved does not hold of them.',
    fix: `  shop.workload('agent', { hostNetwork: true })    // policies then mean the addresses of its nodes`,
  },
  'manifests-policy-unproved': {
    title: 'the manifests have policies that the proof takes no notice of',
    what: 'Among the manifests are policies for namespaces that the app owns, and netpact did not write them.',
    why: 'Policies add up: they may allow more than was declared, or isolate what was left open.',
    fix: `Include them: new FlowChart(app, 'shop', { …, includes: [include('manifests/**')] }); or remove them.`,
  },
  'include-empty': {
    title: 'include() finds no manifest',
    what: 'A pattern of include() matches no file that ends in .yaml, .yml or .json.',
    why: 'The proof would silently leave out the policies that were meant.',
    fix: 'Patterns are relative to the folder that netpact runs in: correct the path, or remove the include.',
  },
  'include-namespace-missing': {
    title: 'an included manifest does not say in which namespace it is',
    what: `A policy or workload that is included has no metadata.namespace. Whoever applies it decides where it is
(kubectl apply -n, the chart's release, the destination of Argo CD).`,
    why: 'A policy acts on the pods of its namespace: wherever it is taken to be, the proof would rest on a guess.',
    fix: `Say it, with a namespace of the app or with a name:

  include('vendor/**', { namespace: shop })`,
  },
  'include-unreadable': {
    title: 'an included manifest cannot be read',
    what: 'A file or folder of include() does not exist, or may not be read.',
    why: 'The proof would silently leave out the policies that were meant.',
    fix: 'Correct the path or the permissions. Patterns are relative to the folder that netpact runs in.',
  },
};

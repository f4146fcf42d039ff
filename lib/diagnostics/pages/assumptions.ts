import type { Pages } from './page';

/** What an answer takes for granted: `assumed[…]` of every output, on which `--strict` exits 1. */
export const assumptionPages: Pages = {
  'namespace-labels': {
    title: 'the labels of a namespace are not known',
    what: 'A policy asks for labels of namespaces, and the input has no object of a namespace that would decide an\nanswer. It is taken to have its name label alone (kubernetes.io/metadata.name).',
    why: 'With other labels the policy would mean its pods, or would no longer mean them.',
    fix: 'Add the namespace to the input: kubectl get namespace -o yaml, or the file that creates it.',
  },
  'controller-labels': {
    title: 'a controller gives pods a label that policies ask for',
    what: 'Jobs, StatefulSets, DaemonSets and others add labels to their pods that no template has.\nThey are taken to be there, with values that no selector names, where their values are not known.',
    why: 'A policy that asks for such a label means some pods of a workload, all of them, or none.',
    fix: 'Select pods by labels of the template. kubectl get pods --show-labels has the values.',
  },
  'injected-labels': {
    title: 'injection may give pods a label that policies ask for',
    what: 'Istio and Linkerd label the pods into which they inject a proxy. It is taken for done where a namespace\nor its pods ask for it, and nowhere else.',
    why: 'A policy that asks for such a label means other pods where the mesh injects by default.',
    fix: 'Say it in the manifests: istio-injection: enabled or disabled, linkerd.io/inject.',
  },
  'ip-block-pods': {
    title: 'an ipBlock may mean pods',
    what: 'A rule names addresses that pods may have. They are taken for addresses outside of the cluster.',
    why: 'Some network plugins match pods by their addresses, others do not.',
    fix: 'Name the plugin with --cni, and podCidrs in the cluster profile (--cluster FILE).',
  },
  'host-network': {
    title: 'pods on the host network are taken for their nodes',
    what: 'A pod with hostNetwork has the address of its node: no policy selects it, no selector means it, and an\nipBlock means it if it is known to hold every address of the nodes.',
    why: 'Upstream leaves it open; a plugin that applies policies to such pods gives other answers.',
    fix: 'Say what the plugin does, --cni or --host-network as-nodes, and nodeCidrs in the cluster profile.',
  },
  'sidecar-ports': {
    title: 'port names of sidecar containers are taken for known',
    what: 'A policy gives a port by a name that only a sidecar (an init container that keeps running) declares.',
    why: 'Some network plugins do not look there: the rule then opens nothing.',
    fix: 'Give the port by its number, or name the plugin with --cni.',
  },
  'not-read': {
    title: 'a part of the input was not read',
    what: 'Files look like manifests of Kubernetes and could not be read as such: templates of a chart, Jsonnet,\nfolders without a right to read.',
    why: 'What they would add to the cluster is missing in every answer.',
    fix: 'Render them (netpact reads charts and kustomizations as such), or leave them out with --exclude.',
  },
  'policy-kind-not-evaluated': {
    title: 'policies of another kind are in the input',
    what: 'Objects of Calico, Cilium, Antrea, the cluster administrator and others also allow and deny traffic.\nnetpact does not evaluate them.',
    why: 'They can allow what NetworkPolicies deny, and deny what they allow.',
    fix: 'Judge the pods to which they may apply with the tools of that project. Of others the answers hold.',
  },
  'default-values': {
    title: 'a chart was rendered with its default values',
    what: 'A Helm chart was rendered without --values and --set.',
    why: 'With the values of the cluster it may have other policies and workloads.',
    fix: 'Give the values that the cluster has: --values FILE, --set KEY=VALUE.',
  },
  hooks: {
    title: 'policies that a chart brings as hooks are taken for gone',
    what: 'A NetworkPolicy of a Helm chart is a hook: Helm creates it for one moment of a release.',
    why: 'Helm may delete it after that moment, or leave it.',
    fix: 'Make it a plain template of the chart, so that it is a part of the release.',
  },
  'namespace-names': {
    title: 'namespaces of two environments are taken for one, or for two',
    what: 'netpact diff --app compares environments. Namespaces that one place of the app declares under two names are\ntaken for one namespace; where it is not certain which is which, for different ones.',
    why: 'Paired wrongly, what a namespace gained would be compared with what another had.',
    fix: 'Declare each namespace in a place of its own: namespace(app.environment.shop, { … }). In a loop, let the names\ndiffer in the word of the environment alone: shop-dev, shop-prod.',
  },
};

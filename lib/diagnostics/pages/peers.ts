import type { Pages } from '../page';

/** Codes of namespaces, workloads, labels and addresses. */
export const peerPages: Pages = {
  'namespace-declared-twice': {
    title: 'a namespace is declared twice with different content',
    what: 'Two namespace() values have one name and differ in labels, baseline or owner.',
    why: 'Only one of them can be true, and the order of files must not decide which.',
    fix: 'Declare it once, export it, and import it where it is needed.',
  },
  'namespace-listed-twice': {
    title: 'a namespace is listed by two charts',
    what: 'Two FlowCharts list the namespace as theirs.',
    why: 'A namespace has one owner: its baseline is written once.',
    fix: 'Take it out of one of them. Any chart may declare flows of it.',
  },
  'workload-declared-twice': {
    title: 'a workload is declared twice with different labels',
    what: 'Two workloads of a namespace have one name and select different pods.',
    why: 'Names of policies come from names of workloads: they would clash.',
    fix: 'Declare it once and import it, or name one of them differently.',
  },
  'workload-selector-equal': {
    title: 'two workloads select the same pods',
    what: 'Two workloads of a namespace have equal labels.',
    why: 'Every pod of one is a pod of the other, and has the flows of both, which neither line shows.',
    fix: 'Merge them, or add the label that tells them apart.',
  },
  'workload-selector-contained': {
    title: 'every pod of one workload is a pod of another',
    what: 'The labels of one workload include those of another of the same namespace.',
    why: 'Its pods have the flows of both; that is allowed, and easily overlooked.',
    fix: 'Add a label that tells them apart, unless it is meant.',
  },
  'workload-unreached': {
    title: 'a setting of a workload has no effect',
    what: 'The workload says isolate or dns, and no FlowChart lists its namespace.',
    why: 'Nothing is written for it, though its line reads as if it were isolated.',
    fix: 'List its namespace in a FlowChart, or remove the setting.',
  },
  'host-network-isolated': {
    title: 'a workload on the host network cannot be isolated',
    what: 'The workload says hostNetwork: true and isolate.',
    why: 'Its pods have the address of their node; network policies do not select them.',
    fix: 'Remove isolate, or take the workload off the host network.',
  },
  'dns-not-excludable': {
    title: 'a workload cannot be left out of the DNS of its namespace',
    what: 'It says dns: false, and several labels are needed to select it.',
    why: 'allow-dns can leave out one label only; anything else would take DNS from other pods too.',
    fix: 'Give the workload one label of its own, or a namespace of its own.',
  },
  'name-invalid': {
    title: 'a name is none that Kubernetes takes',
    what: 'Names of namespaces and workloads are lower-case letters, digits and "-", at most 63 characters.',
    why: 'Names of files, labels and policies are made of it.',
    fix: 'Use the name that the cluster uses.',
  },
  'label-key-invalid': {
    title: 'a label key is none that Kubernetes takes',
    what: 'A key is a name of at most 63 characters, perhaps after a DNS name and a slash: app.kubernetes.io/name.',
    why: 'The API server refuses the policy.',
    fix: 'Copy the key from the pods.',
  },
  'label-value-invalid': {
    title: 'a label value is none that Kubernetes takes',
    what: 'A value has at most 63 characters: letters, digits, "-", "_" and ".", a letter or digit at both ends.',
    why: 'The API server refuses the policy, and no pod can have the label.',
    fix: 'Copy the value from the pods.',
  },
  'selector-empty': {
    title: 'a selection has no label',
    what: 'The labels are empty, usually because they are computed.',
    why: 'An empty selector selects every pod.',
    fix: 'Give at least one label. If all pods of the namespace are meant, use the namespace itself.',
  },
  'selector-values-empty': {
    title: 'an expression has an empty list of values',
    what: 'In or NotIn came with no values.',
    why: 'The API server refuses it; a careless reader would take it for everything or nothing.',
    fix: 'Give at least one value, or leave the expression out.',
  },
  'cidr-invalid': {
    title: 'a CIDR is none that Kubernetes reads',
    what: 'The text is not address/prefix in the strict form: no leading zeros, four decimal parts, a prefix that fits.',
    why: 'The API server refuses it, or reads other addresses than its author.',
    fix: 'Write 10.0.0.0/8 or 2001:db8::/32; a single address is /32 or /128.',
  },
  'cidr-host-bits': {
    title: 'a CIDR has bits set beyond its prefix',
    what: '10.0.0.5/8 means 10.0.0.0/8: the 5 has no effect.',
    why: 'Most often a single address was meant, and a whole block is opened.',
    fix: 'Write the block (10.0.0.0/8) or the address (10.0.0.5/32).',
  },
  'cidr-empty': {
    title: 'a cidr has no range',
    what: 'cidr() got an empty list, usually a computed one.',
    why: 'In a policy an empty list of peers admits everyone; netpact never lets one mean that.',
    fix: 'Leave the flow out when the list is empty, or say internet() or anywhere().',
  },
  'cidr-except-family': {
    title: 'an exception of a cidr is of the other IP family',
    what: 'An IPv6 block is taken out of IPv4 ranges, or the other way round.',
    why: 'It takes nothing out, and the API server refuses it.',
    fix: 'Remove it, or add a range of its family.',
  },
  'cidr-except-outside': {
    title: 'an exception of a cidr lies outside of its ranges',
    what: 'The block is not a smaller block inside one of the ranges.',
    why: 'It takes nothing out, and the API server refuses it.',
    fix: 'Correct one of the two.',
  },
  'cidr-covers-pods': {
    title: "a cidr covers the cluster's own addresses",
    what: 'It overlaps the pod or service addresses of the cluster profile.',
    why: 'Whether an ipBlock admits pods depends on the network plugin.',
    fix: 'Name the pods as peers and take their block out (except). .includingPods() says that they are meant.',
  },
  'node-cidrs-missing': {
    title: 'the addresses of nodes are unknown',
    what: 'A flow names nodes() or a workload on the host network, and the cluster profile has no node CIDRs.',
    why: 'Policies know nodes by their addresses only.',
    fix: "Give them: new PolicyApp({ cluster: cluster({ nodeCidrs: ['10.0.0.0/16'] }) }).",
  },
  'api-server-missing': {
    title: 'the addresses of the API server are unknown',
    what: 'A flow names kubeApiServer(), and the cluster profile has no addresses of it.',
    why: 'Policies know the API server by its addresses only.',
    fix: 'Give them in the cluster profile; kubectl get endpoints kubernetes shows them.',
  },
};

import type { Pages } from '../page';

/** Codes of flows, their ports, exceptions and names. */
export const flowPages: Pages = {
  'flow-without-peers': {
    title: 'a flow has an empty list of peers',
    what: 'flow(), to() or an invariant got an empty list, usually a computed one.',
    why: 'In a NetworkPolicy an empty list of peers admits everyone; netpact never lets one mean that.',
    fix: 'Leave the flow out when the list is empty, or say anywhere() if everyone is meant.',
  },
  'flow-peer-invalid': {
    title: 'something that is no peer stands in a flow',
    what: 'An end of a flow is neither a workload, a namespace, a selection of pods, a CIDR nor a platform peer.',
    why: 'The types refuse it; at run time it comes from JavaScript, from any, or from a missing value.',
    fix: 'Pass a value that namespace(), workload(), pods(), cidr(), nodes(), internet() or anywhere() made.',
  },
  'flow-incomplete': {
    title: 'an unfinished flow was given to a chart',
    what: 'The flow has no target, or no ports.',
    why: 'A policy without ports opens every port.',
    fix: "Finish it: flow(web).to(api).port('http'); .allPorts() if every port is meant.",
  },
  'flow-unused': {
    title: 'a flow was given to no chart',
    what: 'The flow was made, and no FlowChart lists it or a value that was derived from it.',
    why: 'It looks as if the connection were allowed, and it is not.',
    fix: 'Add it to the flows of a FlowChart, or delete it.',
  },
  'flow-writes-nothing': {
    title: 'a flow would write no policy',
    what: 'Neither end is both owned (its namespace is listed by a FlowChart) and isolated in its direction.',
    why: 'The flow would have no effect, and its line would claim one.',
    fix: 'List the namespace of one end in a FlowChart, and give it a baseline that denies the direction:\ndenyIngress() for the target, denyEgress() for the source.',
  },
  'flow-port-undeclared': {
    title: 'a flow names a port that its target does not declare',
    what: 'The workload declares its ports, and the name, number or protocol of the flow is not among them.',
    why: 'The policy would allow a port on which nobody listens, and the wanted one would stay closed.',
    fix: 'Declare the port on the workload (ports: { grpc: 9090 }), or use one that it declares. 53 is TCP, udp(53) UDP.',
  },
  'port-invalid': {
    title: 'a port is none',
    what: 'The number is not an integer from 1 to 65535, or a range ends before it begins.',
    why: 'The API server refuses it.',
    fix: 'Correct the number; udp(n), sctp(n) and range(first, last) say the rest.',
  },
  'port-name-invalid': {
    title: 'a port has a name that Kubernetes refuses',
    what: 'Port names have at most 15 characters: lower-case letters, digits and "-", at least one letter.',
    why: 'No container could declare it.',
    fix: 'Use the name that the container declares.',
  },
  'exception-without-owner': {
    title: 'an exception has no owner',
    what: 'exception() got no owner, or an empty one.',
    why: 'When it ends, somebody must be asked.',
    fix: "Say whose it is: .exception({ owner: 'payments', ticket: 'SEC-142', until: '2027-03-31' }).",
  },
  'exception-until-invalid': {
    title: 'an exception ends on no date',
    what: 'until is not a day of the calendar in the form YYYY-MM-DD.',
    why: 'An end that is misread may never come.',
    fix: "Write the last day on which it is valid: until: '2027-03-31'.",
  },
  'exception-expired': {
    title: 'an exception has ended',
    what: 'The last day of an exception is over (in UTC, by --now, NETPACT_NOW or the clock). synth exits 1.',
    why: 'An exception without an end that is kept is a rule.',
    fix: 'Ask its owner: remove the flow, or agree on a later day. For a hotfix, --expired warn writes it once more.',
  },
  'exception-unneeded': {
    title: 'an exception is covered by a plain flow',
    what: 'A flow without an end allows the same pair and ports.',
    why: 'The end of the exception would close nothing.',
    fix: 'Remove the exception, or the plain flow.',
  },
  'policy-name-taken': {
    title: 'two different policies would have one name',
    what: 'Two flows of one namespace lead to the same policy name with different content.',
    why: 'In the cluster the second would replace the first.',
    fix: "Give one of them a name of its own: .named('checkout-pays').",
  },
  'policy-name-invalid': {
    title: 'a policy name is none that Kubernetes takes',
    what: 'The name is longer than 253 characters, or has others than lower-case letters, digits, "-" and ".".',
    why: 'The API server refuses the object.',
    fix: "Give the flow a shorter name: .named('checkout-pays').",
  },
  'internet-as-source': {
    title: 'the internet as a source is rarely what a pod sees',
    what: 'A flow comes from internet(), without nodes() or an ingress controller beside it.',
    why: 'Behind a Service with externalTrafficPolicy: Cluster the pod sees the address of a node,\nand the flow has no effect.',
    fix: 'Name the ingress controller as the source, add nodes(), or say externalTrafficPolicy Local in the profile.',
  },
  'chart-not-written': {
    title: 'a chart of a PolicyApp holds no flows',
    what: 'A PolicyApp writes network policies only, and this chart is no FlowChart.',
    why: 'Its objects would silently be missing from the output.',
    fix: 'Use a plain cdk8s App for it: FlowCharts work there too, and cdk8s writes all charts.',
  },
  'proof-missing': {
    title: 'the manifests admit less than was declared',
    what: 'Read back, the manifests do not admit a connection that the flows declare. Nothing was written.',
    why: 'Something that works today would stop working.',
    fix: 'If an included policy is named, correct that one. Else this is a mistake of netpact: please report it.',
  },
  'proof-surplus': {
    title: 'the manifests admit more than was declared',
    what: 'Read back, the manifests admit a connection that no flow declares. Nothing was written.',
    why: 'What nobody declared must stay closed.',
    fix: 'If an included policy is named, correct that one. Else this is a mistake of netpact: please report it.',
  },
  'proof-stray-policy': {
    title: 'a policy was written that no declaration asks for',
    what: 'Read back, the manifests hold a policy in a namespace that the app does not own.',
    why: 'netpact writes into owned namespaces only: elsewhere a policy would isolate pods of others.',
    fix: 'This is a mistake of netpact: please report it with your declarations.',
  },
};

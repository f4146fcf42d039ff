import type { Pages } from './page';

/** Codes of flows, their ports and exceptions. */
export const flowPages: Pages = {
  'flow-incomplete': {
    title: 'a flow is not finished',
    what: 'A FlowChart was given a flow without a target, without ports, or with an empty list of ports; or a word of\nthe sentence came too early (.because() before .port()) or twice.',
    why: 'In a NetworkPolicy no ports means every port. netpact never guesses that.',
    fix: "  flow(web).to(api)                 // refused\n  flow(web).to(api).port('http')    // one port\n  flow(web).to(api).allPorts()      // every port, said out loud\n  flow(web).to(api).port('http').because('checkout places orders')    // reasons come last",
  },
  'value-undefined': {
    title: 'a value is not there yet, or does not exist',
    what: 'An end of a flow or of an invariant, a list of a FlowChart or an entry of it is undefined.',
    why: 'Skipping it silently could leave out a flow or a default deny.',
    fix: 'Where two files import each other, the constants of one do not exist yet while the other is read: put\nwhat both need into a file that imports neither. Else look for a name that the object does not have, or for\na constant that is made further down in the file.',
  },
  'flow-without-peers': {
    title: 'a list of sources or targets is empty',
    what: 'flow(), to(), never(), only() or mayReach() got no peer at all; usually the list was computed.',
    why: 'In a NetworkPolicy an empty list of peers means everyone.',
    fix: '  flow(...clients).to(api)                              // refused where clients is empty\n  clients.map((client) => flow(client).to(api).port(80))  // no client, no flow',
  },
  'flow-peer-invalid': {
    title: 'an end of a flow is no peer',
    what: 'A source or target is a list, a whole namespace, a text, a manifest, or an object that netpact did not make.',
    why: 'Only peers say which pods or addresses are meant.',
    fix: '  flow(web).to([a, b])       // refused: a list is no peer\n  flow(web).to(...[a, b])    // several targets\n  flow(web).to(shop)         // refused: which of its pods?\n  flow(web).to(shop.allPods())\n  flow(web).to(workloadFrom(deployment))    // a manifest, or a construct',
  },
  'flow-outside': {
    title: 'both ends of a flow are outside the cluster',
    what: 'The source and the target of a flow are addresses.',
    why: 'A NetworkPolicy binds pods. Nothing in the cluster could enforce this flow.',
    fix: '  flow(internet()).to(corp).port(443)    // refused\n  flow(web).to(corp).port(443)           // the workload that sends it',
  },
  'flow-writes-nothing': {
    title: 'a flow would have no policy',
    what: "Neither end is in a namespace that a chart lists and that is isolated in its direction. The message says\nwhy, for each end: the namespace was forgotten in the chart or is somebody else's, its baseline leaves\nthe direction open, or the pods are on the host network.",
    why: 'What is not isolated may be reached already. A policy there would isolate the pods, and cut\neverything else that they do, as a side effect.',
    fix: "A namespace that was forgotten, or that leaves the direction open:\n  const shop = namespace('shop', { baseline: denyAll() });\n  new FlowChart(app, 'shop', { namespaces: [shop], flows });\nOne workload can be isolated alone: shop.workload('db', { isolate: 'ingress' }). Else leave the flow out.",
  },
  'flow-unused': {
    title: 'a flow was given to no chart',
    what: 'A complete flow was made, nothing was derived from it, and no FlowChart lists it.',
    why: 'It has no effect: usually it was forgotten, and the connection will be refused in the cluster.',
    fix: "  flow(web).to(api).port('http');                                      // warns\n  new FlowChart(app, 'shop', { namespaces: [shop], flows: [sale] });    // has an effect",
  },
  'flow-port-undeclared': {
    title: 'the target does not declare this port',
    what: 'The name or number is none of the ports that the target declares, or it has another protocol.',
    why: 'A policy for a port on which nothing listens allows nothing that is needed; a typing error in a\nport is found in production otherwise.',
    fix: "  const api = shop.workload('api', { ports: { http: 8443 } });\n  flow(web).to(api).port('https')    // refused: did you mean \"http\"?\n  flow(web).to(api).port('http')     // or 8443: the container port, never the port of a Service",
  },
  'port-invalid': {
    title: 'this is no port',
    what: 'A port is not a whole number from 1 to 65535, or a range descends.',
    why: 'The API server refuses such a policy, or the port could never match.',
    fix: '  flow(web).to(corp).port(70000)              // refused\n  flow(web).to(corp).port(range(8010, 8000))  // refused\n  flow(web).to(corp).port(443, udp(53), range(8000, 8010))',
  },
  'port-name-invalid': {
    title: 'a port has a name that Kubernetes refuses',
    what: 'The name of a container port is no IANA service name.',
    why: 'No container can declare it, so no policy that names it could match.',
    fix: 'At most 15 lower-case letters, digits and "-", with a letter, no "--" and no "-" at an end:\n  { ports: { metrics_port: 9090 } }    // refused\n  { ports: { metrics: 9090 } }',
  },
  'port-name-without-pods': {
    title: 'a port name towards addresses',
    what: '.namedPort() was said towards a cidr(), nodes(), internet(), kubeApiServer() or a host-network workload.',
    why: 'Port names are looked up on pods. Towards addresses the rule would never match.',
    fix: "  flow(web).to(corp).namedPort('https')    // refused\n  flow(web).to(corp).port(443)",
  },
  'invariant-without-port': {
    title: 'an invariant has an empty list of ports',
    what: '.port() of a never() or only() got no port; usually the list was computed.',
    why: 'An invariant over no port at all would always hold, and prove nothing.',
    fix: '  never(a).to(b).port(...ports)    // refused where ports is empty\n  never(a).to(b)                   // on every port',
  },
  'policy-name-taken': {
    title: 'two different policies would have one name',
    what: 'The names that follow from two flows (or what .named() says) are equal in one namespace.',
    why: 'One manifest would replace the other in the cluster. Where a policy has a rule for each end,\ntwo ends of one name would have the same comment over different rules.',
    fix: "Name one of them: flow(web).to(api).port('http').named('checkout-pays').",
  },
  'policy-name-invalid': {
    title: 'a policy would have a name that Kubernetes refuses',
    what: 'The name that follows from a flow, or what .named() says, is no DNS subdomain of at most 253 characters.',
    why: 'The API server would refuse the manifest.',
    fix: "  .named('Checkout pays')    // refused\n  .named('checkout-pays')",
  },
  'policy-too-large': {
    title: 'a policy is larger than kubectl apply, or any cluster, takes',
    what: 'The object, and the copy of it that kubectl apply keeps in an annotation, are more than the\n256 KiB that all annotations of an object may have. A subject with thousands of flows makes such a policy\nwhere it is one for each workload and direction. Annotations that are as large by themselves are an error.',
    why: 'kubectl apply (and Argo CD without ServerSideApply=true) is refused with "metadata.annotations: Too long":\nthe policy is proved, and is never in the cluster.',
    fix: '  kubectl apply --server-side -k dist/k8s\nor a policy for each flow:\n  netpact synth --policies per-flow',
  },
  'text-not-unicode': {
    title: 'a reason, an owner or a ticket holds half of a character',
    what: 'A text that stands in an annotation was cut inside of a character such as an emoji, which is two units of a\nJavaScript string: a half of it is left.',
    why: 'No file in UTF-8 can hold it, so kubectl would read another text than the one that was declared.',
    fix: "  .because(text.slice(0, 80))                 // may cut an emoji in two\n  .because([...text].slice(0, 80).join(''))",
  },
  'exception-expired': {
    title: 'an exception has ended',
    what: 'The last day of an exception has passed. It is valid through the end of that day, UTC.',
    why: 'That it ends by itself is what made it acceptable.',
    fix: "Remove the flow, or agree with its owner on a new end:\n  .exception({ owner: 'payments', ticket: 'SEC-142', until: '2027-06-30' })\nnetpact synth --expired warn lets a hotfix through in the meantime.",
  },
  'exception-until-invalid': {
    title: 'an exception ends on no date',
    what: 'The end is not a day of the calendar, written as YYYY-MM-DD.',
    why: 'An exception with a misread end could stay open for ever.',
    fix: "  .exception({ owner: 'payments', until: '31.03.2027' })    // refused\n  .exception({ owner: 'payments', until: '2027-03-31' })",
  },
  'exception-without-owner': {
    title: 'an exception has no owner',
    what: 'The owner of an exception is missing or blank.',
    why: 'When it ends, somebody must be asked.',
    fix: "  .exception({ owner: '', until: '2027-03-31' })    // refused\n  .exception({ owner: 'payments', until: '2027-03-31' })",
  },
  'exception-unneeded': {
    title: 'an exception is covered by plain flows',
    what: 'Flows without an end allow already all that the exception allows.',
    why: 'Reviewers would believe that the access ends, and it would not.',
    fix: 'Remove the exception, or the plain flow that makes it permanent.',
  },
};

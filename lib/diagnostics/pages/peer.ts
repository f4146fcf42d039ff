import type { Pages } from './page';

/** Codes of names, labels, selections and addresses. */
export const peerPages: Pages = {
  'name-invalid': {
    title: 'a name cannot be used',
    what: 'The name of a namespace, workload, selection or cidr is no DNS label: at most 63 lower-case letters,\ndigits and "-", with a letter or digit at both ends.',
    why: 'Namespaces must have such names, and the other names become part of the names of policies.',
    fix: "  shop.workload('Orders_API')    // refused\n  shop.workload('orders-api', { labels: { app: 'Orders_API' } })",
  },
  'label-key-invalid': {
    title: 'a label has a key that Kubernetes refuses',
    what: 'The key is not of the form name or prefix/name.',
    why: 'No pod can carry it, and the API server would refuse the policy.',
    fix: "  { labels: { 'my team': 'a' } }            // refused\n  { labels: { 'example.com/team': 'a' } }",
  },
  'label-value-invalid': {
    title: 'a label has a value that Kubernetes refuses',
    what: 'The value is not a string of at most 63 letters, digits, "-", "_" and ".", alphanumeric at both ends.',
    why: 'No pod can carry it, and the API server would refuse the policy.',
    fix: "  { labels: { version: 2 } }      // refused: a number\n  { labels: { version: '2' } }",
  },
  'selector-empty': {
    title: 'a selection selects everything',
    what: 'No label was given to select pods or namespaces by.',
    why: 'An empty selector is every pod, and so is one whose only label came from an unset variable.',
    fix: "  shop.pods('scrapers', {})                          // refused\n  shop.pods('scrapers', { role: 'monitoring' })\n  shop.allPods()                                     // every pod, said out loud",
  },
  'selector-values-empty': {
    title: 'a selection has an empty list of values',
    what: 'A label is selected by a list that holds no value.',
    why: 'The API server refuses such a selector; in a list that was computed something is missing.',
    fix: "  shop.pods('front', { tier: [] })                 // refused\n  shop.pods('front', { tier: ['web', 'edge'] })    // any of them\n  shop.pods('front', { tier: true })               // the label exists",
  },
  'cidr-invalid': {
    title: 'this is no CIDR',
    what: 'The text is not address/prefix as Kubernetes parses it: no leading zeros, no IPv4-mapped IPv6.',
    why: 'Other parsers read 010.0.0.0/8 as another block than Kubernetes does.',
    fix: "  cidr('corp', ['192.0.2.7'])       // refused: say the prefix\n  cidr('corp', ['192.0.2.7/32'])",
  },
  'cidr-host-bits': {
    title: 'a CIDR has bits beyond its prefix',
    what: 'The address before the slash is not the first of its block.',
    why: 'Either the address or the prefix is not what was meant. API servers refuse it since 1.36.',
    fix: "  cidr('corp', ['10.1.2.3/8'])    // refused\n  cidr('corp', ['10.0.0.0/8'])    // the block\n  cidr('corp', ['10.1.2.3/32'])   // the address",
  },
  'cidr-empty': {
    title: 'a cidr() has no range',
    what: 'The list of ranges is empty; usually it was computed.',
    why: 'In a NetworkPolicy an empty list of peers means everyone.',
    fix: 'List at least one block, or leave out the flows that use it.',
  },
  'cidr-except-outside': {
    title: 'an exception lies outside its block',
    what: 'A block of except is not strictly inside one of the ranges.',
    why: 'It would cut nothing, or everything; the API server refuses it.',
    fix: "  cidr('corp', ['198.51.100.0/24'], { except: ['203.0.113.0/28'] })     // refused\n  cidr('corp', ['198.51.100.0/24'], { except: ['198.51.100.128/25'] })",
  },
  'cidr-except-family': {
    title: 'an exception is of the other address family',
    what: 'A block of except is IPv6 where all ranges are IPv4, or the other way round.',
    why: 'It would cut nothing; the API server refuses it.',
    fix: 'Leave it out, or add a range of its family.',
  },
  'cidr-covers-pods': {
    title: 'a block covers pods or Services',
    what: 'A cidr() overlaps the podCidrs or serviceCidrs of the cluster profile.',
    why: 'Whether ipBlock matches pods is up to the CNI: some allow them through it, Cilium does not.',
    fix: "  cidr('private', ['10.0.0.0/8'])                                    // refused\n  cidr('private', ['10.0.0.0/8'], { except: ['10.4.0.0/14'] })       // without the cluster\n  cidr('private', ['10.0.0.0/8']).includingPods()                    // accepted as it is",
  },
  'node-cidrs-missing': {
    title: 'the addresses of the nodes are not known',
    what: 'nodes(), or a workload on the host network, is an end of a flow, and the profile has no nodeCidrs.',
    why: 'Policies see such ends as addresses of nodes.',
    fix: "  new PolicyApp({ cluster: cluster({ nodeCidrs: ['192.0.2.0/24'] }) })",
  },
  'api-server-missing': {
    title: 'the addresses of the API server are not known',
    what: 'kubeApiServer() is an end of a flow, and the profile has no apiServer.',
    why: 'The API server is no pod that could be selected; its endpoints differ between clusters.',
    fix: "kubectl get endpointslices -l kubernetes.io/service-name=kubernetes shows them:\n  new PolicyApp({ cluster: cluster({ apiServer: ['192.0.2.10/32'] }) })",
  },
  'internet-as-source': {
    title: 'the internet is rarely the source that a pod sees',
    what: 'A flow comes from internet(), and nothing else lets nodes or an ingress controller in.',
    why: 'Behind a Service with externalTrafficPolicy: Cluster, packets carry the address of a node.',
    fix: "  flow(internet(), nodes()).to(web).port('https')\n  flow(ingressNginx).to(web).port('http')\nor say cluster({ externalTrafficPolicy: 'Local' }).",
  },
};

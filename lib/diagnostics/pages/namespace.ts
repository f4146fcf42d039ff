import type { Pages } from './page';

/** Codes of the app, its charts, namespaces, workloads and DNS. */
export const namespacePages: Pages = {
  'namespace-without-baseline': {
    title: 'a namespace has no baseline',
    what: 'namespace() was not told what it denies, or a chart lists a foreignNamespace(), which never says so.',
    why: 'Without a default deny, flows describe what is allowed, and everything else is allowed too.',
    fix: "  namespace('shop', { baseline: denyAll() })\n  namespace('legacy', { baseline: open('being migrated until May') })",
  },
  'open-without-reason': {
    title: 'an open namespace has no reason',
    what: 'open() got a blank reason.',
    why: 'A namespace that denies nothing is a decision that reviewers must be able to question.',
    fix: "  namespace('legacy', { baseline: open('being migrated until May') })",
  },
  'provider-missing': {
    title: 'a baseline is provided by nobody',
    what: 'providedBy() got a blank name.',
    why: 'Reviewers must know which tool writes the deny that netpact relies on.',
    fix: "  providedBy('kyverno/default-deny', { ingress: true, egress: true })",
  },
  'provided-nothing': {
    title: 'a provided baseline denies nothing',
    what: 'providedBy() says neither ingress: true nor egress: true.',
    why: 'The namespace would count as isolated in no direction, and no flow in it could be written.',
    fix: "  providedBy('kyverno/default-deny', {})                    // refused\n  providedBy('kyverno/default-deny', { ingress: true })",
  },
  'namespace-listed-twice': {
    title: 'two charts list a namespace',
    what: 'Two FlowCharts have the same namespace among their namespaces.',
    why: 'Each would write its baseline and its policies.',
    fix: 'List it in one chart. Flows of other charts may name its workloads: their policies go to the owner.',
  },
  'namespace-declared-twice': {
    title: 'a namespace is declared twice, differently',
    what: 'Two namespace() values of one name differ in labels, baseline or owner.',
    why: 'Which of them holds would depend on the order of imports.',
    fix: "Declare it once and import it:\n  import { shop } from '../shop/flows';",
  },
  'workload-declared-twice': {
    title: 'a workload is declared twice, differently',
    what: 'Two workloads of one namespace have one name and different labels.',
    why: 'Policies are named after workloads: two would be confused.',
    fix: 'Declare it once and import it, or give one of them another name.',
  },
  'workload-selector-equal': {
    title: 'two workloads are the same pods',
    what: 'Two workloads of one namespace have selectors that select the same.',
    why: 'Every pod would have the flows of both, whatever their names suggest.',
    fix: "  shop.workload('api', { labels: { app: 'shop' } });\n  shop.workload('db', { labels: { app: 'shop' } });     // refused\nGive them labels that differ, or declare one workload with the ports of both.",
  },
  'workload-selector-contained': {
    title: 'a workload lies inside another',
    what: 'Every pod of one workload is also selected by another of its namespace.',
    why: 'Those pods have the isolation and the flows of both.',
    fix: "If that is not meant, add a label that tells them apart:\n  shop.workload('web', { labels: { app: 'web', track: 'stable' } })",
  },
  'workload-unreached': {
    title: 'a setting of a workload has no effect',
    what: 'A workload says isolate or dns, and no chart lists the namespace value that it was declared on.',
    why: 'Nothing would be written, and the pods would stay open although the code says otherwise.',
    fix: 'List its namespace in a FlowChart, or leave the setting out.',
  },
  'workload-source-invalid': {
    title: 'workloadFrom() got no workload',
    what: 'The object has no pod template, or the construct cannot be rendered.',
    why: 'Without pods there is nothing that a policy could select.',
    fix: 'Give it a Deployment, StatefulSet, DaemonSet, Job, CronJob, Pod, or any object with\nspec.template.spec.containers: never a Service, whose ports are not those of the pods.',
  },
  'workload-namespace-missing': {
    title: 'a manifest does not say in which namespace its pods are',
    what: `workloadFrom() or workloadsFrom() got a manifest without metadata.namespace. Whoever applies it decides
where its pods are (kubectl apply -n, the chart's release, the destination of Argo CD).`,
    why: 'Policies are written for pods of a namespace: a guess would be proved, and would leave the real pods open\nor blocked.',
    fix: `Say it, with a namespace of the app or with a name:

  workloadFrom(manifest, { namespace: shop })
  workloadsFrom('manifests/**', { namespace: 'shop' })

For a construct of cdk8s, its Chart may say it: new Chart(app, 'shop', { namespace: 'shop' }).`,
  },
  'workload-namespace-contradicts': {
    title: 'a manifest names another namespace',
    what: 'workloadFrom() was told a namespace, and the manifest has another one as metadata.namespace.',
    why: 'One of the two is wrong, and policies for the wrong one bind nobody.',
    fix: 'Leave { namespace } out, or correct the manifest.',
  },
  'workload-namespace-invalid': {
    title: 'a namespace is none',
    what: 'The option namespace is neither a namespace of netpact nor a name.',
    why: 'Nobody would know which pods are meant.',
    fix: `  workloadFrom(manifest, { namespace: '' })    // refused
  workloadFrom(manifest, { namespace: shop })`,
  },
  'workload-unknown': {
    title: 'no workload of the manifests has this name',
    what: 'What workloadsFrom() returned was asked for a name that it has not, or only or except name one.',
    why: 'It would be undefined, and a flow that was meant would be missing or would fail elsewhere.',
    fix: `Correct the name; the finding has the nearest. To ask whether there is one:

  const all = workloadsFrom('manifests/**', { namespace: shop });
  'cache' in all

With only: ['web', 'api'] the compiler knows the names, and the editor offers them.`,
  },
  'workload-ambiguous': {
    title: 'two workloads of the manifests have one name',
    what: 'workloadsFrom() found several workloads of a name: of two kinds, or in two namespaces.',
    why: 'To choose one of them silently would write policies for pods that nobody meant.',
    fix: `Read one namespace at a time, or choose by the kind:

  workloadsFrom('manifests/**', { namespace: shop })
  workloadsFrom('manifests/**', { except: ['StatefulSet/web'] })`,
  },
  'workloads-none': {
    title: 'no workload is left of the manifests',
    what: 'The manifests hold no workload, none in the namespace that was asked for, or only and except leave none.',
    why: 'An empty answer would silently leave out every flow that is made from it; it never means everyone.',
    fix: `Correct the path, the namespace or the names. Workloads are Deployments, StatefulSets, DaemonSets, Jobs,
CronJobs, Pods and any object with spec.template.spec.containers.`,
  },
  'manifests-pattern-invalid': {
    title: 'no manifests are named',
    what: 'workloadsFrom(), or manifests of an app or chart, got an empty text, an empty list or something else\nthan texts.',
    why: 'Nothing would be read, and nothing checked, although the code says that it is.',
    fix: `  workloadsFrom('')    // refused
  workloadsFrom('manifests/**', { namespace: shop })`,
  },
  'manifests-empty': {
    title: 'a pattern finds no manifest',
    what: 'A pattern matches no file that ends in .yaml, .yml or .json.',
    why: 'Nothing would be read, and nothing checked, although the code says that it is.',
    fix: 'Patterns are relative to the folder that netpact runs in: correct the path.',
  },
  'manifests-unreadable': {
    title: 'manifests cannot be read',
    what: 'A file or folder does not exist, or may not be read.',
    why: 'Nothing would be read, and nothing checked, although the code says that it is.',
    fix: 'Correct the path or the permissions. Patterns are relative to the folder that netpact runs in.',
  },
  'manifests-not-read': {
    title: 'files beside the manifests could not be read',
    what: 'Files in the folder are no YAML that anybody can read, and hold no line with the key apiVersion or kind.',
    why: 'They are taken for no manifests; if one of them is, its workloads are missing.',
    fix: 'Name the manifests more narrowly, or mend the files.',
  },
  'workload-selector-generated': {
    title: 'a construct is selected by a generated label',
    what: 'cdk8s-plus selects the pods by cdk8s.io/metadata.addr, and no labels were given.',
    why: 'The value is made from the path of the construct: a refactoring would cut the pods off.',
    fix: "  new Deployment(this, 'web', { podMetadata: { labels: { app: 'web' } }, … })\n  workloadFrom(deployment, { labels: { app: 'web' } })",
  },
  'workload-labels-absent': {
    title: 'the pods do not carry the labels that were given',
    what: 'workloadFrom() got labels that the pod template lacks.',
    why: 'The policies would select none of its pods, unless an admission webhook adds the labels.',
    fix: 'Add them to the pod template, or give labels that it has.',
  },
  'host-network-isolated': {
    title: 'a host-network workload cannot be isolated',
    what: 'A workload says both hostNetwork: true and isolate.',
    why: 'Its pods have the address of their node: policies do not select them.',
    fix: 'Leave isolate out, and restrict the node by its own firewall.',
  },
  'dns-not-excludable': {
    title: 'a workload cannot be left out of DNS',
    what: 'A workload says dns: false in a namespace with DNS, and it takes more than one label to select it.',
    why: 'A selector can leave out one label (NotIn), not a combination: other pods would lose DNS too.',
    fix: "Give it a namespace of its own with denyAll({ dns: false }), or a label that only it has:\n  shop.workload('db', { labels: { app: 'db' }, dns: false })",
  },
  'dns-without-effect': {
    title: 'a dns setting changes nothing',
    what: "A workload says dns, and its egress is not denied, or the baseline's provider allows DNS.",
    why: 'It resolves names whatever the setting says.',
    fix: "Deny its egress, isolate: 'egress', or leave the setting out.",
  },
  'dns-empty': {
    title: 'a DNS has no peer or no port',
    what: 'dnsService() got neither pods nor CIDRs, or an empty list of ports.',
    why: 'In a NetworkPolicy an empty list means everything: all egress would be open.',
    fix: "  dnsService({})                              // refused\n  dnsService({ cidrs: ['192.0.2.53/32'] })    // or dns: false for none",
  },
  'cluster-without-family': {
    title: 'a cluster has no address family',
    what: 'The families of the profile are an empty list.',
    why: 'internet() would become an empty list of peers, which means everyone.',
    fix: "  cluster({ families: ['IPv4'] })",
  },
  'cluster-cidr-everything': {
    title: 'a block of the cluster is every address',
    what: 'A CIDR of the profile has the prefix 0.',
    why: 'Nothing would be left of internet(), and every cidr() would cover pods.',
    fix: 'List the blocks that the cluster really uses.',
  },
  'app-name-invalid': {
    title: 'the name of the app cannot be a label',
    what: 'PolicyApp({ name }) is empty or no label value.',
    why: 'Every policy carries it as the label netpact.dev/app.',
    fix: "  new PolicyApp({ name: 'My shop' })    // refused\n  new PolicyApp({ name: 'my-shop' })",
  },
  'policy-form-unknown': {
    title: 'the app asks for policies in a form that does not exist',
    what: 'PolicyApp({ policies }), or configurePolicies, says something else than per-flow or per-workload.',
    why: 'The form decides how many policies are written and what they are named; both allow the same.',
    fix: "  new PolicyApp({ policies: 'per-pod' })        // refused\n  new PolicyApp({ policies: 'per-workload' })   // one policy for each workload and direction",
  },
  'name-prefix-invalid': {
    title: 'a name prefix cannot begin a name',
    what: 'FlowChart({ namePrefix }) holds more than lower-case letters, digits and "-", or begins with "-".',
    why: 'The names of policies begin with it.',
    fix: "  { namePrefix: 'Team_A' }     // refused\n  { namePrefix: 'team-a-' }",
  },
  'option-invalid': {
    title: 'an option does not exist, or holds what means nothing',
    what: 'A word of the options is nearly one that netpact knows, or its value is none of those that mean something.',
    why: 'It would silently do nothing: pods that should be isolated would not be, and ports would not be known.',
    fix: "  shop.workload('db', { isolate: 'ingres' })       // refused: did you mean 'ingress'?\n  shop.workload('db', { port: { sql: 5432 } })     // refused: did you mean `ports`?\n  shop.workload('db', { ports: { sql: 5432 }, isolate: 'ingress' })",
  },
  'chart-value-invalid': {
    title: 'a chart was given something that netpact did not make',
    what: 'A list of a FlowChart is no list, or an entry of it is a list, or belongs into another list, or comes from\nelsewhere; or the scope of the chart is no construct.',
    why: 'Skipping it silently could leave out a flow or a default deny.',
    fix: '  { flows: [shopFlows, sale] }       // refused: a list inside the list\n  { flows: [...shopFlows, sale] }',
  },
  'chart-not-written': {
    title: 'a PolicyApp holds other objects',
    what: 'A chart that is no FlowChart, or an object inside of a FlowChart, was added to a PolicyApp.',
    why: 'A PolicyApp writes network policies only. The objects would silently be left out.',
    fix: 'Use a plain cdk8s App: FlowCharts work there too, and cdk8s writes all charts.',
  },
};

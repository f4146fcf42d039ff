import type { Pages } from './page';

/** Codes of reading and checking manifests. */
export const manifestPages: Pages = {
  'invalid-policy': {
    title: 'the API server refuses this NetworkPolicy',
    what: 'A field has a value, or a type, that Kubernetes 1.36 does not store. The field path is the server’s own.',
    why: 'A policy that is refused protects nothing, and reach computed with it would be reach that no cluster has.',
    fix: 'Correct the field at the place that is shown. All problems of a policy are reported at once.',
  },
  'unknown-field': {
    title: 'a NetworkPolicy has a field that does not exist',
    what: 'The field is not part of networking.k8s.io/v1 at that place; names are case-sensitive.',
    why: 'A lenient server drops it: "podSelector: {app: web}" without matchLabels then selects every pod.',
    fix: 'Use the name that is suggested, or write labels under matchLabels:\n  podSelector:\n    matchLabels: { app: web }',
  },
  'duplicate-policy': {
    title: 'a NetworkPolicy is in the input twice',
    what: 'Two objects have the same kind, namespace and name. Where netpact reads the same\nof both (images do not matter, say), it is a note, else an error.',
    why: 'A cluster keeps one of them: the one that was applied last.',
    fix: 'Keep one, or pass the environments one at a time.',
  },
  'duplicate-object': {
    title: 'an object is in the input twice',
    what: 'Two objects have the same kind, namespace and name. Where netpact reads the same\nof both (images do not matter, say), it is a note, else an error.',
    why: 'Which of the two is in the cluster cannot be known.',
    fix: 'Keep one, or pass the environments one at a time.',
  },
  'deprecated-api-version': {
    title: 'a NetworkPolicy has an apiVersion that is no longer served',
    what: 'extensions/v1beta1 and networking.k8s.io/v1beta1 are gone from Kubernetes.',
    why: 'kubectl apply fails.',
    fix: 'Write apiVersion: networking.k8s.io/v1; the fields are the same.',
  },
  'invalid-object': {
    title: 'an object has a field of a wrong type',
    what: 'A field that netpact reads (labels, ports, replicas, a name) is missing or is not of its type.',
    why: 'Kubernetes refuses the object, so that its pods would not exist as written.',
    fix: 'Correct the field. YAML 1.1 reads yes, no, on, off, y and n as booleans and 1.10 as a number: quote them.',
  },
  'yaml-syntax': {
    title: 'a document cannot be read as YAML',
    what: 'The text at that line and column is nothing that Kubernetes reads: YAML 1.1, or JSON.',
    why: 'What cannot be read cannot be checked, and leaving it out would make the answer wrong.',
    fix: 'Correct the line; look at the lines before it too. Templates have to be rendered first.',
  },
  'yaml-duplicate-key': {
    title: 'a key is set twice in one mapping',
    what: 'Kubernetes refuses it; other readers silently keep one of the two.',
    why: 'One of the two values would be lost.',
    fix: 'Remove one of them.',
  },
  'yaml-alias': {
    title: 'the aliases of a document explode or go in a circle',
    what: 'Written out, the document would hold far more than it does, or contain itself.',
    why: 'Kubernetes refuses such documents too: they are made to exhaust memory.',
    fix: 'Write out what is meant.',
  },
  'file-unreadable': {
    title: 'a path cannot be read',
    what: 'The operating system refused it; the message says why.',
    why: 'A file that is silently left out would make the answer wrong.',
    fix: 'Check the path and the permissions.',
  },
  'file-too-large': {
    title: 'a file is larger than what is read of one file',
    what: 'One file may have 128 MiB.',
    why: 'Ten thousand workloads take 20 MB: what is far beyond that is usually no manifest.',
    fix: 'Split the file, or pass only what policies speak of:\n  kubectl get -o yaml netpol,ns,deploy,sts,ds,job,cronjob,svc',
  },
  'file-encoding': {
    title: 'a file is not UTF-8',
    what: 'Kubernetes reads UTF-8 only. PowerShell writes UTF-16 with ">".',
    why: 'kubectl apply fails on it.',
    fix: 'Save it as UTF-8: … | Out-File -Encoding utf8 rendered.yaml',
  },
  'no-kubernetes-object': {
    title: 'there is no Kubernetes object in the input',
    what: 'No document has a kind and an apiVersion.',
    why: 'Usually the path is not the one that was meant.',
    fix: 'Pass manifests, a folder of them, or rendered output:\n  kustomize build overlays/prod | netpact connectivity -',
  },
  'template-not-rendered': {
    title: 'a template was passed instead of what it renders to',
    what: 'A file beside a Chart.yaml or a kustomization.yaml contains "{{".',
    why: 'Names, labels and ports are not known before the template is rendered.',
    fix: 'kustomize build overlays/prod | netpact connectivity -\nhelm template . | netpact connectivity -',
  },
  'document-skipped': {
    title: 'files or documents are no Kubernetes objects',
    what: 'They have no kind and apiVersion, or are kustomize’s own and never reach a cluster. A file in a folder\nthat cannot even be parsed counts here too, if no line of it holds the key apiVersion or kind; on such a\nfile --strict exits 1.',
    why: 'Nothing is left out without saying so.',
    fix: 'Nothing, if that was meant: --verbose lists the files, --exclude GLOB leaves them out.',
  },
  'folder-skipped': {
    title: 'a folder is not read',
    what: 'It is .git or node_modules, vendor beside a go.mod or composer.json, or a link to a folder\nthat is read already.',
    why: 'Nothing is left out without saying so.',
    fix: 'Nothing; pass the folder by name to read it all the same.',
  },
  'file-not-read': {
    title: 'a pipe or a device is not read',
    what: 'In a folder, something that is no file has the name of a manifest.',
    why: 'Reading a pipe could wait for ever. What is in it is not known, so that --strict exits 1.',
    fix: 'Name a pipe as PATH to read it: netpact audit <(kustomize build overlays/prod).\nElse leave it out with --exclude.',
  },
  'link-leads-out': {
    title: 'a link leads out of the repository',
    what: 'A symbolic link in a Git work tree leads to a file or folder that the work tree does not hold.',
    why: 'Whoever wrote the link could have another machine’s files read, and printed with an error: a pull request\nis checked out by machines that hold secrets.',
    fix: 'Pass what it leads to by its own path, or leave the link out: --exclude GLOB.',
  },
  'path-excluded': {
    title: 'files or folders are left out by --exclude',
    what: 'A pattern of --exclude matches them. Patterns are read as in a .gitignore: without a slash every file and\nfolder of that name, with one a path from PATH or from the working directory on. They may hold *, **, ?,\n[abc] and {a,b}.',
    why: 'Nothing is left out without saying so.',
    fix: 'Nothing, if that was meant; --verbose lists them.',
  },
  'nothing-to-judge': {
    title: 'the input holds no policy and no workload',
    what: 'Everything that was read is of other kinds, was left out, or is no Kubernetes object.',
    why: 'To find nothing wrong with nothing would read as a clean bill.',
    fix: 'Name the folder with the manifests, or pass rendered output:\n  kustomize build overlays/prod | netpact audit -',
  },
  'status-ignored': {
    title: 'the status of a NetworkPolicy is ignored',
    what: 'Kubernetes 1.24 to 1.27 had the field; it says nothing about what is allowed.',
    why: 'A current server refuses it when such a dump is applied.',
    fix: 'Remove status before you apply the file.',
  },
  'policy-kind-not-evaluated': {
    title: 'another kind of network policy is in the input',
    what: 'Policies of Calico, Cilium, Antrea, AWS, OpenShift or the cluster administrator are not evaluated.',
    why: 'They can allow what NetworkPolicies deny and deny what they allow: what is said of the pods to which\nthey may apply is an assumption, and no gate passes on it.',
    fix: 'Express the rule as a NetworkPolicy, or leave the object out of the input if it is not in force.',
  },
  'policy-staged': {
    title: 'a staged policy is in the input',
    what: 'Calico reports what a staged policy would do, and enforces nothing of it.',
    why: 'It changes no answer, until somebody makes it a policy.',
    fix: 'Nothing.',
  },
  'policy-of-mesh': {
    title: 'a policy of a service mesh is in the input',
    what: 'AuthorizationPolicy, PeerAuthentication and Sidecar of Istio decide in the proxies beside the pods.',
    why: 'They can refuse a connection that the network lets through, and never open one that it does not.',
    fix: 'Keep it in mind: answers speak of the network alone.',
  },
};

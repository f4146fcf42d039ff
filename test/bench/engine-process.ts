// The engine without reading: 100,000 pods in 2,000 namespaces, 10,000 distinct label sets, 10,000 policies. Prints its own figures.
import { analyze } from '../../lib/analyze/analysis';
import type { ClusterResources, Labels, Origin, PolicyResource, WorkloadResource } from '../../lib/k8s/resources';

const pods = 100_000;
const namespaces = 2000;
const labelSets = 10_000;
const policies = 10_000;
const askedPairs = 10_000;

const origin: Origin = { file: 'bench', span: () => ({ file: 'bench', line: 1, column: 1 }) };
const labelsOf = (index: number): Labels => ({ app: `app-${index % labelSets}`, tier: `tier-${index % 10}` });
const namespaceOf = (index: number): string => `team-${index % namespaces}`;

function workload(index: number): WorkloadResource {
  return {
    kind: 'Pod',
    namespace: namespaceOf(index),
    name: `pod-${index}`,
    labels: labelsOf(index),
    assignedLabels: [],
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
    hostNetwork: false,
    addresses: [],
    origin,
  };
}

/** Pods of one app are reached by those of another, in two namespaces. */
function policy(index: number): PolicyResource {
  const peer = {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespaceOf(index + 1) } },
    podSelector: { matchLabels: { app: `app-${(index + 1) % labelSets}` } },
  };
  return {
    namespace: namespaceOf(index),
    name: `policy-${index}`,
    labels: {},
    annotations: {},
    spec: {
      podSelector: index % 4 === 0 ? {} : { matchLabels: { app: `app-${index % labelSets}` } },
      policyTypes: ['Ingress'],
      ingress: [{ from: [peer], ports: [{ port: 8000 + (index % 100) }] }],
    },
    origin,
  };
}

const resources: ClusterResources = {
  namespaces: [],
  services: [],
  serviceCallers: [],
  unevaluatedPolicies: [],
  workloads: Array.from({ length: pods }, (_, index) => workload(index)),
  policies: Array.from({ length: policies }, (_, index) => policy(index)),
};

const start = performance.now();
const analysis = analyze(resources);
const { sources, reachedFrom } = analysis.reachability();
let reached = 0;
for (const source of sources.all) reached += reachedFrom(source).length;
const milliseconds = performance.now() - start;

const all = analysis.universe.pods;
const pairStart = performance.now();
for (let index = 0; index < askedPairs; index++) {
  const [from, to] = [all[(index * 7919) % pods], all[(index * 104_729 + 1) % pods]];
  if (from && to) analysis.between(from, to);
}
const microsecondsPerPair = ((performance.now() - pairStart) * 1000) / askedPairs;
const megabytes = process.resourceUsage().maxRSS / 1024;
process.stdout.write(JSON.stringify({ milliseconds, megabytes, microsecondsPerPair, reached }));

// The clusters that the figures speak of, written as YAML: the same bytes for the same size.

const namespaceSize = 20;
const predecessors = 3;

/**
 * Namespaces of 20 workloads, each with `default-deny-all` and `allow-dns`. Each workload declares http 8080 and metrics
 * 9090 and is reached on 8080 by its three predecessors (one ingress and one egress policy per workload, peers by
 * namespace and pod label); every tenth calls one /24 on 443.
 */
export function regularCluster(workloads: number): string {
  const names = Array.from({ length: workloads }, (_, index) => ({
    namespace: `team-${Math.floor(index / namespaceSize)}`,
    name: `service-${index}`,
  }));
  const at = (indexes: readonly number[]) => indexes.flatMap((index) => names[index] ?? []);
  const parts: string[] = [];
  for (let first = 0; first < workloads; first += namespaceSize) parts.push(...at([first]).map(namespaceParts));
  for (const [index, { namespace, name }] of names.entries()) {
    const steps = Array.from({ length: predecessors }, (_, step) => step + 1);
    const before = at(steps.map((step) => index - step));
    const after = at(steps.map((step) => index + step));
    const block = index % 10 === 0 ? [blockRule(`198.51.${Math.floor(index / 10) % 256}.0/24`)] : [];
    parts.push(deployment(namespace, name));
    if (before.length > 0)
      parts.push(policy(namespace, `allow-to-${name}`, name, 'Ingress', [rule('from', before, 8080)]));
    if (after.length > 0)
      parts.push(policy(namespace, `allow-from-${name}`, name, 'Egress', [rule('to', after, 8080), ...block]));
  }
  return parts.join('---\n');
}

/** Workloads in namespaces of 20, and no policy. */
export function openCluster(workloads: number): string {
  const parts = Array.from({ length: workloads }, (_, index) =>
    deployment(`team-${Math.floor(index / namespaceSize)}`, `service-${index}`),
  );
  return parts.join('---\n');
}

/** One namespace of workloads, with as many policies, whose selectors overlap. */
export function overlappingCluster(workloads: number): string {
  const parts: string[] = [];
  for (let index = 0; index < workloads; index++) {
    const labels = {
      app: `service-${index}`,
      tier: `t${index % 40}`,
      version: `v${index % 7}`,
      ...(index % 11 === 0 ? { canary: 'yes' } : {}),
    };
    const tiers = `t${index % 40}, t${(index * 7) % 40}`;
    parts.push(
      deployment('crowd', `service-${index}`, labels),
      `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: policy-${index}
  namespace: crowd
spec:
  podSelector:
    matchExpressions:
      - {key: tier, operator: In, values: [${tiers}]}
      - {key: version, operator: NotIn, values: [v${index % 5}]}
      - {key: canary, operator: DoesNotExist}
  policyTypes:
    - Ingress
  ingress:
    - from:
        - podSelector:
            matchExpressions:
              - {key: tier, operator: In, values: [t${(index * 3) % 40}, t${(index + 1) % 40}]}
      ports:
        - protocol: TCP
          port: ${8000 + (index % 20)}
`,
    );
  }
  return parts.join('---\n');
}

interface Name {
  readonly namespace: string;
  readonly name: string;
}

function namespaceParts({ namespace }: Name): string {
  const deny = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: default-deny-all
  namespace: ${namespace}
spec:
  podSelector: {}
  policyTypes:
    - Ingress
    - Egress
`;
  const dns = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: allow-dns
  namespace: ${namespace}
spec:
  podSelector: {}
  policyTypes:
    - Egress
  egress:
    - to:
        - namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: kube-system
          podSelector:
            matchLabels:
              k8s-app: kube-dns
      ports:
        - protocol: UDP
          port: 53
        - protocol: TCP
          port: 53
`;
  return [deny, dns].join('---\n');
}

function deployment(namespace: string, name: string, labels: Readonly<Record<string, string>> = { app: name }): string {
  const lines = Object.entries(labels).map(([key, value]) => `${key}: "${value}"`);
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  replicas: 2
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        ${lines.join('\n        ')}
    spec:
      containers:
        - name: main
          image: registry.example.com/${namespace}/${name}:1.0.0
          ports:
            - name: http
              containerPort: 8080
            - name: metrics
              containerPort: 9090
`;
}

function policy(
  namespace: string,
  name: string,
  app: string,
  type: 'Ingress' | 'Egress',
  rules: readonly string[],
): string {
  return `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: ${name}
  namespace: ${namespace}
  labels:
    app.kubernetes.io/managed-by: bench
spec:
  podSelector:
    matchLabels:
      app: ${app}
  policyTypes:
    - ${type}
  ${type.toLowerCase()}:
${rules.join('')}`;
}

function rule(side: 'from' | 'to', peers: readonly Name[], port: number): string {
  const entries = peers.map(
    ({ namespace, name }) => `        - namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: ${namespace}
          podSelector:
            matchLabels:
              app: ${name}
`,
  );
  return `    - ${side}:
${entries.join('')}      ports:
        - protocol: TCP
          port: ${port}
`;
}

function blockRule(cidr: string): string {
  return `    - to:
        - ipBlock:
            cidr: ${cidr}
      ports:
        - protocol: TCP
          port: 443
`;
}

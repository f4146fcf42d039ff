/** A namespace of two workloads: web may call api on 8443, and nothing else is allowed. Lines are counted by tests. */
export const shopManifests = `apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: c, ports: [{name: http, containerPort: 8080}]}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop}
spec:
  template:
    metadata: {labels: {app: api}}
    spec: {containers: [{name: c, ports: [{name: grpc, containerPort: 8443}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny, namespace: shop}
spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web-to-api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  ingress:
    - from:
        - podSelector: {matchLabels: {app: web}}
      ports: [{port: grpc}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web-to-api-egress, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Egress]
  egress:
    - to:
        - podSelector: {matchLabels: {app: api}}
      ports: [{port: 8443}]
`;

/** A Deployment of one line. */
export function deployment(name: string, labels = `app: ${name.split('/')[1]}`, more = ''): string {
  const [namespace, short] = name.split('/');
  return `{apiVersion: apps/v1, kind: Deployment, metadata: {name: ${short}, namespace: ${namespace}}, spec: {template: {metadata: {labels: {${labels}}}, spec: {${more}containers: [{name: c}]}}}}\n`;
}

/** A NetworkPolicy of one line. */
export function networkPolicy(name: string, spec: string): string {
  const [namespace, short] = name.split('/');
  return `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: ${short}, namespace: ${namespace}}, spec: {${spec}}}\n`;
}

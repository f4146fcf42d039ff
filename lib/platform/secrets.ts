import type { NamespaceRef } from '../dsl/peer';
import { platformPeer } from './platform-peer';

/**
 * The controller of cert-manager, which talks to issuers and to the API server.
 * Source: https://github.com/cert-manager/cert-manager (deploy/charts/cert-manager/templates/deployment.yaml)
 */
export const certManager = platformPeer('cert-manager', {
  namespace: 'cert-manager',
  labels: { 'app.kubernetes.io/name': 'cert-manager' },
  ports: { metrics: 9402 },
});

/**
 * The webhook of cert-manager, which the API server calls.
 * Source: https://github.com/cert-manager/cert-manager (deploy/charts/cert-manager/templates/webhook-deployment.yaml)
 */
export const certManagerWebhook = platformPeer('webhook', {
  namespace: 'cert-manager',
  labels: { 'app.kubernetes.io/name': 'webhook', 'app.kubernetes.io/component': 'webhook' },
  ports: { https: 10250 },
});

/**
 * The pods that cert-manager starts in a namespace to answer an HTTP-01 challenge: `flow(ingressNginx).to(acmeSolver(shop)).port('http')`.
 * Source: https://cert-manager.io/docs/configuration/acme/http01/
 */
export function acmeSolver<N extends string>(namespace: NamespaceRef<N>) {
  return namespace.workload('acme-solver', {
    labels: { 'acme.cert-manager.io/http01-solver': 'true' },
    ports: { http: 8089 },
  });
}

/**
 * The servers of HashiCorp Vault as its Helm chart installs them.
 * Source: https://github.com/hashicorp/vault-helm (templates/server-statefulset.yaml)
 */
export const vault = platformPeer('vault', {
  namespace: 'vault',
  labels: { 'app.kubernetes.io/name': 'vault', component: 'server' },
  ports: { http: 8200, internal: 8201 },
});

/**
 * The controller of External Secrets, which reaches the secret stores.
 * Source: https://github.com/external-secrets/external-secrets (deploy/charts/external-secrets)
 */
export const externalSecrets = platformPeer('external-secrets', {
  namespace: 'external-secrets',
  labels: { 'app.kubernetes.io/name': 'external-secrets' },
  ports: { metrics: 8080 },
});

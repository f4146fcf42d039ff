import { platformPeer } from './platform-peer';

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

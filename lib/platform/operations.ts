import { platformPeer } from './platform-peer';

/**
 * Argo CD's API server and web interface.
 * Source: https://github.com/argoproj/argo-cd (manifests/install.yaml)
 */
export const argoCdServer = platformPeer('argocd-server', {
  namespace: 'argocd',
  labels: { 'app.kubernetes.io/name': 'argocd-server' },
  ports: { http: 8080, metrics: 8083 },
});

/**
 * Argo CD's repository server, which reaches the Git hosts.
 * Source: https://github.com/argoproj/argo-cd (manifests/install.yaml)
 */
export const argoCdRepoServer = platformPeer('argocd-repo-server', {
  namespace: 'argocd',
  labels: { 'app.kubernetes.io/name': 'argocd-repo-server' },
  ports: { grpc: 8081, metrics: 8084 },
});

/**
 * Flux's source controller, which reaches the Git hosts and serves what it fetched.
 * Source: https://github.com/fluxcd/source-controller (config/manager/deployment.yaml)
 */
export const fluxSourceController = platformPeer('source-controller', {
  namespace: 'flux-system',
  labels: { app: 'source-controller' },
  ports: { http: 9090, metrics: 8080 },
});

/**
 * The server of Velero, which reaches the API server and the storage of backups.
 * Source: https://github.com/vmware-tanzu/velero (pkg/install/resources.go)
 */
export const velero = platformPeer('velero', {
  namespace: 'velero',
  labels: { component: 'velero' },
  ports: { metrics: 8085 },
});

import { platformPeer } from './platform-peer';

/**
 * The server of Velero, which reaches the API server and the storage of backups.
 * Source: https://github.com/vmware-tanzu/velero (pkg/install/resources.go)
 */
export const velero = platformPeer('velero', {
  namespace: 'velero',
  labels: { component: 'velero' },
  ports: { metrics: 8085 },
});

export { kubeDns } from '../dsl/cluster';
export { amazonTimeSync, azurePlatform, cloudMetadata } from './cloud';
export { kubeDnsAnywhere, type NodeLocalDnsOptions, nodeLocalDns, openshiftDns } from './dns';
export { contour, envoyGateway, haproxyIngress, ingressNginx, istioIngressGateway, kong, traefik } from './ingress';
export { hbonePort, istioAmbientProbes, istiod, linkerdDestination } from './mesh';
export { alertmanager, grafana, metricsServer, prometheus } from './monitoring';
export { argoCdRepoServer, argoCdServer, fluxSourceController, velero } from './operations';
export type { PlatformDifferences, PlatformPeer } from './platform-peer';
export { acmeSolver, certManager, certManagerWebhook, externalSecrets, vault } from './secrets';

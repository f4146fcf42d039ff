export { kubeDns } from '../dsl/cluster';
export { kubeDnsAnywhere, nodeLocalDns, openshiftDns } from './dns';
export { ingressNginx, prometheus } from './peers';

import { cidr, denyAll, flow, internet, kubeApiServer, namespace, never, only, workloadsFrom } from 'netpact';
import { ingressNginx, prometheus } from 'netpact/platform';

/** Argo CD as https://github.com/argoproj/argo-cd installs it, not highly available; components and ports are those of its manifests. */
const argocd = namespace('argocd', { baseline: denyAll(), owner: 'delivery' });

/** What is deployed: the workloads are read from it, and what is declared is held to it. */
export const manifests = 'apps/argo-cd/manifests';

const components = workloadsFrom(manifests, {
  namespace: argocd,
  only: [
    'argocd-application-controller',
    'argocd-applicationset-controller',
    'argocd-dex-server',
    'argocd-notifications-controller',
    'argocd-redis',
    'argocd-repo-server',
    'argocd-server',
  ],
});
const controller = components['argocd-application-controller'];
const applicationSets = components['argocd-applicationset-controller'];
const dex = components['argocd-dex-server'];
const notifications = components['argocd-notifications-controller'];
const redis = components['argocd-redis'];
const repoServer = components['argocd-repo-server'];
const server = components['argocd-server'];

const git = cidr('git', ['198.51.100.16/28']);

export const namespaces = [argocd];

export const flows = [
  flow(ingressNginx).to(server).port('http').because('engineers and the command line use the API'),

  flow(server, controller, notifications, applicationSets)
    .to(repoServer)
    .port('server')
    .because('manifests are rendered from repositories'),
  flow(server, controller, repoServer).to(redis).port('redis').because('rendered manifests and states are cached'),
  flow(server).to(dex).port('http', 'grpc').because('users sign in'),

  flow(server, controller, applicationSets, notifications, dex)
    .to(kubeApiServer())
    .port(443, 6443)
    .because('applications are objects of the cluster'),
  flow(repoServer, applicationSets).to(git).port(22, 443).because('repositories are fetched'),
  flow(dex).to(internet()).port(443).because('the identity provider is asked'),
  flow(notifications).to(internet()).port(443).because('messages are sent to chats'),

  flow(prometheus).to(controller, applicationSets, dex, repoServer, server).port('metrics'),
];

export const invariants = [
  only(server, controller, repoServer).mayReach(redis),
  only(server, controller, notifications, applicationSets, prometheus).mayReach(repoServer),
  never(internet()).to(redis, repoServer, controller),
];

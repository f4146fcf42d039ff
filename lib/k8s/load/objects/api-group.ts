/** The group of an apiVersion (`apps/v1`: `apps`); empty for the core group. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}

/** Groups of Kubernetes between which kinds moved, while their objects stayed the same ones; no two of them share a kind. */
const movedBetween: ReadonlySet<string> = new Set(['', 'apps', 'batch', 'extensions', 'networking.k8s.io']);

/** The group that tells kinds of one name apart; empty for those of Kubernetes itself, whatever version they are written in. */
export function foreignGroupOf(apiVersion: string): string {
  const group = groupOf(apiVersion);
  return movedBetween.has(group) ? '' : group;
}

/** Equal texts are one object to a cluster: group, kind, namespace (empty for an object of the whole cluster) and name. */
export function identityOf({ apiVersion, kind, namespace, name }: Identified): string {
  return `${foreignGroupOf(apiVersion)} ${kind} ${namespace}/${name}`;
}

interface Identified {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

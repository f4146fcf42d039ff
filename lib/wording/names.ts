/** `web[Deployment]` for `shop/web[Deployment]` in `shop`; a name of another namespace stays whole. */
export function nameInNamespace(name: string, namespace: string): string {
  return name.startsWith(`${namespace}/`) ? name.slice(namespace.length + 1) : name;
}

/** `web` for `web[Deployment]`; pods that do not exist keep their labels. */
export function withoutKind(name: string): string {
  return name.replace(/(.)\[[A-Za-z]+(?:\.[a-z0-9.-]+)?\]$/, '$1');
}

/** `NetworkPolicy shop/allow-web`; `Namespace shop`; `AdminNetworkPolicy deny-all` for an object of the whole cluster. */
export function resourceTitle({
  kind,
  namespace,
  name,
}: {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}): string {
  return `${kind} ${namespace === undefined || kind === 'Namespace' ? '' : `${namespace}/`}${name}`;
}

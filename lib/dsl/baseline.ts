import { type BaselineModel, type DnsModel, dnsModelOf, withModel } from './model';
import type { PortInput } from './ports';
import { kind } from './symbols';

/** What a namespace denies before any flow is allowed. */
export interface Baseline {
  readonly [kind]: 'baseline';
}

/** Where names are resolved: pods or addresses, and their ports. Ready ones are in `netpact/platform`. */
export interface DnsService {
  readonly [kind]: 'dns';
}

export interface DenyIngressOptions {
  /** Pods of the namespace may still reach each other.
   * @default false */
  readonly sameNamespace?: boolean;
  /** Writes `ingress: []` (`egress: []`) where leaving it out means the same.
   * @default false */
  readonly explicitEmptyLists?: boolean;
}

export interface DenyEgressOptions extends DenyIngressOptions {
  /** The DNS that comes with denied egress: false for none.
   * @default the DNS of the cluster profile */
  readonly dns?: DnsService | false;
}

/** No pod of the namespace may be reached, unless a flow says so. */
export function denyIngress(options: DenyIngressOptions = {}): Baseline {
  return deny(true, false, options);
}

/** No pod of the namespace may open connections, unless a flow says so; DNS stays possible. */
export function denyEgress(options: DenyEgressOptions = {}): Baseline {
  return deny(false, true, options);
}

/** Both directions denied, unless a flow says otherwise; DNS stays possible. */
export function denyAll(options: DenyEgressOptions = {}): Baseline {
  return deny(true, true, options);
}

/** Pods of the namespace may be reached from its own pods, and from nowhere else unless a flow says so. */
export function sameNamespaceOnly(): Baseline {
  return deny(true, false, { sameNamespace: true });
}

/** Nothing is denied. The reason is for the reviewer, and must not be empty. */
export function open(reason: string): Baseline {
  return baseline({ kind: 'open', reason });
}

/** Which directions another tool denies, and whether it allows DNS as well. */
export interface Provided {
  /** The other tool denies ingress.
   * @default false */
  readonly ingress?: boolean;
  /** The other tool denies egress.
   * @default false */
  readonly egress?: boolean;
  /** The other tool allows DNS where it denies egress; without it netpact writes `allow-dns`.
   * @default false */
  readonly dns?: boolean;
}

/** Another tool writes the baseline (`'kyverno/default-deny'`): netpact writes none, and counts the namespace as isolated. */
export function providedBy(provider: string, provided: Provided): Baseline {
  // In JavaScript it may be missing: the compiler says then that nothing is denied.
  return baseline({
    kind: 'provided',
    ingress: provided?.ingress === true,
    egress: provided?.egress === true,
    dns: provided?.egress === true && provided?.dns !== true ? 'cluster' : 'none',
    reason: provider,
  });
}

export interface DnsServiceOptions {
  /** Pods that resolve names: the labels of their namespace (none: any namespace) and their own. */
  readonly pods?: readonly {
    readonly namespace: Readonly<Record<string, string>>;
    readonly labels: Readonly<Record<string, string>>;
  }[];
  /** Addresses that resolve names, as CIDRs. */
  readonly cidrs?: readonly string[];
  /** Container ports of these pods, or ports of these addresses.
   * @default [udp(53), 53] */
  readonly ports?: readonly PortInput[];
}

/** A DNS of your own, for clusters that none of the ready ones describes. */
export function dnsService(options: DnsServiceOptions): DnsService {
  const model: DnsModel = {
    pods: (options.pods ?? []).map((pods) => ({
      namespaceSelector: Object.keys(pods.namespace).length > 0 ? { matchLabels: { ...pods.namespace } } : {},
      podSelector: { matchLabels: { ...pods.labels } },
    })),
    cidrs: [...(options.cidrs ?? [])],
    ports: [...(options.ports ?? ['53/UDP', 53])],
  };
  return withModel({ [kind]: 'dns' } as const, model);
}

function deny(ingress: boolean, egress: boolean, options: DenyEgressOptions): Baseline {
  return baseline({
    kind: 'deny',
    ingress,
    egress,
    dns: !egress || options.dns === false ? 'none' : (dnsModelOf(options.dns) ?? 'cluster'),
    sameNamespace: options.sameNamespace === true,
    explicitEmptyLists: options.explicitEmptyLists === true,
  });
}

function baseline(model: Partial<BaselineModel> & Pick<BaselineModel, 'kind'>): Baseline {
  const whole: BaselineModel = {
    ingress: false,
    egress: false,
    dns: 'none',
    sameNamespace: false,
    explicitEmptyLists: false,
    reason: undefined,
    ...model,
  };
  return withModel({ [kind]: 'baseline' } as const, whole);
}

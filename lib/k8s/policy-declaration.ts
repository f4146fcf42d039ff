import type { PolicyResource } from './resources';

/** What in the TypeScript of an app made a policy, as far as the policy tells by the marks that netpact puts on it. */
export type PolicyDeclaration = {
  readonly app: string;
  /** The constructs' paths of the charts, as written: `shop`, or `shop, monitoring`. */
  readonly chart: string;
  /** The end of an exception, as written. */
  readonly until?: string;
  readonly owner?: string;
} & (
  | { readonly kind: 'flow'; readonly sentence: string }
  /** The DNS that comes with a baseline; with that of one workload where one is named. */
  | { readonly kind: 'dns'; readonly workload?: string }
  /** A workload that is isolated on its own. */
  | { readonly kind: 'isolate'; readonly workload: string }
  /** What a namespace denies by default. */
  | { readonly kind: 'baseline' }
);

/** A policy by its marks; what it says is missing where no API server takes it. */
export type MarkedPolicy = Pick<PolicyResource, 'namespace' | 'name' | 'labels' | 'annotations'> &
  Partial<Pick<PolicyResource, 'spec'>>;

const appLabel = 'netpact.dev/app';

/**
 * The flows of a policy that has several, a line for each rule in the order of the rules: `shop/web may reach shop/api on TCP 8080:
 * checkout places orders`. A last line that begins with "…" says how many more there are.
 */
export const flowsAnnotation = 'netpact.dev/flows';

/** Whether netpact wrote a policy: it then says so, and the next `netpact synth` writes it again. */
export function isWrittenByNetpact({ labels }: Pick<MarkedPolicy, 'labels'>): boolean {
  return labels[appLabel] !== undefined;
}

/** What made a policy that netpact wrote; undefined for a policy of somebody else. */
export function declarationOf(policy: MarkedPolicy): PolicyDeclaration | undefined {
  const { name, annotations } = policy;
  const app = policy.labels[appLabel];
  if (app === undefined) return undefined;
  const { 'netpact.dev/flow': sentence, 'netpact.dev/expires': until, 'netpact.dev/owner': owner } = annotations;
  const shared = {
    app,
    chart: annotations['netpact.dev/chart'] ?? '',
    ...(until !== undefined && { until }),
    ...(owner !== undefined && { owner }),
  };
  if (sentence !== undefined) return { ...shared, kind: 'flow', sentence };
  // A chart's prefix may stand before the names.
  const dns = /(?:^|-)allow-(?:(.+)-)?dns$/.exec(name);
  if (dns) return { ...shared, kind: 'dns', ...(dns[1] !== undefined && { workload: dns[1] }) };
  const isolate = /(?:^|-)isolate-(.+)-(?:ingress|egress|all)$/.exec(name);
  return isolate?.[1] === undefined
    ? { ...shared, kind: 'baseline' }
    : { ...shared, kind: 'isolate', workload: isolate[1] };
}

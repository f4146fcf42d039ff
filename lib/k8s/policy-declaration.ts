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
  /** Those flows of one workload and direction that share a policy. */
  | { readonly kind: 'flows'; readonly sentences: readonly string[] }
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

/** `spec.ingress[0]` for a field of that rule. */
export function rulePathOf(field: string | undefined): string | undefined {
  return /^spec\.(?:ingress|egress)\[\d+\]/.exec(field ?? '')?.[0];
}

/**
 * What made a policy that netpact wrote, or the rule of it that a field is in (`spec.ingress[0].from[1]`); undefined for a policy
 * of somebody else.
 */
export function declarationOf(policy: MarkedPolicy, field?: string): PolicyDeclaration | undefined {
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
  const flows = annotations[flowsAnnotation];
  if (flows !== undefined) return { ...shared, ...flowsOf(policy, flows, field) };
  // A chart's prefix may stand before the names.
  const dns = /(?:^|-)allow-(?:(.+)-)?dns$/.exec(name);
  if (dns) return { ...shared, kind: 'dns', ...(dns[1] !== undefined && { workload: dns[1] }) };
  const isolate = /(?:^|-)isolate-(.+)-(?:ingress|egress|all)$/.exec(name);
  return isolate?.[1] === undefined
    ? { ...shared, kind: 'baseline' }
    : { ...shared, kind: 'isolate', workload: isolate[1] };
}

/** One flow where it is known which, else all that are named. */
function flowsOf(
  { spec }: MarkedPolicy,
  text: string,
  field: string | undefined,
):
  | { readonly kind: 'flow'; readonly sentence: string }
  | { readonly kind: 'flows'; readonly sentences: readonly string[] } {
  const lines = text.split('\n');
  const isWhole = !lines.at(-1)?.startsWith('…');
  const sentences = (isWhole ? lines : lines.slice(0, -1)).map((line) => line.split(': ')[0] ?? line);
  const rules = [...(spec?.ingress ?? []), ...(spec?.egress ?? [])].length;
  // Somebody who added or removed a rule by hand left the lines as they were: which is which is not known then.
  const isInOrder = isWhole ? rules === sentences.length : rules > sentences.length;
  const index = Number(/\[(\d+)\]$/.exec(rulePathOf(field) ?? '')?.[1] ?? (sentences.length === 1 ? 0 : -1));
  const sentence = isInOrder ? sentences[index] : undefined;
  return sentence === undefined ? { kind: 'flows', sentences } : { kind: 'flow', sentence };
}

import type { IConstruct } from 'constructs';
import type { AppDeclaration, ChartDeclaration } from '../compile/declaration';
import { type Cluster, cluster as clusterProfile } from '../dsl/cluster';
import { clusterModelOf } from '../dsl/model';

/** What policies need to know of their app. */
export interface PolicySettings {
  /** The value of the label `netpact.dev/app` on every policy.
   * @default 'default' */
  readonly name?: string;
  /** What is known of the cluster.
   * @default cluster(): CoreDNS, both families, no CIDRs known */
  readonly cluster?: Cluster;
}

/** Constructs carry what netpact knows of them under global symbols, so that those of two installed copies meet. */
const appKey = Symbol.for('netpact.PolicyApp');
const chartKey = Symbol.for('netpact.FlowChart');
const settingsKey = Symbol.for('netpact.settings');

/** Makes a construct known as a PolicyApp. */
export function markPolicyApp(app: IConstruct): void {
  Object.defineProperty(app, appKey, { value: true });
}

export function isPolicyApp(construct: IConstruct): boolean {
  return appKey in construct;
}

/** Gives a plain cdk8s App the settings that a PolicyApp takes in its constructor. */
export function configurePolicies(app: IConstruct, settings: PolicySettings): void {
  Object.defineProperty(app, settingsKey, { value: { ...settings }, configurable: true });
}

/** Makes a construct known as a FlowChart that declares this. */
export function declareChart(chart: IConstruct, declaration: ChartDeclaration): void {
  Object.defineProperty(chart, chartKey, { value: declaration });
}

/** What a FlowChart declares; undefined for anything else. */
export function chartDeclarationOf(construct: unknown): ChartDeclaration | undefined {
  return (construct as { readonly [chartKey]?: ChartDeclaration } | null | undefined)?.[chartKey];
}

/** Everything that the charts below a root declare. Throws a TypeError where the cluster is no profile. */
export function declarationOf(root: IConstruct): AppDeclaration {
  const settings = (root as { readonly [settingsKey]?: PolicySettings })[settingsKey];
  const model = clusterModelOf(settings?.cluster ?? clusterProfile());
  if (!model) throw new TypeError('PolicyApp({ cluster }) takes a profile: cluster({ … })');
  const charts = root.node.findAll().flatMap((construct) => chartDeclarationOf(construct) ?? []);
  return { name: settings?.name ?? 'default', cluster: model, charts };
}

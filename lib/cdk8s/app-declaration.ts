import type { IConstruct } from 'constructs';
import type { AppDeclaration, ChartDeclaration } from '../compile/declaration';
import { type Cluster, cluster as clusterProfile } from '../dsl/cluster';
import { clusterModelOf } from '../dsl/model';

const appBrand = Symbol.for('netpact.PolicyApp');

/** What policies need to know of their app: the label it gives them, and the cluster it is for. */
export interface AppSettings {
  readonly name: string;
  readonly cluster: Cluster;
}

const settingsKey = Symbol.for('netpact.settings');

/** Makes a construct known as a PolicyApp. */
export function markPolicyApp(app: IConstruct): void {
  Object.defineProperty(app, appBrand, { value: true });
}

/** Gives a plain cdk8s App the settings that a PolicyApp takes in its constructor. */
export function configurePolicies(app: IConstruct, settings: Partial<AppSettings>): void {
  const whole: AppSettings = { name: settings.name ?? 'default', cluster: settings.cluster ?? clusterProfile() };
  Object.defineProperty(app, settingsKey, { value: whole, configurable: true });
}

export function isPolicyApp(construct: IConstruct): boolean {
  return appBrand in construct;
}

/** Everything that the charts below a root declare. */
export function declarationOf(root: IConstruct): AppDeclaration {
  const settings = (root as { readonly [settingsKey]?: AppSettings })[settingsKey];
  const model = clusterModelOf(settings?.cluster ?? clusterProfile());
  if (!model) throw new TypeError('PolicyApp({ cluster }) takes a profile: cluster({ … })');
  const charts = root.node.findAll().flatMap((construct) => declarationsOf(construct));
  return { name: settings?.name ?? 'default', cluster: model, charts };
}

/** By shape rather than class, so that charts of two installed copies meet. */
function declarationsOf(construct: IConstruct): readonly ChartDeclaration[] {
  return Symbol.for('netpact.FlowChart') in construct && 'declaration' in construct
    ? [construct.declaration as ChartDeclaration]
    : [];
}

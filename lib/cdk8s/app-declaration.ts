import type { IConstruct } from 'constructs';
import type { AppDeclaration, ChartDeclaration } from '../compile/declaration';
import { type Cluster, cluster as clusterProfile } from '../dsl/cluster';
import { clusterModelOf } from '../dsl/model';

const appBrand = Symbol.for('netpact.PolicyApp');

/** What a PolicyApp adds to the tree: its name and the cluster it is for. */
export interface AppSettings {
  readonly name: string;
  readonly cluster: Cluster;
}

/** The settings of a plain cdk8s App. */
const plainSettings = (): AppSettings => ({ name: 'default', cluster: clusterProfile() });

/** Makes a construct known as a PolicyApp. */
export function markPolicyApp(app: IConstruct, settings: AppSettings): void {
  Object.defineProperty(app, appBrand, { value: settings });
}

export function isPolicyApp(construct: IConstruct): boolean {
  return appBrand in construct;
}

/** Everything that the charts below a root declare. */
export function declarationOf(root: IConstruct): AppDeclaration {
  const settings = (root as { readonly [appBrand]?: AppSettings })[appBrand] ?? plainSettings();
  const model = clusterModelOf(settings.cluster);
  if (!model) throw new TypeError('PolicyApp({ cluster }) takes a profile: cluster({ … })');
  const charts = root.node.findAll().flatMap((construct) => declarationsOf(construct));
  return { name: settings.name, cluster: model, charts };
}

/** By shape rather than class, so that charts of two installed copies meet. */
function declarationsOf(construct: IConstruct): readonly ChartDeclaration[] {
  return Symbol.for('netpact.FlowChart') in construct && 'declaration' in construct
    ? [construct.declaration as ChartDeclaration]
    : [];
}

import type { IConstruct } from 'constructs';
import type { AppDeclaration, ChartDeclaration, PolicyForm } from '../compile/declaration';
import { type CallSite, captureCallSite } from '../diagnostics/call-site';
import type { Finding } from '../diagnostics/finding';
import { NetpactError } from '../diagnostics/netpact-error';
import { type Cluster, cluster as clusterProfile } from '../dsl/cluster';
import { optionProblems } from '../dsl/given-options';
import { patternsOf } from '../dsl/manifest-patterns';
import { clusterModelOf } from '../dsl/model';
import { strayValue } from '../dsl/stray-value';
import {
  type ChosenEnvironment,
  chooseEnvironment,
  type EnvironmentFields,
  type EnvironmentOf,
  type NoFields,
} from './environments';
import { currentHost } from './host';

/** What policies need to know of their app. */
export interface PolicySettings<Fields extends EnvironmentFields = NoFields, Name extends string = string> {
  /** The value of the label `netpact.dev/app` on every policy.
   * @default 'default' */
  readonly name?: string;
  /** What is known of the cluster.
   * @default cluster(): CoreDNS, both families, no CIDRs known */
  readonly cluster?: Cluster;
  /** Where what is deployed stands: files, folders or patterns (`manifests/**`), relative to the folder that netpact runs in. Declared
   * workloads are held to the pods there.
   * @default manifests of cdk8s.yaml; without any, nothing is checked against workloads */
  readonly manifests?: string | readonly string[];
  /** What differs from one environment to the next, by the name that `--env` (or NETPACT_ENV) takes.
   * @default none: the app is asked for any name */
  readonly environments?: Readonly<Record<Name, Fields>>;
  /** A policy for each flow, or one for each workload and direction with its flows as rules. Both allow the same;
   * `netpact synth --policies` wins.
   * @default 'per-flow' */
  readonly policies?: PolicyForm;
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

/**
 * Gives a plain cdk8s App the settings that a PolicyApp takes in its constructor. With environments it answers the fields of the
 * one that NETPACT_ENV names, and throws a NetpactError where it names none of them; where to write is cdk8s's to say.
 */
export function configurePolicies<Fields extends EnvironmentFields>(
  app: IConstruct,
  settings: PolicySettings<Fields> & { readonly environments: Readonly<Record<string, Fields>> },
): EnvironmentOf<Fields>;
export function configurePolicies(app: IConstruct, settings: PolicySettings): void;
export function configurePolicies(app: IConstruct, settings: PolicySettings<EnvironmentFields>): object | undefined {
  const chosen = chooseEnvironment('configurePolicies()', settings.environments);
  keepSettings(app, settingsIn(settings, chosen));
  return chosen?.fields;
}

/** What is kept of the settings: of the cluster, what the environment says. Throws a NetpactError where a setting is none. */
export function settingsIn(
  given: Pick<PolicySettings, 'name' | 'cluster' | 'policies' | 'manifests'>,
  chosen: ChosenEnvironment | undefined,
): KeptSettings {
  const site = captureCallSite();
  const { name, policies, manifests } = given;
  const cluster = chosen?.fields.cluster ?? given.cluster;
  // As it was given: what is kept has no misspelt word any more.
  const problems = [...optionProblems('the app', given, appOptions, site), ...clusterProblems(cluster, site)];
  if (problems.length > 0) throw new NetpactError(problems);
  const asked = manifests === undefined ? undefined : patternsOf(manifests, 'manifests of an app', site);
  return { name, cluster, policies, manifests: asked };
}

const appOptions = {
  name: 'text',
  cluster: 'anything',
  policies: ['per-flow', 'per-workload'],
  manifests: 'anything',
  environments: 'anything',
  outdir: 'anything',
} as const;

/** Settings without what was chosen among. */
export interface KeptSettings {
  readonly name: string | undefined;
  readonly cluster: Cluster | undefined;
  readonly policies: PolicyForm | undefined;
  readonly manifests: AppDeclaration['manifests'] | undefined;
}

/** Gives an app the settings that its policies are written by. */
export function keepSettings(app: IConstruct, settings: KeptSettings): void {
  Object.defineProperty(app, settingsKey, { value: settings, configurable: true });
}

function clusterProblems(cluster: unknown, at: CallSite): readonly Finding[] {
  if (cluster === undefined || clusterModelOf(cluster)) return [];
  const message = `cluster of the app is ${strayValue(cluster)}`;
  return [{ code: 'option-invalid', severity: 'error', message, at, help: ['say cluster: cluster({ … })'] }];
}

/** Makes a construct known as a FlowChart that declares this. */
export function declareChart(chart: IConstruct, declaration: ChartDeclaration): void {
  Object.defineProperty(chart, chartKey, { value: declaration });
}

/** What a FlowChart declares; undefined for anything else. */
export function chartDeclarationOf(construct: unknown): ChartDeclaration | undefined {
  return (construct as { readonly [chartKey]?: ChartDeclaration } | null | undefined)?.[chartKey];
}

/** Everything that the charts below a root declare. */
export function declarationOf(root: IConstruct): AppDeclaration {
  const settings = (root as { readonly [settingsKey]?: KeptSettings })[settingsKey];
  const model = clusterModelOf(settings?.cluster ?? clusterProfile());
  if (!model) throw new TypeError('the settings hold a cluster that netpact did not make');
  const charts = root.node.findAll().flatMap((construct) => chartDeclarationOf(construct) ?? []);
  return {
    name: settings?.name ?? 'default',
    cluster: model,
    form: settings?.policies ?? 'per-flow',
    manifests: settings?.manifests ?? currentHost()?.manifests ?? [],
    charts,
  };
}

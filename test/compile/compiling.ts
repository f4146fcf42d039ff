import {
  type Cluster,
  cluster,
  type Disjoint,
  type Flow,
  type Included,
  type Invariant,
  type Namespace,
  type NamespaceRef,
} from 'netpact';
import type { CompiledApp } from '../../lib/compile/compile-app';
import { compileApp } from '../../lib/compile/compile-app';
import type { ChartDeclaration, PolicyForm } from '../../lib/compile/declaration';
import { captureCallSite } from '../../lib/diagnostics/call-site';
import type { Finding } from '../../lib/diagnostics/finding';
import {
  clusterModelOf,
  disjointModelOf,
  flowModelOf,
  includeModelOf,
  invariantModelOf,
  namespaceModelOf,
} from '../../lib/dsl/model';
import { renderManifests } from '../../lib/k8s/emit/render-manifests';
import type { NetworkPolicy, NetworkPolicySpec } from '../../lib/k8s/network-policy';

/** A chart without cdk8s. Values that the types would refuse are welcome. */
export interface ChartParts {
  readonly id?: string;
  readonly namespaces: readonly (Namespace | NamespaceRef)[];
  readonly flows?: readonly unknown[];
  readonly invariants?: readonly Invariant[];
  readonly assumptions?: readonly Disjoint[];
  readonly includes?: readonly Included[];
  readonly manifests?: readonly string[];
  readonly namePrefix?: string;
}

export interface CompileOptions {
  readonly name?: string;
  readonly cluster?: Cluster;
  readonly now?: string;
  readonly expired?: 'error' | 'warn';
  readonly policies?: PolicyForm;
}

export function compileCharts(charts: readonly ChartParts[], options: CompileOptions = {}): CompiledApp {
  const model = must(clusterModelOf(options.cluster ?? cluster()));
  return compileApp(
    {
      name: options.name ?? 'test',
      cluster: model,
      form: options.policies ?? 'per-flow',
      manifests: [],
      charts: charts.map(chartOf),
    },
    { now: new Date(options.now ?? '2026-11-21'), expired: options.expired ?? 'error' },
  );
}

/** One chart with these namespaces and flows. */
export function compile(
  namespaces: readonly (Namespace | NamespaceRef)[],
  flows: readonly (Flow | unknown)[] = [],
  options: CompileOptions = {},
): CompiledApp {
  return compileCharts([{ namespaces, flows }], options);
}

function chartOf({
  id = 'chart',
  namespaces,
  flows = [],
  invariants = [],
  assumptions = [],
  includes = [],
  manifests = [],
  namePrefix = '',
}: ChartParts): ChartDeclaration {
  return {
    id,
    namePrefix,
    namespaces: namespaces.map((value) => must(namespaceModelOf(value))),
    flows: flows.map((value) => must(flowModelOf(value))),
    invariants: invariants.map((value) => must(invariantModelOf(value))),
    assumptions: assumptions.map((value) => must(disjointModelOf(value))),
    includes: includes.map((value) => must(includeModelOf(value))),
    manifests: manifests.map((pattern) => ({ pattern, at: captureCallSite() })),
    site: captureCallSite(),
  };
}

/** The policies, after making sure that nothing was refused. */
export function policiesOf(compiled: CompiledApp): readonly NetworkPolicy[] {
  expect(compiled.findings.filter(({ severity }) => severity === 'error').map(({ message }) => message)).toEqual([]);
  return compiled.policies.map(({ manifest }) => manifest);
}

/** `namespace/name` of every policy, in the order of the files. */
export function namesOf(compiled: CompiledApp): readonly string[] {
  return policiesOf(compiled).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
}

export function specOf(compiled: CompiledApp, name: string): NetworkPolicySpec {
  const found = policiesOf(compiled).find(({ metadata }) => `${metadata.namespace}/${metadata.name}` === name);
  if (!found) throw new Error(`no policy ${name} among ${namesOf(compiled).join(', ')}`);
  return found.spec;
}

export function codesOf({ findings }: Pick<CompiledApp, 'findings'>): readonly string[] {
  return findings.map(({ code }) => code);
}

/** The only finding; its place is resolved, so that a test can say the user's line. */
export function onlyFinding({ findings }: Pick<CompiledApp, 'findings'>): Finding {
  expect(findings.map(({ code, message }) => `${code}: ${message}`)).toHaveLength(1);
  return must(findings[0]);
}

export function renderedOf(compiled: CompiledApp): Readonly<Record<string, string>> {
  return Object.fromEntries(renderManifests(compiled.policies, { layout: 'per-namespace' }));
}

export function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the test expected a value here');
  return value;
}

import type { Cluster } from 'netpact';
import type { CompiledApp } from '../../lib/compile/compile-app';
import type { PolicyForm } from '../../lib/compile/declaration';
import { clusterModelOf, flowModelOf, namespaceModelOf } from '../../lib/dsl/model';
import type { Declarations } from '../evaluator/declared-pairs';
import { type ChartParts, compileCharts } from './compiling';
import { asWritten, chartsOf, type RandomApp } from './random-app';
import { clusterOf } from './random-profile';

/** An app that the compiler takes. */
export interface AcceptedApp {
  readonly declarations: Declarations;
  readonly compiled: CompiledApp;
}

/** A random app without those of its flows that are refused; undefined where something else is. */
export function acceptedApp(app: RandomApp): AcceptedApp | undefined {
  return acceptedForms(app, ['per-flow'])?.[0];
}

/** The same app in several forms, without those of its flows that are refused in one of them. */
export function acceptedForms(app: RandomApp, forms: readonly PolicyForm[]): readonly AcceptedApp[] | undefined {
  const cluster = clusterOf(app.profile);
  let charts = chartsOf(app, asWritten);
  for (;;) {
    const all = forms.map((policies) => compileCharts(charts, { cluster, policies }));
    const errors = all.flatMap(({ findings }) => findings).filter(({ severity }) => severity === 'error');
    const declarations = declarationsOf(charts, cluster);
    if (errors.length === 0) return all.map((compiled) => ({ declarations, compiled }));
    const refused = new Set<unknown>(errors.map(({ at }) => at));
    const left = charts.map((chart) => ({
      ...chart,
      flows: (chart.flows ?? []).filter((flow) => !refused.has(flowModelOf(flow)?.site)),
    }));
    if (flowCount(left) === flowCount(charts)) return undefined;
    charts = left;
  }
}

const flowCount = (charts: readonly ChartParts[]) => charts.flatMap(({ flows = [] }) => flows).length;

function declarationsOf(charts: readonly ChartParts[], profile: Cluster): Declarations {
  const cluster = clusterModelOf(profile);
  if (!cluster) throw new Error('no profile of a cluster');
  return {
    cluster,
    namespaces: charts.flatMap((chart) => chart.namespaces.flatMap((value) => namespaceModelOf(value) ?? [])),
    flows: charts.flatMap(({ flows = [] }) => flows.flatMap((value) => flowModelOf(value) ?? [])),
  };
}

import type { Cluster } from 'netpact';
import type { CompiledApp } from '../../lib/compile/compile-app';
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
  const cluster = clusterOf(app.profile);
  let charts = chartsOf(app, asWritten);
  for (;;) {
    const compiled = compileCharts(charts, { cluster });
    const errors = compiled.findings.filter(({ severity }) => severity === 'error');
    if (errors.length === 0) return { declarations: declarationsOf(charts, cluster), compiled };
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

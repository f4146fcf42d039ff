import type { FlowChartProps } from 'netpact/cdk8s';
import * as baselines from './baselines';
import * as flows from './flows';
import * as outside from './outside';

/** Every pattern by its id, as the content of a chart. */
export const rows: Readonly<Record<string, () => FlowChartProps>> = { ...baselines, ...flows, ...outside };

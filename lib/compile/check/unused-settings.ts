import type { Finding, Severity } from '../../diagnostics/finding';
import type { WorkloadModel } from '../../dsl/model';
import type { ChartDeclaration } from '../declaration';
import { namespaceWorkloads } from '../namespace-workloads';
import { unreachedSetting } from './workloads';

/** Workloads that say `isolate` or `dns` and that no chart reaches: nothing would be written for them. */
export function unusedSettings(
  declared: readonly WorkloadModel[],
  charts: readonly ChartDeclaration[],
  severity: Severity,
): readonly Finding[] {
  const reached = new Set(namespaceWorkloads(charts).all);
  return declared
    .filter((workload) => !reached.has(workload))
    .map((workload) => ({ ...unreachedSetting(workload, workload.isolate ? 'isolate' : 'dns'), severity }));
}

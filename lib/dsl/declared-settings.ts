import type { WorkloadModel } from './model';

/** Workloads that say `isolate` or `dns`: without a chart that reaches them, they would silently do nothing. */
const declared = new Set<WorkloadModel>();

export function noteSetting(workload: WorkloadModel): void {
  declared.add(workload);
}

/** The workloads with a setting of their own that were declared since the last call; each is told once. */
export function takeDeclaredSettings(): readonly WorkloadModel[] {
  const workloads = [...declared];
  declared.clear();
  return workloads;
}

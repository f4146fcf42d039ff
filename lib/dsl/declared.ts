import type { Finding } from '../diagnostics/finding';
import type { FlowModel, WorkloadModel } from './model';

/** Complete flows that nothing was derived from yet. A flow that no chart was given is probably forgotten. */
const flows = new Set<FlowModel>();

/** Workloads that say `isolate` or `dns`: without a chart that reaches them, they would silently do nothing. */
const settings = new Set<WorkloadModel>();

/** What is to be said of files that were read. */
const readings = new Set<Finding>();

export function noteFlow(flow: FlowModel): void {
  flows.add(flow);
}

/** A flow that another was derived from is a step of the sentence, not what was meant. */
export function noteDerived(from: FlowModel): void {
  flows.delete(from);
}

/** Notes a workload that has settings of its own. */
export function noteSettings(workload: WorkloadModel): void {
  if (workload.isolate !== undefined || workload.dns !== undefined) settings.add(workload);
}

/** Notes what is to be said of files that were read: which were left out, and why. */
export function noteReading(said: readonly Finding[]): void {
  for (const each of said) readings.add(each);
}

/** What is to be said of the files that were read since the last call; each is told once. */
export function takeReadings(): readonly Finding[] {
  return taken(readings);
}

/** The complete flows declared since the last call, in the order of their declaration; each is told once. */
export function takeDeclaredFlows(): readonly FlowModel[] {
  return taken(flows);
}

/** The workloads with a setting of their own that were declared since the last call; each is told once. */
export function takeDeclaredSettings(): readonly WorkloadModel[] {
  return taken(settings);
}

function taken<Model>(noted: Set<Model>): readonly Model[] {
  const all = [...noted];
  noted.clear();
  return all;
}

import type { FlowModel } from './model';

/** Complete flows that nothing was derived from yet. A flow that no chart was given is probably forgotten. */
const declared = new Set<FlowModel>();

export function noteDeclared(flow: FlowModel): void {
  declared.add(flow);
}

export function noteDerived(from: FlowModel): void {
  declared.delete(from);
}

/** The complete flows declared since the last call, in the order of their declaration; each is told once. */
export function takeDeclaredFlows(): readonly FlowModel[] {
  const flows = [...declared];
  declared.clear();
  return flows;
}

import type { Finding } from '../../diagnostics/finding';
import type { FlowModel } from '../../dsl/model';

/** Complete flows that no chart was given: probably forgotten. */
export function unusedFlows(declared: readonly FlowModel[], used: Iterable<FlowModel>): readonly Finding[] {
  const given = new Set(used);
  return declared
    .filter((flow) => !given.has(flow))
    .map((flow) => ({
      code: 'flow-unused',
      severity: 'warning',
      message: 'this flow was given to no chart, so it has no effect',
      at: flow.site,
      help: ['add it to the flows of a FlowChart, or remove it'],
    }));
}

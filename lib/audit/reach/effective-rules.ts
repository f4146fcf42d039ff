import type { Direction, PolicyRule, PolicyRules } from '../../analyze/model/policy-rules';
import type { AuditContext } from '../rule';

/** A rule that is in force: its policy isolates the direction, and the plugin enforces policies. */
export interface EffectiveRule {
  readonly owner: PolicyRules;
  readonly direction: Direction;
  readonly rule: PolicyRule;
}

/** Every rule that is in force, in the order of the input; of one direction where one is named. */
export function* effectiveRules(context: AuditContext, only?: Direction): Generator<EffectiveRule> {
  for (const owner of context.analysis.engine.policies)
    for (const direction of ['ingress', 'egress'] as const)
      if (only === undefined || only === direction)
        for (const rule of owner[direction] ?? []) yield { owner, direction, rule };
}

import type { Grant } from '../../analyze/engine/admission';

/** What could be removed: a policy in one direction, or one of its rules. */
export interface Giver {
  /** Index into `engine.policies`. */
  readonly policy: number;
  readonly grants: readonly Grant[];
  /** Whether the policy stops isolating its pods when this is removed. */
  readonly holdsIsolation: boolean;
}

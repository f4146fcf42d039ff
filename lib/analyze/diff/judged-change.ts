import type { Cause } from './causes';
import type { ClassChange } from './change';
import type { Risk } from './risk';

/** A change that a reviewer reads: how far it reaches, and which policies make it. */
export interface JudgedChange extends ClassChange {
  readonly risk: Risk;
  /** `before` and `after` as outputs write them: `TCP 80`, `No Connections`. */
  readonly was: string;
  readonly is: string;
  /** Worked out when asked for: positions take reading the source again. */
  readonly causes: () => readonly Cause[];
}

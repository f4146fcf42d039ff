import type { ResolvedFinding } from '../../diagnostics/resolved-finding';
import type { StrayEnvironment } from './stray-environments';
import type { SynthOutcome } from './synth-report';

/** What one call of `netpact synth` came to, ready to be told. */
export interface Synthesis {
  /** One for each environment that was run, in their order. */
  readonly outcomes: readonly SynthOutcome[];
  /** What is true of the app whatever the environment. */
  readonly findings: readonly ResolvedFinding[];
  /** Folders of no environment that were compared or removed. */
  readonly strays: readonly StrayEnvironment[];
  /** Set where all environments were asked for: the folder above theirs. */
  readonly all?: { readonly out: string; readonly check: boolean };
}

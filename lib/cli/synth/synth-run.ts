import type { ExitCode } from '../exit-code';

/** How a run ended, and which files it depends on. */
export interface SynthRun {
  readonly code: ExitCode;
  readonly inputs: readonly string[];
}

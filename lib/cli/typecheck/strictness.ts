import type { SourceSpan } from '../../diagnostics/finding';
import type { Compiler } from './compiler';
import type { ProjectSettings } from './project-settings';
import { placeOfOption } from './settings-place';

/** What settings let pass that netpact's types are to refuse. */
export interface Laxness {
  /** Goes on after the name of the file: `turns strict off: …`. */
  readonly sentence: string;
  readonly help: string;
  readonly at: SourceSpan;
  /** Whether a flow that cannot work may compile; else some mistakes are only explained later. */
  readonly isUnsound: boolean;
}

/** What is not strict in the settings of an app; undefined where netpact's types keep what they promise. */
export function laxness({ tsconfig, options }: ProjectSettings, { major }: Compiler): Laxness | undefined {
  // From 6 on strict rules are the default.
  const isStrict = options.strict ?? major >= 6;
  const comparesFunctions = options.strictFunctionTypes ?? isStrict;
  if (isStrict && comparesFunctions) return undefined;
  const help = 'set "strict": true';
  const at = placeOfOption(isStrict ? 'strictFunctionTypes' : 'strict', tsconfig) ?? {
    file: tsconfig,
    line: 1,
    column: 1,
  };
  const sentence = isStrict
    ? 'turns strictFunctionTypes off'
    : options.strict === false
      ? 'turns strict off'
      : 'does not turn strict on';
  const isUnsound = !comparesFunctions;
  const follows = isUnsound
    ? 'wrong flows may compile, and are refused only when the app runs'
    : 'some mistakes show only when the app runs';
  return { sentence: `${sentence}: ${follows}`, help, at, isUnsound };
}

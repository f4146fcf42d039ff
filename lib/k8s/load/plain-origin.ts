import type { SourceSpan } from '../../diagnostics/finding';
import type { ObjectOrigin } from './objects/manifest-object';

/** The origin of an object that was handed over as a value: there is no text to point at. */
export function plainOrigin(file: string): ObjectOrigin {
  const span: SourceSpan = { file, line: 1, column: 1 };
  const origin: ObjectOrigin = { file, span: () => span, within: () => origin };
  return origin;
}

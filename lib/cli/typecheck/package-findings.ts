import path from 'node:path';
import type { ResolvedFinding } from '../../diagnostics/resolved-finding';
import { displayPath } from '../../diagnostics/source-text';
import { counted } from '../../wording/words';
import type { ProjectSettings } from './project-settings';
import { placeOfOption } from './settings-place';

/** Whether a finding is about a declaration of an installed package, which no line of the app mends. */
export function isOfPackage({ at }: ResolvedFinding): boolean {
  return at !== undefined && /[\\/]node_modules[\\/].*\.d(?:\.\w+)?\.[cm]?ts$/.test(at.file);
}

/** One warning for what a compiler refuses in packages, which the app is not refused for; none where that is nothing. */
export function packageFindings(
  findings: readonly ResolvedFinding[],
  { tsconfig }: ProjectSettings,
  cwd: string,
): readonly ResolvedFinding[] {
  const [first] = findings;
  if (!first?.at) return [];
  const { file, line, column } = first.at;
  const place = `${displayPath(file, cwd).replaceAll(path.sep, '/')}(${line},${column})`;
  const at = placeOfOption('skipLibCheck', tsconfig);
  return [
    {
      code: 'package-types-refused',
      severity: 'warning',
      message: `TypeScript refuses ${counted(findings.length, 'place')} in declarations of packages, which are not the app's: first ${place}`,
      ...(at && { at }),
      notes: [first.message],
      help: [
        `tsc refuses them too: mend or update the package, or set "skipLibCheck": true in ${displayPath(tsconfig, cwd)}`,
      ],
    },
  ];
}

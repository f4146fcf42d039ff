import type { ResolvedFinding } from '../../diagnostics/resolved-finding';
import { displayPath } from '../../diagnostics/source-text';
import { counted } from '../../wording/words';
import type { ProjectSettings } from './project-settings';
import { placeOfOption } from './settings-place';

/** "ECMAScript imports and exports cannot be written in a CommonJS file under 'verbatimModuleSyntax'", of each line that has one. */
const refusesSyntax = /^TS(?:1286|1287|1295):/;

/**
 * The same findings, where `verbatimModuleSyntax` refusing the imports and exports of files that the settings make CommonJS is one
 * error, at the setting: no line of the app mends it.
 */
export function foldedModuleSyntax(
  findings: readonly ResolvedFinding[],
  { tsconfig, options }: ProjectSettings,
  cwd: string,
): readonly ResolvedFinding[] {
  const refused = findings.filter(({ message }) => refusesSyntax.test(message));
  const at = placeOfOption('verbatimModuleSyntax', tsconfig);
  const [first] = refused;
  if (refused.length < 2 || !first?.at || !at) return findings;
  const { file, line, column } = first.at;
  const place = `${displayPath(file, cwd)}(${line},${column})`;
  const number = first.message.split(':')[0];
  const isOfNode = options.module?.startsWith('node') ?? false;
  const folded: ResolvedFinding = {
    code: 'type-error',
    severity: 'error',
    message: `${number}: "verbatimModuleSyntax" takes no import and export in CommonJS files, which "module" makes of these: ${counted(refused.length, 'line')}, first ${place}`,
    at,
    help: [
      'set "verbatimModuleSyntax": false',
      isOfNode
        ? 'or make the files ES modules: "type": "module" in the nearest package.json'
        : 'or set "module": "preserve"',
    ],
  };
  return [folded, ...findings.filter((finding) => !refused.includes(finding))];
}

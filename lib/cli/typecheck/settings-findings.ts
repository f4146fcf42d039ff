import type { ResolvedFinding } from '../../diagnostics/resolved-finding';
import { type Compiler, runCompiler } from './compiler';
import { readOutput } from './compiler-output';
import type { ProjectSettings } from './project-settings';
import { placeOfOption } from './settings-place';

/** What was found by settings in a temporary file, and whose settings those extend. */
export interface SettingsMistakes {
  readonly findings: readonly ResolvedFinding[];
  /** The temporary file. */
  readonly config: string;
  readonly settings: ProjectSettings;
  readonly compiler: Compiler;
  readonly request: { readonly cwd: string; readonly signal: AbortSignal };
}

/** Whether an error is about options, and so has no place, or one in the temporary file, instead of the user's line. */
export function isAboutSettings({ at }: ResolvedFinding, config: string): boolean {
  return at === undefined || at.file === config;
}

/** The same findings, where those about options say what the compiler says of the user's own file, at its line. */
export async function settingsFindings(mistakes: SettingsMistakes): Promise<readonly ResolvedFinding[]> {
  const { findings, config, settings, compiler, request } = mistakes;
  const said = await refusedSettings(settings.tsconfig, compiler, request.cwd, request.signal);
  const misplaced = findings.filter((finding) => isAboutSettings(finding, config));
  const others = findings.filter((finding) => !misplaced.includes(finding));
  if (said.length === 0) return [...misplaced.map(({ at: _, ...each }) => placed(each, settings.tsconfig)), ...others];
  return [...said, ...others.filter(({ at }) => !said.some((each) => each.at?.file === at?.file))];
}

/**
 * What a compiler refuses in a `tsconfig.json`, or in what it extends, at the line. That it names no file is no mistake: netpact names
 * the entry file.
 */
export async function refusedSettings(
  tsconfig: string,
  compiler: Compiler,
  cwd: string,
  signal?: AbortSignal,
): Promise<readonly ResolvedFinding[]> {
  const args = ['--project', tsconfig, '--noEmit', '--listFilesOnly'];
  const { findings } = readOutput((await runCompiler(compiler, args, cwd, signal)).stdout, cwd);
  return findings
    .filter(({ at, message }) => (at === undefined || at.file.endsWith('.json')) && !/^TS1800[23]:/.test(message))
    .map((finding) => placed(finding, tsconfig));
}

/** Sentences that name no option: a file that is extended is missing, and so are types. */
const optionOf: Readonly<Record<string, string>> = { TS5083: 'extends', TS6053: 'extends', TS2688: 'types' };

/** Where the option that a sentence names is said. */
function placed(finding: ResolvedFinding, tsconfig: string): ResolvedFinding {
  if (finding.at) return finding;
  const [, code = '', sentence = ''] = /^(TS\d+): (.*)$/.exec(finding.message) ?? [];
  const option = optionOf[code] ?? /'(?:--)?([a-z]\w+)(?:=[^']*)?'/.exec(sentence)?.[1];
  const at = option === undefined ? undefined : placeOfOption(option, tsconfig);
  return at ? { ...finding, at } : finding;
}

import { isReleaseName } from '../../k8s/load/roots/chart-graph';
import { invalidOption } from '../refusal';

/** What the user says about roots. */
export interface RenderOptions {
  readonly values?: readonly string[];
  readonly set?: readonly string[];
  readonly release?: string;
  /** The namespace that a release goes to. */
  readonly namespace?: string;
  readonly each?: boolean;
  /** The paths of the command line, where only a part of them is computed now. */
  readonly asked?: readonly string[];
}

/** Throws a NetpactError for what no release can have. */
export function checkRenderOptions({ release, set = [] }: RenderOptions): void {
  if (release !== undefined && !isReleaseName(release))
    throw invalidOption(
      `--release ${release} is no name of a release`,
      'write at most 53 of a-z, 0-9, "-" and ".", with a letter or digit at both ends',
    );
  for (const each of set)
    if (!/^[^=]+=/.test(each))
      throw invalidOption(`--set ${each} sets nothing`, 'write --set key=value: --set networkPolicies.enabled=true');
}

/** The values of a chart in words: `the default values`, `values of prod.yaml and --set networkPolicies.enabled=true`. */
export function valuesInWords({ values = [], set = [] }: RenderOptions): string {
  const parts = [
    ...(values.length > 0 ? [`values of ${values.join(', ')}`] : []),
    ...set.map((each) => `--set ${shownSetting(each)}`),
  ];
  return parts.length === 0 ? 'its default values' : parts.join(', ');
}

/** What is set may be a password, and the line may stand in a comment of a pull request: only what cannot be one is repeated. */
function shownSetting(text: string): string {
  const at = text.indexOf('=');
  const value = text.slice(at + 1);
  return /^(?:true|false|null|\d{1,5}|)$/.test(value) ? text : `${text.slice(0, at)}=…`;
}

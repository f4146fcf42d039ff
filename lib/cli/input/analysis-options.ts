import { type CniProfile, cniProfiles, upstreamCni } from '../../analyze/model/cni-profiles';
import type { AnalyzeOptions } from '../../analyze/model/options';
import { nearest } from '../../diagnostics/suggest';
import { invalidOption } from '../refusal';
import type { RenderOptions } from '../render/render-options';

/** The options of every command that reads manifests, as commander hands them over. */
export interface ReadingOptions extends RenderOptions {
  readonly exclude?: readonly string[];
  readonly verbose?: boolean;
}

/** The options of every command that analyzes manifests, as commander hands them over. */
export interface InputOptions extends ReadingOptions {
  readonly cni?: string;
  readonly cluster?: string;
  /** What pods on the host network are, whatever the plugin makes of them. */
  readonly hostNetwork?: 'as-pods' | 'as-nodes';
  readonly strict?: boolean;
}

/** Options for the analyzer, and what only the output needs. */
export interface ReadOptions {
  readonly analyze: AnalyzeOptions;
  /** Missing where no profile says it: both. */
  readonly families?: readonly (4 | 6)[];
}

/** Reads `--cni`, `--cluster` and `--host-network`; throws a NetpactError with everything that is wrong with them. */
export async function readAnalysisOptions({ cni, cluster, hostNetwork }: InputOptions): Promise<ReadOptions> {
  const file = cluster === undefined ? {} : await (await import('./cluster-file.js')).readClusterFile(cluster);
  const { cni: cniOfFile, families, ...profile } = file;
  const name = cni ?? cniOfFile;
  const ofNodes = hostNetwork === undefined ? {} : { hostNetworkPodsAreMatched: hostNetwork === 'as-pods' };
  const cniProfile = { ...(name === undefined ? upstreamCni : cniNamed(name)), ...ofNodes };
  return {
    analyze: { cluster: profile, cni: cniProfile, ...(families && { families }) },
    ...(families && { families }),
  };
}

function cniNamed(name: string): CniProfile {
  const profile = Object.hasOwn(cniProfiles, name) ? cniProfiles[name] : undefined;
  if (profile) return profile;
  const near = nearest(name, Object.keys(cniProfiles));
  const known = `there are ${Object.keys(cniProfiles).join(', ')}`;
  throw invalidOption(`--cni ${name} is no profile`, near === undefined ? known : `did you mean "${near}"? ${known}`);
}

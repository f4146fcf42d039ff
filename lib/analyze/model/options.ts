import type { IpFamily } from '../../algebra/cidr';
import { newSteps, type Steps } from '../../decide/steps';
import type { ClusterProfile } from './cluster-profile';
import { type CniProfile, upstreamCni } from './cni-profiles';

/** How to read what the manifests leave open. */
export interface AnalyzeOptions {
  /** @default upstreamCni: every contested point has its fixed default, and says so where it changed an answer */
  readonly cni?: CniProfile;
  /** @default nothing is known of the cluster's addresses */
  readonly cluster?: ClusterProfile;
  /** By which addresses a connection with a node is asked for; an answer needs one of them. @default [4, 6] */
  readonly families?: readonly IpFamily[];
  /** What questions about pods that could exist may cost, shared by all of a command. @default as much as a command has */
  readonly steps?: Steps;
}

/** The options with every default filled in. */
export type AnalysisSettings = Required<AnalyzeOptions>;

/** Fills in the defaults. */
export function settingsOf(options: AnalyzeOptions): AnalysisSettings {
  return {
    cni: options.cni ?? upstreamCni,
    cluster: options.cluster ?? {},
    families: options.families ?? [4, 6],
    steps: options.steps ?? newSteps(),
  };
}

import type { DeclaredWorkload } from '../../analyze/explain/declared-pods';
import type { WholeProof } from '../../analyze/verify/prove-manifests';
import type { CompiledApp } from '../../compile/compile-app';
import type { PolicyForm } from '../../compile/declaration';
import type { SourceSpan } from '../../diagnostics/finding';
import type { ResolvedFinding } from '../../diagnostics/resolved-finding';
import type { Contract } from '../../intent/contract';
import type { Intent } from '../../intent/intent';
import type { Layout } from '../../k8s/emit/render-manifests';
import type { PortName } from '../../wording/flow-line';

/** What the worker is started with; plain data. */
export interface WorkerRequest {
  /** Absolute path of the user's entry file. */
  readonly entry: string;
  readonly env?: string;
  /** Whether only the environments that it declares are asked for: it then ends where it makes its PolicyApp. @default false */
  readonly lists?: boolean;
  /** The moment of the build, ISO 8601. */
  readonly now: string;
  readonly expired: 'error' | 'warn';
  readonly layout: Layout;
  /** Where what is deployed stands, for an app that does not say it. */
  readonly manifests?: readonly { readonly pattern: string; readonly at: SourceSpan }[];
  /** Whatever the app says. @default the app's own form */
  readonly policies?: PolicyForm;
  /** Whether to say where each policy and namespace is declared: reading that costs a while. @default false */
  readonly sites?: boolean;
  /** Whether to hand over what the declarations mean. @default false */
  readonly intent?: boolean;
}

/** Files that are still to be proved, sent ahead of the reply: whoever receives them may prepare to write them. */
export interface RenderedFiles {
  readonly type: 'rendered';
  readonly files: ReadonlyMap<string, string>;
  /** Where the app itself says that they belong. */
  readonly outdir: string;
}

/** An app that was compiled, rendered and proved. */
export interface LoadedApp {
  readonly name: string;
  readonly form: PolicyForm;
  readonly flowCount: number;
  readonly policyCount: number;
  /** What it needs from namespaces of other owners. */
  readonly contract: Contract;
  readonly proof: ProofSummary;
  /** How many workloads of the manifests it was held to, and which of them nothing names; missing where it names no manifests. */
  readonly deployed?: WholeProof['deployed'];
  /** Where policies (`shop/allow-web-to-api`), rules (`shop/api-ingress spec.ingress[0]`) and namespaces (`shop`) are declared; empty unless asked for. */
  readonly sites: ReadonlyMap<string, SourceSpan>;
  /** What constants hold; empty unless asked for. */
  readonly values: readonly DeclaredValue[];
  readonly workloads: readonly DeclaredWorkload[];
  readonly cluster: CompiledApp['intent']['cluster'];
  /** What the declarations mean, all places worked out; missing unless asked for. */
  readonly intent?: Intent;
}

/** A value of the app, or of netpact's platform, that a flow may name. */
export interface DeclaredValue {
  /** `shop/web` for pods, `shop` for a namespace, `value office` for addresses and selected namespaces. */
  readonly name: string;
  /** Where it is made. */
  readonly site?: SourceSpan;
  /** The constant of `netpact/platform` that it is. */
  readonly constant?: string;
  /** The ports that a workload declares, one by one. */
  readonly ports?: readonly PortName[];
}

/** How much was compared, when the files were proved to admit exactly what is declared. */
interface ProofSummary {
  readonly subjects: number;
  readonly pairs: number;
  readonly ranges: number;
  readonly invariants: number;
  readonly milliseconds: number;
  /** What was taken for granted, one phrase each. */
  readonly assumptions: readonly string[];
}

/** What became of the user's code. */
export interface RunOutcome {
  readonly findings: readonly ResolvedFinding[];
  readonly app?: LoadedApp;
  /** The names of the environments that the app declares; missing where it did not get there. */
  readonly environments?: readonly string[];
}

/** What comes back: an app, findings, or a mistake of netpact's own. */
export type WorkerReply =
  | ({
      readonly type: 'done';
      /** Absolute paths of the manifests that the app read. */
      readonly manifests: readonly string[];
    } & RunOutcome)
  | {
      readonly type: 'missing-export';
      readonly module: string;
      readonly name: string;
      readonly available: readonly string[];
    }
  | { readonly type: 'bug'; readonly stack: string };

import type { CallSite } from '../diagnostics/call-site';
import type {
  ClusterModel,
  DisjointModel,
  FlowModel,
  IncludeModel,
  InvariantModel,
  NamespaceModel,
} from '../dsl/model';
import type { Intent } from '../intent/intent';

/** One chart's share of an app. */
export interface ChartDeclaration {
  /** The construct's path; written to the annotation `netpact.dev/chart`. */
  readonly id: string;
  /** Put before the names of all policies in the namespaces that this chart owns. */
  readonly namePrefix: string;
  readonly namespaces: readonly NamespaceModel[];
  readonly flows: readonly FlowModel[];
  readonly invariants: readonly InvariantModel[];
  readonly assumptions: readonly DisjointModel[];
  readonly includes: readonly IncludeModel[];
  /** Where what is deployed stands. */
  readonly manifests: Intent['manifests'];
  readonly site: CallSite;
}

/** How flows become policies: a policy for each flow, or one for each workload and direction with its flows as rules. */
export type PolicyForm = 'per-flow' | 'per-workload';
export const policyForms: readonly PolicyForm[] = ['per-flow', 'per-workload'];

/** An app as declared: all charts, and the cluster it is for. */
export interface AppDeclaration {
  readonly name: string;
  readonly cluster: ClusterModel;
  readonly form: PolicyForm;
  /** Where what is deployed stands, besides what the charts say. */
  readonly manifests: Intent['manifests'];
  readonly charts: readonly ChartDeclaration[];
}

/** What decides whether an exception has ended. */
export interface ExceptionClock {
  readonly now: Date;
  /** What an ended exception is: an error, or (for a hotfix) a warning. */
  readonly expired: 'error' | 'warn';
}

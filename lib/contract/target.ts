import type { Analysis } from '../analyze/analysis';
import type { Access } from '../analyze/verify/access';
import type { PodsWithPorts } from '../analyze/verify/pod-signals';
import type { Assumption } from '../diagnostics/assumption';
import type { SourceSpan } from '../diagnostics/finding';
import type { IntendedWorkload } from '../intent/intent';
import type { PolicyResource } from '../k8s/resources';

/** The repository that contracts are held against. */
export interface ContractTarget {
  /** Its policies, and what it knows of pods and namespaces. */
  readonly analysis: Analysis;
  /** Whether a namespace is this repository's to speak of. */
  readonly has: (namespace: string) => boolean;
  /** Policies that say no namespace, and are read in one that nobody named: they may be applied to any. */
  readonly unplaced: readonly PolicyResource[];
  /** Whether it knows all labels of a namespace, where it knows some. */
  readonly isWhole: (namespace: string) => boolean;
  /** Workloads whose pods are those that their selector selects, with their port names. */
  readonly workloads: readonly PodsWithPorts[];
  /** The pods that it declares by name, in its own namespaces and in others; nothing where manifests alone are read. */
  readonly named: readonly NamedPods[];
  /** What it lets pods of its namespaces talk to. */
  readonly accesses: readonly SaidAccess[];
  /** What was taken for granted, besides what the analysis assumes. */
  readonly assumptions: readonly Assumption[];
}

export type NamedPods = Pick<IntendedWorkload, 'namespace' | 'name' | 'selector'>;

/** An access, and how it is spoken of. */
export interface SaidAccess {
  readonly access: Access;
  /** `shop/web may reach orders/api on TCP 8443`, or the name of a policy. */
  readonly said: string;
  readonly at: () => SourceSpan | undefined;
}

import type { PossibleLabel } from '../../algebra/possible-label';
import type { LabelMap } from '../../algebra/selector';

/** A label that somebody else than the author of a manifest gives to pods (docs/semantics.md 4). */
export interface AssignedLabel extends PossibleLabel {
  readonly key: string;
  /** Who does, as sentences name him: `Istio`, `the Job controller`. */
  readonly by: string;
}

/** What decides which labels others give to the pods of a workload. */
export interface PodTemplateFacts {
  readonly kind: string;
  /** Empty where it is generated. */
  readonly name: string;
  readonly namespace: string;
  /** Whether Kubernetes itself makes the pods: of other controllers nobody knows what they add. */
  readonly isBuiltIn: boolean;
  /** Whether another object controls it: then its pods may be called after that. */
  readonly isOwned: boolean;
  readonly labels: LabelMap;
  readonly annotations: LabelMap;
  readonly hostNetwork: boolean;
  /** The lowest ordinal of a StatefulSet. */
  readonly firstOrdinal: number;
  /** Of a Job: that its author takes care of the selector, so that nothing names the Job on its pods. */
  readonly hasManualSelector: boolean;
  readonly isIndexed: boolean;
}

const longestLabelValue = 63;

/** A name as the one value of a label, where it is known and short enough. */
export function nameAsValue(name: string): readonly string[] | undefined {
  return name === '' || name.length > longestLabelValue ? undefined : [name];
}

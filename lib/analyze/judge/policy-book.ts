import type { ClusterResources, PolicyResource } from '../../k8s/resources';
import type { AnalysisSettings } from '../model/options';
import { type PolicyRules, rulesOf } from '../model/policy-rules';

/** The policies of a cluster by namespace, each read when its namespace is first asked for: a single question needs few. */
export interface PolicyBook {
  readonly settings: AnalysisSettings;
  policiesIn(namespace: string): readonly PolicyRules[];
}

/** Opens the book; a plugin that enforces nothing has an empty one. */
export function policyBookOf({ policies }: ClusterResources, settings: AnalysisSettings): PolicyBook {
  const written = new Map<string, PolicyResource[]>();
  for (const policy of settings.cni.enforces ? policies : []) {
    const same = written.get(policy.namespace);
    if (same) same.push(policy);
    else written.set(policy.namespace, [policy]);
  }
  const read = new Map<string, readonly PolicyRules[]>();
  return {
    settings,
    policiesIn(namespace) {
      const known =
        read.get(namespace) ?? (written.get(namespace) ?? []).map((policy) => rulesOf(policy, settings.cni));
      read.set(namespace, known);
      return known;
    },
  };
}

import { namespaceNameLabel } from '../../algebra/selector';
import type { ClusterResources } from '../../k8s/resources';
import type { AnalysisSettings } from '../model/options';
import { rulesOf } from '../model/policy-rules';
import type { Side } from './connection-signals';

/** What manifests say, as a side of questions about pods that could exist. */
export function sideOf({ policies, namespaces }: ClusterResources, settings: AnalysisSettings): Side {
  return {
    policies: settings.cni.enforces ? policies.map((policy) => rulesOf(policy, settings.cni)) : [],
    namespaces: new Map(namespaces.map(({ name, labels }) => [name, { ...labels, [namespaceNameLabel]: name }])),
    settings,
  };
}

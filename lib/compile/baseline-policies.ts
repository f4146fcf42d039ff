import { groupBy } from '../algebra/keyed';
import {
  type Direction,
  directions,
  type LabelSelector,
  type NetworkPolicySpec,
  type PolicyType,
} from '../k8s/network-policy';
import { canonicalSelector } from './canonical-selector';
import type { Isolation } from './isolation';
import type { OwnedNamespace } from './namespaces';
import type { PolicyDraft } from './policy-draft';

const typeOf: Readonly<Record<Direction, PolicyType>> = { ingress: 'Ingress', egress: 'Egress' };

/** The policies that isolate: a namespace's default deny, and the workloads that are isolated on their own. */
export function baselinePolicies(owned: OwnedNamespace, isolation: Isolation): readonly PolicyDraft[] {
  return [...defaultDeny(owned), ...ownIsolation(owned, isolation)];
}

function defaultDeny({ model, chart }: OwnedNamespace): readonly PolicyDraft[] {
  const { baseline } = model;
  if (baseline?.kind !== 'deny') return [];
  const denied = directions.filter((direction) => baseline[direction]);
  const everywhere = denied.join(' and ');
  return [
    {
      namespace: model.name,
      name: baseline.sameNamespace ? 'same-namespace-only' : `default-deny-${suffixOf(denied)}`,
      role: 'deny',
      spec: denySpec({}, denied, baseline.sameNamespace ? ownPods : baseline.explicitEmptyLists ? nobody : {}),
      sentence: baseline.sameNamespace
        ? `pods of ${model.name} may talk to each other; all other ${everywhere} is denied unless another policy allows it`
        : `all ${everywhere} of ${model.name} is denied unless another policy allows it`,
      charts: [chart.id],
      site: model.site,
    },
  ];
}

function ownIsolation({ model, chart }: OwnedNamespace, isolation: Isolation): readonly PolicyDraft[] {
  const isolated = directions.flatMap((direction) =>
    isolation.isolatedWorkloads(model.name, direction).map((workload) => ({ workload, direction })),
  );
  return [...groupBy(isolated, ({ workload }) => workload.name).values()].map((same): PolicyDraft => {
    const denied = directions.filter((direction) => same.some((each) => each.direction === direction));
    const { name, selector, site } = (same.at(-1) ?? same[0]).workload;
    return {
      namespace: model.name,
      name: `isolate-${name}-${suffixOf(denied)}`,
      role: 'deny',
      spec: denySpec(canonicalSelector(selector), denied),
      sentence: `all ${denied.join(' and ')} of ${model.name}/${name} is denied unless another policy allows it`,
      charts: [chart.id],
      site,
    };
  });
}

const suffixOf = ([first, second]: readonly Direction[]): string => (first && !second ? first : 'all');

/** What is allowed all the same, by direction. */
type Allowed = Pick<NetworkPolicySpec, Direction>;

const nobody: Allowed = { ingress: [], egress: [] };
const ownPods: Allowed = { ingress: [{ from: [{ podSelector: {} }] }], egress: [{ to: [{ podSelector: {} }] }] };

function denySpec(podSelector: LabelSelector, denied: readonly Direction[], allowed: Allowed = {}): NetworkPolicySpec {
  return {
    podSelector,
    ...Object.fromEntries(denied.flatMap((direction) => (allowed[direction] ? [[direction, allowed[direction]]] : []))),
    policyTypes: denied.map((direction) => typeOf[direction]),
  };
}

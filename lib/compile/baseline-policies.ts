import type { Direction } from '../dsl/model';
import type { NetworkPolicySpec, PolicyType } from '../k8s/network-policy';
import type { Isolation } from './isolation';
import { canonicalSelector } from './lower-peer';
import type { OwnedNamespace } from './owned-namespaces';
import type { PolicyDraft } from './policy-draft';

const typeOf: Readonly<Record<Direction, PolicyType>> = { ingress: 'Ingress', egress: 'Egress' };
const suffixes = { ingress: 'ingress', egress: 'egress', both: 'all' } as const;

/** The policies that isolate: a namespace's default deny, and the workloads that are isolated on their own. */
export function baselinePolicies(owned: OwnedNamespace, isolation: Isolation): readonly PolicyDraft[] {
  return [...defaultDeny(owned), ...ownIsolation(owned, isolation)];
}

function defaultDeny({ model, chart }: OwnedNamespace): readonly PolicyDraft[] {
  const { baseline } = model;
  if (baseline?.kind !== 'deny') return [];
  const directions = directionsOf(baseline);
  const everywhere = directions.length === 2 ? 'ingress and egress' : `${directions[0]}`;
  return [
    {
      namespace: model.name,
      name: baseline.sameNamespace ? 'same-namespace-only' : `default-deny-${suffixOf(directions)}`,
      role: 'deny',
      spec: baseline.sameNamespace
        ? sameNamespaceSpec(directions)
        : denySpec({}, directions, baseline.explicitEmptyLists),
      sentence: baseline.sameNamespace
        ? `pods of ${model.name} may talk to each other; all other ${everywhere} is denied unless another policy allows it`
        : `all ${everywhere} of ${model.name} is denied unless another policy allows it`,
      reasons: [],
      exception: undefined,
      charts: [chart.id],
      site: model.site,
    },
  ];
}

function ownIsolation({ model, chart }: OwnedNamespace, isolation: Isolation): readonly PolicyDraft[] {
  const directionsByWorkload = new Map<string, { draft: PolicyDraft; directions: Direction[] }>();
  for (const direction of ['ingress', 'egress'] as const) {
    for (const workload of isolation.isolatedWorkloads(model.name, direction)) {
      const known = directionsByWorkload.get(workload.name);
      const directions = [...new Set([...(known?.directions ?? []), direction])];
      const everywhere = directions.join(' and ');
      const draft: PolicyDraft = {
        namespace: model.name,
        name: `isolate-${workload.name}-${suffixOf(directions)}`,
        role: 'deny',
        spec: denySpec(canonicalSelector(workload.selector), directions, false),
        sentence: `all ${everywhere} of ${model.name}/${workload.name} is denied unless another policy allows it`,
        reasons: [],
        exception: undefined,
        charts: [chart.id],
        site: workload.site,
      };
      directionsByWorkload.set(workload.name, { draft, directions });
    }
  }
  return [...directionsByWorkload.values()].map(({ draft }) => draft);
}

function directionsOf({
  ingress,
  egress,
}: {
  readonly ingress: boolean;
  readonly egress: boolean;
}): readonly Direction[] {
  return [...(ingress ? (['ingress'] as const) : []), ...(egress ? (['egress'] as const) : [])];
}

function suffixOf(directions: readonly Direction[]): string {
  return suffixes[directions.length === 2 ? 'both' : (directions[0] ?? 'both')];
}

function denySpec(
  podSelector: NetworkPolicySpec['podSelector'],
  directions: readonly Direction[],
  explicitEmptyLists: boolean,
): NetworkPolicySpec {
  return {
    podSelector: podSelector ?? {},
    ...(explicitEmptyLists && directions.includes('ingress') && { ingress: [] }),
    ...(explicitEmptyLists && directions.includes('egress') && { egress: [] }),
    policyTypes: directions.map((direction) => typeOf[direction]),
  };
}

function sameNamespaceSpec(directions: readonly Direction[]): NetworkPolicySpec {
  const ownPods = [{ podSelector: {} }];
  return {
    podSelector: {},
    ...(directions.includes('ingress') && { ingress: [{ from: ownPods }] }),
    ...(directions.includes('egress') && { egress: [{ to: ownPods }] }),
    policyTypes: directions.map((direction) => typeOf[direction]),
  };
}

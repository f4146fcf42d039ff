import type { ClusterModel, FlowModel, NamespaceModel, PeerModel, WorkloadModel } from '../../lib/dsl/model';

/** What an app is made of, as its author wrote it and before anything was compiled. */
export interface Declarations {
  readonly cluster: ClusterModel;
  /** Those that a chart lists, which makes them owned. */
  readonly namespaces: readonly NamespaceModel[];
  readonly flows: readonly FlowModel[];
}

/** One source, one target, and the words that were said about ports. */
export interface DeclaredPair {
  readonly from: PeerModel;
  readonly to: PeerModel;
  readonly ports: NonNullable<FlowModel['ports']>;
}

/** Several sources or targets of a flow are that many pairs. */
export function declaredPairs({ flows }: Declarations): readonly DeclaredPair[] {
  return flows.flatMap(({ from, to = [], ports = [] }) =>
    from.flatMap((source) => to.map((target) => ({ from: source, to: target, ports }))),
  );
}

/** The workloads of the listed namespaces, those that flows name, and those that stand beside what flows name. */
export function declaredWorkloads(declarations: Declarations): readonly WorkloadModel[] {
  const named = declaredPairs(declarations)
    .flatMap(({ from, to }) => [from, to])
    .filter(isOfOneNamespace);
  const namespaces = [...declarations.namespaces, ...named.map(({ namespace }) => namespace)];
  return [
    ...new Set([
      ...namespaces.flatMap((namespace) => namespace.workloads()),
      ...named.filter((peer) => peer.kind === 'workload'),
    ]),
  ];
}

/** Pods of a namespace that is called by its name; others, meant by labels or as addresses, are never owned. */
export function isOfOneNamespace(peer: PeerModel): peer is Extract<PeerModel, { readonly namespace: NamespaceModel }> {
  return 'namespace' in peer;
}

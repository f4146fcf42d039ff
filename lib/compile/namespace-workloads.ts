import type { PeerModel, WorkloadModel } from '../dsl/model';
import type { ChartDeclaration } from './declaration';
import { isPodPeer } from './peer-identity';

/** Every workload that the charts know, by namespace: declared on a namespace they list, or named by a flow or an invariant. */
export interface NamespaceWorkloads {
  /** In no particular order; a workload that was declared twice alike is listed twice. */
  of(namespace: string): readonly WorkloadModel[];
  readonly all: readonly WorkloadModel[];
}

export function namespaceWorkloads(charts: readonly ChartDeclaration[]): NamespaceWorkloads {
  const known = new Set<WorkloadModel>();
  const add = (workload: WorkloadModel) => known.add(workload);
  for (const chart of charts) {
    for (const namespace of chart.namespaces) namespace.workloads().forEach(add);
    for (const peer of peersOfChart(chart)) {
      if (!isPodPeer(peer)) continue;
      if (peer.kind === 'workload') add(peer);
      peer.namespace.workloads().forEach(add);
    }
  }
  const byNamespace = new Map<string, WorkloadModel[]>();
  for (const workload of known) {
    const sameNamespace = byNamespace.get(workload.namespace.name);
    if (sameNamespace) sameNamespace.push(workload);
    else byNamespace.set(workload.namespace.name, [workload]);
  }
  return { of: (namespace) => byNamespace.get(namespace) ?? [], all: [...known] };
}

/** Every peer that a chart's flows and invariants name. */
export function peersOfChart({ flows, invariants }: ChartDeclaration): readonly PeerModel[] {
  return [...flows, ...invariants].flatMap(({ from, to }) => [...from, ...(to ?? [])]);
}

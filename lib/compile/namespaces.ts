import { groupBy } from '../algebra/keyed';
import type { Finding } from '../diagnostics/finding';
import type { NamespaceModel, PeerModel, WorkloadModel } from '../dsl/model';
import type { ChartDeclaration } from './declaration';
import { isPodPeer } from './peer-identity';

/** A namespace that a chart lists: netpact writes its policies. */
export interface OwnedNamespace {
  readonly model: NamespaceModel;
  readonly chart: ChartDeclaration;
}

export type OwnedNamespaces = ReadonlyMap<string, OwnedNamespace>;

/** The namespaces that the charts list, by name; two charts, or two different declarations, are refused. */
export function ownedNamespaces(charts: readonly ChartDeclaration[], findings: Finding[]): OwnedNamespaces {
  const owned = new Map<string, OwnedNamespace>();
  for (const chart of charts) {
    for (const model of chart.namespaces) {
      const first = owned.get(model.name);
      if (!first) owned.set(model.name, { model, chart });
      else if (first.chart !== chart) findings.push(listedTwice(model, first, chart));
    }
  }
  checkDeclarations(charts, owned, findings);
  return owned;
}

/** A namespace may be declared in two files, if they say the same; what a flow names counts as well as what a chart lists. */
function checkDeclarations(charts: readonly ChartDeclaration[], owned: OwnedNamespaces, findings: Finding[]): void {
  const firsts = new Map([...owned].map(([name, { model }]) => [name, model]));
  const named = charts.flatMap((chart) => [
    ...chart.namespaces,
    ...peersOfChart(chart).flatMap((peer) => (isPodPeer(peer) && peer.namespace.baseline ? [peer.namespace] : [])),
  ]);
  for (const model of new Set(named)) {
    const first = firsts.get(model.name);
    if (!first) firsts.set(model.name, model);
    else if (first !== model && content(first) !== content(model)) findings.push(declaredTwice(model, first));
  }
}

/** The namespaces with a baseline that flows, invariants and assumptions name, listed or not, by name: the first of each. */
export function declaredNamespaces(charts: readonly ChartDeclaration[]): ReadonlyMap<string, NamespaceModel> {
  const declared = new Map<string, NamespaceModel>();
  for (const peer of charts.flatMap(peersOfChart))
    if (isPodPeer(peer) && peer.namespace.baseline && !declared.has(peer.namespace.name))
      declared.set(peer.namespace.name, peer.namespace);
  return declared;
}

function content({ labels, baseline, owner }: NamespaceModel): string {
  return JSON.stringify([Object.entries(labels).sort(), baseline, owner]);
}

function listedTwice(model: NamespaceModel, first: OwnedNamespace, chart: ChartDeclaration): Finding {
  return {
    code: 'namespace-listed-twice',
    severity: 'error',
    message: `namespace ${model.name} is listed by two charts, ${first.chart.id} and ${chart.id}`,
    at: chart.site,
    related: [{ at: first.chart.site, message: 'first listed here' }],
    help: ['list it in one chart; the others may name its workloads in their flows all the same'],
  };
}

function declaredTwice(model: NamespaceModel, first: NamespaceModel): Finding {
  return {
    code: 'namespace-declared-twice',
    severity: 'error',
    message: `namespace ${model.name} is declared twice with different content`,
    at: model.site,
    related: [{ at: first.site, message: 'first declared here' }],
    help: ['declare it once and import it from there'],
  };
}

/** Every workload that the charts know, by namespace: declared on a namespace they list, or named by a flow, an invariant or an assumption. */
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
  const byNamespace = groupBy(known, ({ namespace }) => namespace.name);
  return { of: (namespace) => byNamespace.get(namespace) ?? [], all: [...known] };
}

/** Every peer that a chart's flows, invariants and assumptions name. */
export function peersOfChart({ flows, invariants, assumptions }: ChartDeclaration): readonly PeerModel[] {
  return [
    ...[...flows, ...invariants].flatMap(({ from, to }) => [...from, ...(to ?? [])]),
    ...assumptions.flatMap(({ ends }) => ends),
  ];
}

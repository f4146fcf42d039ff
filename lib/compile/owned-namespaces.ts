import type { Finding } from '../diagnostics/finding';
import type { NamespaceModel } from '../dsl/model';
import type { ChartDeclaration } from './declaration';

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
      else if (first.model !== model && content(first.model) !== content(model))
        findings.push(declaredTwice(model, first));
    }
  }
  return owned;
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

function declaredTwice(model: NamespaceModel, first: OwnedNamespace): Finding {
  return {
    code: 'namespace-declared-twice',
    severity: 'error',
    message: `namespace ${model.name} is declared twice with different content`,
    at: model.site,
    related: [{ at: first.model.site, message: 'first declared here' }],
    help: ['declare it once and import it from there'],
  };
}

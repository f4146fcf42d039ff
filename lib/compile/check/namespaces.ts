import type { Finding } from '../../diagnostics/finding';
import type { NamespaceModel } from '../../dsl/model';
import type { ChartDeclaration } from '../declaration';
import type { OwnedNamespaces } from '../namespaces';
import { checkLabels, checkName } from './labels';

/** The namespaces that netpact writes into: name, labels, and a baseline that says something. */
export function checkNamespaces(owned: OwnedNamespaces, findings: Finding[]): void {
  for (const { model, chart } of owned.values()) {
    checkName('this namespace', model.name, model.site, findings);
    checkLabels(`namespace ${model.name}`, model.labels, model.site, findings);
    checkBaseline(model, chart, findings);
  }
}

function checkBaseline(model: NamespaceModel, chart: ChartDeclaration, findings: Finding[]): void {
  const { name, baseline, problems = [], site } = model;
  const refused = (code: string, message: string, help: string): void => {
    findings.push({ code, severity: 'error', message, at: site, help: [help] });
  };
  if (problems.length > 0) findings.push(...problems);
  else if (!baseline) findings.push(foreignListed(model, chart));
  else if (baseline.kind === 'open' && blank(baseline.reason))
    refused(
      'open-without-reason',
      `namespace ${name} is open without a reason`,
      "say why: open('migrating until May')",
    );
  else if (baseline.kind === 'provided' && blank(baseline.reason))
    refused(
      'provider-missing',
      `the baseline of namespace ${name} is provided by nobody`,
      "say by what: providedBy('kyverno/default-deny', …)",
    );
  else if (baseline.kind === 'provided' && !baseline.ingress && !baseline.egress)
    refused(
      'provided-nothing',
      `the baseline of namespace ${name} is provided by ${baseline.reason}, which denies neither ingress nor egress`,
      'say { ingress: true }, { egress: true } or both; if it denies nothing, the baseline is open(reason)',
    );
}

function foreignListed({ name, site }: NamespaceModel, chart: ChartDeclaration): Finding {
  return {
    code: 'namespace-without-baseline',
    severity: 'error',
    message: `the chart ${chart.id} lists namespace ${name}, which is foreign and has no baseline`,
    at: chart.site,
    related: [{ at: site, message: 'made here' }],
    help: [
      `if it is yours, say namespace('${name}', { baseline: denyAll() })`,
      "if it is somebody else's, take it out of `namespaces`: flows may name its workloads all the same",
    ],
  };
}

const blank = (text: unknown): boolean => typeof text !== 'string' || text.trim() === '';

import type { Finding } from '../../diagnostics/finding';
import type { NamespaceModel } from '../../dsl/model';
import type { OwnedNamespaces } from '../namespaces';
import { checkLabels, checkName } from './labels';

/** The namespaces that netpact writes into: name, labels, and a baseline that says something. */
export function checkNamespaces(owned: OwnedNamespaces, findings: Finding[]): void {
  for (const { model } of owned.values()) {
    checkName('this namespace', model.name, model.site, findings);
    checkLabels(`namespace ${model.name}`, model.labels, model.site, findings);
    checkBaseline(model, findings);
  }
}

function checkBaseline({ name, baseline, site }: NamespaceModel, findings: Finding[]): void {
  const refused = (code: string, message: string, help: string): void => {
    findings.push({ code, severity: 'error', message, at: site, help: [help] });
  };
  if (!baseline)
    refused(
      'namespace-without-baseline',
      `namespace ${name} has no baseline`,
      'say baseline: denyAll(), or open(reason)',
    );
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

const blank = (text: unknown): boolean => typeof text !== 'string' || text.trim() === '';

import { parseCidr } from '../../algebra/cidr';
import type { CallSite } from '../../diagnostics/call-site';
import type { Finding } from '../../diagnostics/finding';
import { nearest } from '../../diagnostics/suggest';
import type { ClusterModel, DnsModel } from '../../dsl/model';
import { parsePort } from '../../dsl/ports';
import { labelValueProblem } from '../../k8s/validate/names';
import { type AppDeclaration, policyForms } from '../declaration';
import type { OwnedNamespaces } from '../namespaces';
import { readCidrs } from './cidrs';
import { checkLabels, checkSelector } from './labels';

/** What the app and its charts put into every manifest: a label's value, and the beginning of names. */
export function checkApp({ name, form, charts }: AppDeclaration, findings: Finding[]): void {
  const problem = name === '' ? 'must not be empty' : labelValueProblem(name);
  if (problem)
    findings.push({
      code: 'app-name-invalid',
      severity: 'error',
      message: `the name ${JSON.stringify(name)} of the app ${problem}`,
      help: ["it becomes a label of every policy: new PolicyApp({ name: 'shop' })"],
    });
  // What escaped the types.
  if (!policyForms.includes(form)) findings.push(unknownForm(form));
  for (const { namePrefix, site } of charts)
    if (namePrefix !== '' && !isPrefix(namePrefix))
      findings.push({
        code: 'name-prefix-invalid',
        severity: 'error',
        message: `the namePrefix ${JSON.stringify(namePrefix)} cannot begin a name: it takes lower-case letters, digits and "-", and starts with a letter or digit`,
        at: site,
        token: namePrefix,
        help: ["say it with its separator: namePrefix: 'shop-'"],
      });
}

function unknownForm(form: unknown): Finding {
  const meant = typeof form === 'string' ? nearest(form, policyForms) : undefined;
  return {
    code: 'policy-form-unknown',
    severity: 'error',
    message: `policies: ${JSON.stringify(form) ?? String(form)} of the app is no form that policies have`,
    help: [
      ...(meant === undefined ? [] : [`did you mean '${meant}'?`]),
      "say policies: 'per-flow' for a policy for each flow, or 'per-workload' for one for each workload and direction",
    ],
  };
}

/** Whether names that begin with it are accepted by Kubernetes. */
export const isPrefix = (text: string): boolean => /^[a-z0-9][-a-z0-9]*$/.test(text);

/** The profile of the cluster: its CIDRs, and that it has a family at all. */
export function checkCluster(cluster: ClusterModel, findings: Finding[]): void {
  const { site, problems = [] } = cluster;
  findings.push(...problems);
  for (const list of ['podCidrs', 'serviceCidrs', 'nodeCidrs', 'apiServer'] as const) {
    readCidrs(`the ${list} of the cluster`, cluster[list], site, findings);
    for (const text of cluster[list]) if (parseCidr(text)?.prefix === 0) findings.push(everything(list, text, cluster));
  }
  if (cluster.families.length === 0 && problems.length === 0)
    findings.push({
      code: 'cluster-without-family',
      severity: 'error',
      message: 'the cluster has an empty list of address families, and no family never means everyone',
      at: site,
      help: ["say families: ['IPv4'], ['IPv6'] or both"],
    });
}

function everything(list: string, text: string, { site }: ClusterModel): Finding {
  return {
    code: 'cluster-cidr-everything',
    severity: 'error',
    message: `${text} in the ${list} of the cluster is every address`,
    at: site,
    token: text,
    help: ['list the blocks that the cluster really uses'],
  };
}

/** The DNS of the profile and of every baseline: an empty list of ports or peers would open egress to everything. */
export function checkDnsServices(cluster: ClusterModel, owned: OwnedNamespaces, findings: Finding[]): void {
  checkDns('the dns of the cluster', cluster.dns, cluster.site, findings);
  for (const { model } of owned.values()) {
    const dns = model.baseline?.dns;
    if (typeof dns === 'object') checkDns(`the dns of namespace ${model.name}`, dns, model.site, findings);
  }
}

function checkDns(what: string, dns: DnsModel, site: CallSite, findings: Finding[]): void {
  readCidrs(what, dns.cidrs, site, findings);
  for (const { namespaceSelector, podSelector } of dns.pods) {
    checkLabels(`the namespace of ${what}`, namespaceSelector.matchLabels ?? {}, site, findings);
    checkSelector(`the pods of ${what}`, podSelector, site, findings);
  }
  for (const port of dns.ports)
    if (!parsePort(port))
      findings.push({
        code: 'port-invalid',
        severity: 'error',
        message: `${JSON.stringify(port)}, a port of ${what}, is no port`,
        at: site,
        token: String(port),
        help: ['say 1 to 65535 or udp(n)'],
      });
  const missing = dns.ports.length === 0 ? 'port' : dns.pods.length + dns.cidrs.length === 0 ? 'peer' : undefined;
  if (missing)
    findings.push({
      code: 'dns-empty',
      severity: 'error',
      message: `${what} has no ${missing}, and an empty list would allow everything`,
      at: site,
      help: ['say dns: false for no DNS, or name its pods or addresses: dnsService({ cidrs: [...] })'],
    });
}

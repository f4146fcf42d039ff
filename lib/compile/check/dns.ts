import type { CallSite } from '../../diagnostics/call-site';
import type { Finding } from '../../diagnostics/finding';
import type { ClusterModel, DnsModel } from '../../dsl/model';
import { parsePort } from '../../dsl/ports';
import type { OwnedNamespaces } from '../owned-namespaces';
import { readCidrs } from './cidrs';
import { checkLabels, checkSelector } from './labels';

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

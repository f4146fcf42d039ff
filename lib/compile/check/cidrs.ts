import { type Cidr, containsCidr, formatCidr, overlapsCidr, parseCidr } from '../../algebra/cidr';
import type { CallSite } from '../../diagnostics/call-site';
import type { Finding } from '../../diagnostics/finding';
import type { CidrModel, ClusterModel } from '../../dsl/model';

/** A `cidr()`: strict notation, exceptions inside their block, and no pod or service addresses unless that was said. */
export function checkCidrPeer(peer: CidrModel, cluster: ClusterModel, findings: Finding[]): void {
  const what = `cidr '${peer.name}'`;
  findings.push(...(peer.problems ?? []));
  if (peer.problems?.length) return;
  if (peer.ranges.length === 0) findings.push(noRanges(what, peer.site));
  const ranges = readCidrs(what, peer.ranges, peer.site, findings);
  for (const hole of readCidrs(what, peer.except, peer.site, findings))
    checkHole(what, hole, ranges, peer.site, findings);
  if (peer.includingPods) return;
  for (const range of ranges) {
    const left = [...cluster.podCidrs, ...cluster.serviceCidrs].filter((own) => !isCutOut(own, peer.except));
    const clusterOwn = overlapsAny(range, left);
    if (clusterOwn !== undefined) findings.push(coversPods(what, range, clusterOwn, peer.site));
  }
}

/** Those that parse; the others are reported. */
export function readCidrs(
  what: string,
  texts: readonly string[],
  site: CallSite,
  findings: Finding[],
): readonly Cidr[] {
  return texts.flatMap((text) => {
    const cidr = typeof text === 'string' ? parseCidr(text) : undefined;
    if (cidr && !cidr.hasHostBits) return [cidr];
    findings.push(cidr ? hostBits(what, text, cidr, site) : notACidr(what, text, site));
    return [];
  });
}

function checkHole(what: string, hole: Cidr, ranges: readonly Cidr[], site: CallSite, findings: Finding[]): void {
  if (ranges.length === 0) return;
  const text = formatCidr(hole);
  if (!ranges.some(({ family }) => family === hole.family))
    findings.push({
      code: 'cidr-except-family',
      severity: 'error',
      message: `the exception ${text} of ${what} is IPv${hole.family}, and no range of it is`,
      at: site,
      token: text,
      help: [`add an IPv${hole.family} range, or leave the exception out`],
    });
  else if (!ranges.some((range) => containsCidr(range, hole) && range.prefix < hole.prefix))
    findings.push({
      code: 'cidr-except-outside',
      severity: 'error',
      message: `the exception ${text} of ${what} is not a smaller block inside one of its ranges (${ranges.map(formatCidr).join(', ')})`,
      at: site,
      token: text,
      help: ['an exception must lie strictly inside a range: correct it, or leave it out'],
    });
}

/** The first of these that a block shares addresses with. */
function overlapsAny(block: Cidr, others: readonly string[]): string | undefined {
  return others.find((text) => {
    const other = parseCidr(text);
    return other !== undefined && overlapsCidr(block, other);
  });
}

function isCutOut(own: string, except: readonly string[]): boolean {
  const block = parseCidr(own);
  return except.some((text) => {
    const hole = parseCidr(text);
    return block !== undefined && hole !== undefined && containsCidr(hole, block);
  });
}

function notACidr(what: string, text: unknown, site: CallSite): Finding {
  const isAddress = typeof text === 'string' && !text.includes('/');
  return {
    code: 'cidr-invalid',
    severity: 'error',
    message: `${JSON.stringify(text)} in ${what} is no CIDR as Kubernetes reads them`,
    at: site,
    token: String(text),
    help: [
      isAddress
        ? `say the prefix as well: ${text}/${String(text).includes(':') ? 128 : 32} is one address`
        : 'write address/prefix without leading zeros, like 10.20.0.0/16 or 2001:db8::/32',
    ],
  };
}

function hostBits(what: string, text: string, cidr: Cidr, site: CallSite): Finding {
  return {
    code: 'cidr-host-bits',
    severity: 'error',
    message: `${text} in ${what} has bits set beyond its prefix`,
    at: site,
    token: text,
    help: [`say ${formatCidr(cidr)} for the block, or a longer prefix for fewer addresses`],
  };
}

function noRanges(what: string, site: CallSite): Finding {
  return {
    code: 'cidr-empty',
    severity: 'error',
    message: `${what} has an empty list of ranges, and no range never means everyone`,
    at: site,
    help: ['list at least one CIDR, or leave out the flows that use it'],
  };
}

function coversPods(what: string, range: Cidr, own: string, site: CallSite): Finding {
  return {
    code: 'cidr-covers-pods',
    severity: 'error',
    message: `${formatCidr(range)} in ${what} overlaps the cluster's own ${own}: whether it then admits pods depends on the CNI`,
    at: site,
    token: formatCidr(range),
    help: [`leave the cluster out (except: ['${own}']) and name pods by their labels, or accept it: .includingPods()`],
  };
}

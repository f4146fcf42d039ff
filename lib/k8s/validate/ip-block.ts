import { type Cidr, containsCidr, formatCidr, parseCidr } from '../../algebra/cidr';
import { decodeList, decodeMap, decodeString } from './decode';
import { invalid, type Report } from './policy-problem';

const ipBlockFields = ['cidr', 'except'];

/** Checks an `ipBlock` as Kubernetes 1.36 does (docs/semantics.md 22). */
export function checkIpBlock(value: unknown, field: string, report: Report): void {
  const block = decodeMap(value, field, ipBlockFields, report);
  if (!block) return;
  const cidrText = decodeString(block.cidr, `${field}.cidr`, report);
  const except = decodeList(block.except, `${field}.except`, report) ?? [];
  if (cidrText === '') {
    report(invalid(`${field}.cidr`, 'FieldValueRequired', 'is missing: an ipBlock needs it', 'write cidr: 10.0.0.0/8'));
  }
  // Without a cidr to compare with, the server does not look at the exceptions either.
  if (!cidrText) return;
  const cidr = checkCidr(cidrText, `${field}.cidr`, report);
  if (!cidr && !isAlmostCidr(cidrText)) return;
  for (const [index, raw] of except.entries()) {
    const exceptField = `${field}.except[${index}]`;
    const text = decodeString(raw, exceptField, report);
    const inner = text === undefined ? undefined : checkCidr(text, exceptField, report);
    if (!inner || !cidr || (containsCidr(cidr, inner) && inner.prefix > cidr.prefix)) continue;
    const message = `is ${text}, which is no strict subset of the cidr ${cidrText}`;
    report(invalid(exceptField, 'FieldValueInvalid', message, 'take out only parts of the block itself'));
  }
}

function checkCidr(text: string, field: string, report: Report): Cidr | undefined {
  const cidr = parseCidr(text);
  if (!cidr) {
    const message = `is ${JSON.stringify(text)}: ${unreadable(text)}`;
    report(invalid(field, 'FieldValueInvalid', message, 'write it as 10.9.8.0/24 or 2001:db8::/64'));
  } else if (cidr.hasHostBits) {
    const message = `is ${text}, which has bits set beyond the prefix length`;
    const problem = invalid(field, 'FieldValueInvalid', message, `write ${formatCidr(cidr)}`);
    report({ ...problem, isTolerated: true });
  } else if (cidr.family === 6 && formatCidr(cidr) !== text) {
    const message = `is ${text}, which is not the canonical form of ${formatCidr(cidr)}`;
    const problem = invalid(field, 'FieldValueInvalid', message, `write ${formatCidr(cidr)}`);
    report({ ...problem, severity: 'warning' });
  }
  return cidr;
}

function unreadable(text: string): string {
  if (!text.includes('/')) return 'a block of addresses needs a prefix length, as in 10.0.0.0/8';
  if (isLeadingZeros(text)) return 'leading zeros are refused, because some programs read them as octal';
  if (isIpv4Mapped(text)) return 'an IPv4-mapped IPv6 address is refused';
  return 'this is no block of addresses';
}

/** Blocks that the server reads in order to compare them, although it refuses how they are written. */
function isAlmostCidr(text: string): boolean {
  return isLeadingZeros(text) || isIpv4Mapped(text);
}

function isLeadingZeros(text: string): boolean {
  const match = /^(\d{1,3}(?:\.\d{1,3}){3})\/(\d{1,3})$/.exec(text);
  if (!match) return false;
  const plain = [match[1], match[2]].map((part) => (part ?? '').replace(/\b0+(?=\d)/g, ''));
  return plain.join('/') !== text && parseCidr(plain.join('/')) !== undefined;
}

const isIpv4Mapped = (text: string): boolean => /^::ffff:(?:\d+\.\d+\.\d+\.\d+|[\da-f]+:[\da-f]+)\/\d+$/i.test(text);

/** An IPv4 or IPv6 address as a number of its family. */
export interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

/** Reads `192.0.2.1` or `2001:db8::1`. Throws on anything else: a test with a misspelt address must not pass. */
export function readAddress(text: string): Address {
  return text.includes(':') ? readSixteenBytes(text) : readFourBytes(text);
}

/** The same few addresses and blocks are asked about millions of times. */
const answered = new Map<string, boolean>();

/** Whether `192.0.2.1` lies in `192.0.2.0/24`. */
export function isInCidr(address: string, cidr: string): boolean {
  const key = `${address} ${cidr}`;
  const answer = answered.get(key) ?? liesIn(readAddress(address), cidr);
  answered.set(key, answer);
  return answer;
}

function liesIn(address: Address, cidr: string): boolean {
  const [base = '', prefix] = cidr.split('/');
  const block = readAddress(base);
  if (block.bits !== address.bits) return false;
  const shift = BigInt(block.bits - Number(prefix));
  return address.value >> shift === block.value >> shift;
}

/** Whether `192.0.2.1` lies in `192.0.2.0-192.0.2.255`, both ends included. */
export function isInRange(address: string, range: string): boolean {
  const { bits, value } = readAddress(address);
  const [first, last] = range.split('-').map(readAddress);
  if (!first || !last) throw new Error(`no range: ${range}`);
  return first.bits === bits && first.value <= value && value <= last.value;
}

function readFourBytes(text: string): Address {
  const parts = text.split('.').map(Number);
  if (parts.length !== 4 || parts.some((part) => !(part >= 0 && part <= 255))) throw new Error(`no address: ${text}`);
  return { bits: 32, value: parts.reduce((value, part) => value * 256n + BigInt(part), 0n) };
}

function readSixteenBytes(text: string): Address {
  const [left = '', right] = text.split('::');
  const head = words(left);
  const tail = words(right ?? '');
  const zeros = right === undefined ? [] : Array.from({ length: 8 - head.length - tail.length }, () => '0');
  const all = [...head, ...zeros, ...tail];
  if (all.length !== 8) throw new Error(`no address: ${text}`);
  return { bits: 128, value: all.reduce((value, word) => value * 65536n + BigInt(`0x${word}`), 0n) };
}

const words = (text: string): readonly string[] => (text === '' ? [] : text.split(':'));

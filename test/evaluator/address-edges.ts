import { type Address, readAddress } from './address';

/** The first and the last address of each block, and the addresses next to them, each once. */
export function addressEdges(blocks: readonly string[]): readonly string[] {
  return [...new Set(blocks.flatMap(edgesOf))];
}

function edgesOf(block: string): readonly string[] {
  const [base = '', prefix] = block.split('/');
  const { bits, value } = readAddress(base);
  const size = 1n << BigInt(bits - Number(prefix));
  const first = value - (value % size);
  return [first - 1n, first, first + size - 1n, first + size]
    .filter((edge) => edge >= 0n && edge < 1n << BigInt(bits))
    .map((edge) => formatAddress({ bits, value: edge }));
}

/** IPv6 with all its eight groups. */
function formatAddress({ bits, value }: Address): string {
  const [groups, width] = bits === 32 ? [4, 8n] : [8, 16n];
  const parts = Array.from(
    { length: groups },
    (_, index) => (value >> (width * BigInt(groups - 1 - index))) % (1n << width),
  );
  return bits === 32 ? parts.join('.') : parts.map((part) => part.toString(16)).join(':');
}

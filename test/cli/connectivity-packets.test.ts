import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { scene } from './run-netpact';

const folder = path.resolve(__dirname, '../../../shared/truth/packets');
const clusters = existsSync(folder) ? readdirSync(folder).filter((_, index) => index % 12 === 0) : [];

interface Row {
  readonly src: string;
  readonly dst: string;
  readonly conn: string;
}
interface Packets {
  readonly src: string;
  readonly dst: string;
  readonly open: readonly string[];
  readonly closed: readonly string[];
}

/** Reads the contract as a stranger would: text and numbers only. */
function isOpen(rows: readonly Row[], src: string, dst: string, port: string): boolean {
  const [protocol, number] = port.split(' ');
  return rows.some((row) => {
    if (!isEnd(row.src, src) || !isEnd(row.dst, dst)) return false;
    if (row.conn === 'All Connections') return true;
    let current = '';
    return row.conn.split(',').some((part) => {
      const [word, ports] = part.includes(' ') ? part.split(' ') : [current, part];
      current = word ?? '';
      const [first = '', last = first] = (ports ?? '').split('-');
      return current === protocol && Number(first) <= Number(number) && Number(number) <= Number(last);
    });
  });
}

function isEnd(written: string, asked: string): boolean {
  if (written === asked) return true;
  const [first, last] = written.split('-').map(numberOf);
  const address = numberOf(asked);
  return first !== undefined && last !== undefined && address !== undefined && first <= address && address <= last;
}

function numberOf(address: string): number | undefined {
  if (!/^\d+\.\d+\.\d+\.\d+$/.test(address)) return undefined;
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

(clusters.length > 0 ? describe : describe.skip)(
  `the JSON contract and real packets (${folder}; skipped where absent)`,
  () => {
    test.each(clusters)('cluster %s', (name) => {
      const empty = scene();
      const run = empty.netpact(['connectivity', path.join(folder, name, 'cluster.yaml'), '--format', 'json']);
      empty.remove();
      expect(run.code).toBe(0);
      const rows = JSON.parse(run.stdout) as Row[];
      const lines = readFileSync(path.join(folder, name, 'packets.jsonl'), 'utf8')
        .trim()
        .split('\n');
      const wrong = lines.flatMap((text) => {
        const { src, dst, open, closed } = JSON.parse(text) as Packets;
        // IPv4 rows alone are printed, and a workload with itself is left out.
        if (src === dst || src.includes(':') || dst.includes(':')) return [];
        return [
          ...open.filter((port) => !isOpen(rows, src, dst, port)).map((port) => `${src} to ${dst} ${port} was open`),
          ...closed.filter((port) => isOpen(rows, src, dst, port)).map((port) => `${src} to ${dst} ${port} was closed`),
        ];
      });
      expect(wrong).toEqual([]);
    });
  },
);

import { Writable } from 'node:stream';
import { allPorts, portRange } from '../../lib/algebra/port-set';
import type { ConnectivityRow } from '../../lib/analyze/connectivity/connectivity';
import { writeAll } from '../../lib/cli/console/write-all';
import { connectivityCsv, connectivityJson, connectivityMd } from '../../lib/report/connectivity/connectivity-rows';

// Names come from manifests that anybody may have written.
const hostile = 'a/"x",<b>|`y`\\[z](javascript:1)\n\u001b[31m[Pod]';
const formula = '=HYPERLINK("http://evil")';
const rows: readonly ConnectivityRow[] = [
  { src: formula, dst: hostile, conn: 'TCP 80,443', ports: portRange('TCP', 80, 80) },
  { src: hostile, dst: '10.0.0.0-10.255.255.255', conn: 'All Connections', ports: allPorts },
];
const text = (format: (all: typeof rows) => Iterable<string>) => [...format(rows)].join('');

describe('formats of connectivity', () => {
  test('JSON parses to what went in', () => {
    expect(JSON.parse(text(connectivityJson))).toEqual(rows.map(({ src, dst, conn }) => ({ src, dst, conn })));
    expect([...connectivityJson([])].join('')).toBe('[]\n');
  });

  test('JSON of many rows is written in chunks of bounded size', async () => {
    function* many(): Generator<ConnectivityRow> {
      for (let index = 0; index < 20_000; index++) yield { src: 's', dst: `${index}`, conn: 'TCP 1', ports: allPorts };
    }
    const sizes: number[] = [];
    const stream = new Writable({
      decodeStrings: false,
      write(chunk: string, _encoding, done) {
        sizes.push(chunk.length);
        done();
      },
    });
    await writeAll(stream, connectivityJson(many()));
    expect(sizes.length).toBeGreaterThan(5);
    expect(Math.max(...sizes)).toBeLessThan(70_000);
  });

  test('CSV quotes, and no cell is a formula', () => {
    const lines = text(connectivityCsv);
    expect(lines.startsWith('src,dst,conn\n"\'=HYPERLINK(""http://evil"")","a/""x"",<b>|')).toBe(true);
    expect(lines).toContain('"TCP 80,443"\n');
  });

  test('Markdown has three cells a row, no markup and no control characters', () => {
    const lines = text(connectivityMd).trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    for (const line of lines) expect(line.replace(/\\./g, '').split('|')).toHaveLength(5);
    expect(lines.join('')).not.toMatch(/<b>|(?<!\\)`|(?<!\\)\]\(/);
    expect(lines.join('')).not.toContain('\u001b');
  });
});

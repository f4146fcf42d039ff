import { allPorts, portRange } from '../../lib/algebra/port-set';
import type { ConnectivityRow } from '../../lib/analyze/connectivity/connectivity';
import { connectivityCsv } from '../../lib/report/connectivity/connectivity-csv';
import { connectivityDot } from '../../lib/report/connectivity/connectivity-dot';
import { connectivityJson } from '../../lib/report/connectivity/connectivity-json';
import { connectivityMd } from '../../lib/report/connectivity/connectivity-md';
import { connectivityMermaid } from '../../lib/report/connectivity/connectivity-mermaid';

// Names come from manifests that anybody may have written.
const hostile = 'a/"x",<b>|`y`\\[z](javascript:1)\n\u001b[31m[Pod]';
const formula = '=HYPERLINK("http://evil")';
const rows: readonly ConnectivityRow[] = [
  { src: formula, dst: hostile, conn: 'TCP 80,443', ports: portRange('TCP', 80, 80) },
  { src: hostile, dst: '10.0.0.0-10.255.255.255', conn: 'All Connections', ports: allPorts },
];
const pods = [
  { name: hostile, namespace: 'a' },
  { name: formula, namespace: '=HYPERLINK' },
];
const text = (format: (result: { pods: typeof pods; rows: typeof rows }) => Iterable<string>) =>
  [...format({ pods, rows })].join('');

describe('formats of connectivity', () => {
  test('JSON parses to what went in', () => {
    expect(JSON.parse(text(connectivityJson))).toEqual(rows.map(({ src, dst, conn }) => ({ src, dst, conn })));
    expect([...connectivityJson({ pods, rows: [] })].join('')).toBe('[]\n');
  });

  test('JSON of many rows comes in pieces of bounded size', () => {
    function* many(): Generator<ConnectivityRow> {
      for (let index = 0; index < 20_000; index++) yield { src: 's', dst: `${index}`, conn: 'TCP 1', ports: allPorts };
    }
    const sizes = [...connectivityJson({ pods, rows: many() })].map((piece) => piece.length);
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

  test('dot keeps quotes and backslashes inside strings', () => {
    const lines = text(connectivityDot);
    const outside = lines.replace(/"(?:\\.|[^"\\])*"/gs, 'S');
    expect(outside).not.toMatch(/["\\<]/);
    expect(outside).toContain('  S -> S [label=S];\n');
    expect(outside).toContain('  S [shape=box];\n');
  });

  test('dot and Mermaid show an open namespace as open, and the internet as its own shape', () => {
    const open = [{ name: 'b/x[Pod]', namespace: 'b', openTo: ['ingress'] as const }];
    const all = { src: '0.0.0.0-255.255.255.255', dst: 'b/x[Pod]', conn: 'All Connections', ports: allPorts };
    const dot = [...connectivityDot({ pods: open, rows: [all] })].join('');
    expect(dot).toContain('label="b (open: ingress)";\n    style=dashed;');
    expect(dot).toContain('"0.0.0.0-255.255.255.255" [shape=doubleoctagon];\n');
    const mermaid = [...connectivityMermaid({ pods: open, rows: [all] })].join('');
    expect(mermaid).toContain('subgraph s0["b (open: ingress)"]');
    expect(mermaid).toContain('  style s0 stroke:#bc4c00');
    expect(mermaid).toContain('n1{{"0.0.0.0-255.255.255.255"}}');
  });

  test('Mermaid has no quote, bracket or line break inside a string', () => {
    const lines = text(connectivityMermaid).trimEnd().split('\n');
    const outside = lines.map((line) => line.replace(/"[^"]*"/g, 'S'));
    for (const line of outside)
      expect(line).toMatch(
        /^(flowchart LR| {2}subgraph s\d+\[S\]| {2}end| {4}n\d+\[S\]| {2}n\d+\(\[S\]\)| {2}n\d+ -->\|S\| n\d+)$/,
      );
    expect(lines.join('')).not.toContain('<b>');
  });
});

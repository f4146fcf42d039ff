import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { builtMain } from '../built-netpact';
import type { Figure } from './figure';
import { type Run, runOnce } from './whole-process';

const generator = path.resolve('../shared/pressure/generate.py');

/** How large each kind is at 1 MB. */
const sizes: Readonly<Record<string, number>> = {
  exprs: 2848,
  exprs1: 1216,
  notin: 944,
  ipblocks: 216,
  ipsplit: 2240,
  ports: 1824,
  grid: 416,
  nssel: 1472,
  bits: 3200,
  cover: 5504,
  coverp: 2688,
  svc: 1424,
  peers: 15360,
  rules: 7168,
};

const mostMilliseconds = 10_000;
const mostMegabytes = 1000;
/** Below this the start of the process hides how a command grows. */
const measurable = 1500;

/** Every command on inputs that press where algorithms grow, at 1 MB and at half of it. */
export function pressure(): { readonly report: string; readonly figures: readonly Figure[] } {
  if (!existsSync(generator)) return { report: `  skipped: ${generator} is not there`, figures: [] };
  const folder = mkdtempSync(path.join(os.tmpdir(), 'netpact-bench-'));
  const lines: string[] = [];
  const figures = Object.entries(sizes).map(([kind, size]): Figure => {
    const [half, whole] = [runsOf(folder, kind, size >> 1), runsOf(folder, kind, size)];
    const rows = [...whole].map(([name, run]) => ({ name, run, before: half.get(name) ?? run }));
    for (const { name, run, before } of rows)
      lines.push(
        `  ${`${kind} ${name}`.padEnd(30)} ${before.milliseconds.toFixed(0).padStart(7)} ms ${run.milliseconds.toFixed(0).padStart(7)} ms ${run.megabytes.toFixed(0).padStart(6)} MB`,
      );
    const broken = rows.filter(
      ({ run, before }) =>
        run.milliseconds > mostMilliseconds ||
        run.megabytes > mostMegabytes ||
        (run.milliseconds > measurable && run.milliseconds > 3 * before.milliseconds),
    );
    return {
      promise: `${kind}, 1 MB: every command in 10 s and 1 GB, and at most three times as long as half of it`,
      measured: broken.length === 0 ? 'all' : `not ${broken.map(({ name }) => name).join(', ')}`,
      isKept: broken.length === 0,
    };
  });
  return { report: lines.join('\n'), figures };
}

function runsOf(folder: string, kind: string, size: number): ReadonlyMap<string, Run> {
  const [file, without] = [path.join(folder, `${kind}-${size}.yaml`), path.join(folder, `${kind}-${size}-less.yaml`)];
  const text = execFileSync('python3', [generator, kind, `${size}`], { encoding: 'utf8', maxBuffer: 1 << 28 });
  // What begins with a brace would be JSON to its end.
  const write = (name: string, some: readonly string[]) => writeFileSync(name, `---\n${some.join('\n---\n')}`);
  const documents = text.split('\n---\n');
  const last = documents.findLastIndex((each) => each.includes('"NetworkPolicy"'));
  write(file, documents);
  write(
    without,
    documents.filter((_, index) => index !== last),
  );
  const namespace = kind === 'grid' ? 'n0' : 'shop';
  const commands: Readonly<Record<string, readonly string[]>> = {
    connectivity: ['connectivity', file],
    'connectivity --exposure': ['connectivity', '--exposure', file],
    explain: ['explain', `${namespace}/[app=w1]`, `${namespace}/[app=w0]`, '80', file],
    diff: ['diff', file, without],
    audit: ['audit', '--fail-on', 'never', '--now', '2026-11-21', file],
    report: ['report', file],
    'report --exposure': ['report', '--exposure', file],
  };
  return new Map(
    Object.entries(commands).map(([name, words]) => [
      name,
      runOnce({ label: `${kind} ${name}`, argv: ['node', builtMain(), ...words] }),
    ]),
  );
}

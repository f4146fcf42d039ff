import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** One finished run of a command. */
export interface Run {
  readonly stderr: string;
  readonly milliseconds: number;
  /** Peak resident memory of the Node process itself, in MB. */
  readonly megabytes: number;
}

/** A command to measure from outside. */
export interface Command {
  readonly label: string;
  /** The program and its arguments; `node` is the running one. */
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

const memoryProbe = path.join(__dirname, 'memory-probe.cjs');

/** Runs the commands in turn, A B A B, after one warm-up of each, so that drift of the machine meets all alike. */
export function measure(commands: readonly Command[], rounds: number): ReadonlyMap<Command, readonly Run[]> {
  const runs = new Map<Command, Run[]>(commands.map((command) => [command, []]));
  for (const command of commands) runOnce(command);
  for (let round = 0; round < rounds; round++)
    for (const command of commands) runs.get(command)?.push(runOnce(command));
  return runs;
}

/** What one run of a command prints on standard output. */
export function outputOf({ argv: [, ...rest] }: Command): string {
  return execFileSync(process.execPath, rest, { encoding: 'utf8' });
}

export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** One run of a command, without a warm-up. */
export function runOnce({ label, argv, env, cwd }: Command): Run {
  const memoryFile = path.join(os.tmpdir(), `netpact-bench-${process.pid}`);
  const [program = '', ...rest] = argv;
  const start = performance.now();
  const result = spawnSync(program === 'node' ? process.execPath : program, rest, {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
    maxBuffer: 1 << 28,
    env: { ...process.env, NODE_OPTIONS: `--require ${memoryProbe}`, NETPACT_BENCH_MEMORY: memoryFile, ...env },
  });
  const milliseconds = performance.now() - start;
  if (result.status !== 0) throw new Error(`${label} failed with ${result.status}:\n${result.stderr}`);
  const megabytes = Number(readFileSync(memoryFile, 'utf8')) / 1024;
  rmSync(memoryFile);
  return { milliseconds, megabytes, stderr: result.stderr.toString() };
}

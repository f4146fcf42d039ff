import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Scene, scene, shopApp } from './run-netpact';

const namespaces = Array.from({ length: 60 }, (_, n) => `team${n}`);
const fast = ['synth', 'main.ts', '--no-typecheck', '--layout', 'per-policy'];

let current: Scene;
beforeEach(() => {
  current = scene({ 'main.ts': shopApp({ namespaces }) });
});
afterEach(() => current.remove());

const written = () => current.files().filter((file) => file.startsWith('dist/'));
const runFolder = () => {
  const out = path.join(current.folder, 'dist/k8s');
  return existsSync(out) ? readdirSync(out).find((name) => name.startsWith('.netpact-')) : undefined;
};

describe.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('netpact synth that %s ends while it writes', (signal) => {
  it('ends by it, and what it writes is there whole or not at all', async () => {
    const run = current.start(fast);
    const ended = once(run, 'exit');
    let said = '';
    run.stderr?.on('data', (text) => {
      said += text;
    });
    while (!runFolder()) await sleep(1);
    await sleep(15);
    run.kill(signal);
    expect(await ended).toEqual([null, signal]);
    const files = written();
    if (files.length === 0) expect(said).toContain('interrupted: dist/k8s is as it was\n');
    else expect(said).toContain('interrupted: dist/k8s is written to the end\n');
    expect(current.netpact([...fast, '--check']).code).toBe(files.length === 0 ? 1 : 0);
    expect(runFolder()).toBeUndefined();
  });
});

describe('a folder that a killed run left half written', () => {
  /** Kills a run as soon as its journal is there; again, where it was too fast. */
  beforeEach(async () => {
    do {
      const run = current.start(fast);
      const ended = once(run, 'exit');
      for (let journal = false; !journal && run.exitCode === null; await sleep(0.2)) {
        const folder = runFolder();
        journal = folder !== undefined && existsSync(path.join(current.folder, 'dist/k8s', folder, 'journal'));
      }
      run.kill('SIGKILL');
      await ended;
    } while (!runFolder());
  });

  it('is no drift that --check could have missed, and is no input of any command', () => {
    const check = current.netpact([...fast, '--check']);
    expect(check.code).toBe(1);
    expect(check.stdout).toMatch(/not up to date: run netpact synth\n$/);
    expect(check.stderr).toMatch(/warning\[output-unfinished\]: dist\/k8s is being written by another run, or/);
    for (const command of [['audit'], ['connectivity'], ['report', '--format', 'text'], ['diff', 'main.ts']]) {
      const { code, stderr } = current.netpact([...command, 'dist/k8s']);
      expect([code, stderr]).toEqual([
        2,
        expect.stringContaining('error[output-unfinished]: dist/k8s is half written'),
      ]);
    }
  });

  it('is not read from a revision either', () => {
    const git = (...args: string[]) => execFileSync('git', args, { cwd: current.folder, stdio: 'ignore' });
    git('init', '-q', '-b', 'main');
    git('add', '.');
    git('-c', 'user.name=n', '-c', 'user.email=n@example.com', 'commit', '-qm', 'x');
    expect(current.netpact(fast).code).toBe(0);
    const { code, stderr } = current.netpact(['diff', 'HEAD', '.', '--', 'dist/k8s']);
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('error[output-unfinished]: HEAD:dist/k8s is half written'),
    ]);
  });

  it('is made whole by the next run, also if that one writes nothing of its own', () => {
    current.write('main.ts', 'throw new Error("no")');
    expect(current.netpact(fast).code).toBe(2);
    expect(runFolder()).toBeUndefined();
    current.write('main.ts', shopApp({ namespaces }));
    expect(current.netpact([...fast, '--check']).code).toBe(0);
  });
});

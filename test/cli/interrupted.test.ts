import { type ChildProcess, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { type Scene, scene, shopApp } from './run-netpact';

/** An app that says that it runs, and never ends. */
const endless = shopApp({ before: "console.log('running');\nawait new Promise((done) => setTimeout(done, 60_000));" });
const policy = 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\nspec: {podSelector: {}}\n';

let current: Scene;
let temporary: string;
beforeEach(() => {
  current = scene({ 'apps/main.ts': endless, 'apps/done.ts': shopApp(), 'k8s/p.yaml': policy });
  temporary = path.join(current.folder, 'temporary');
  mkdirSync(temporary);
});
afterEach(() => current.remove());

const start = (args: readonly string[]): ChildProcess => current.start(args, { TMPDIR: temporary });
const leftovers = (): readonly string[] => readdirSync(temporary);

async function saysRunning({ stderr }: ChildProcess): Promise<void> {
  let said = '';
  for await (const chunk of stderr ?? []) {
    said += String(chunk);
    if (said.includes('running')) return;
  }
  throw new Error(`the app never ran: ${said}`);
}

describe.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('a run that %s ends', (signal) => {
  test.each(['synth', 'synth --no-typecheck', 'audit --app apps/main.ts'])(
    'while the app runs, leaves nothing in the temporary folder: %s',
    async (line) => {
      const child = start(line.split(' '));
      await saysRunning(child);
      expect(leftovers().length).toBeGreaterThan(0);
      child.kill(signal);
      // Ended by the signal itself, as without a handler: a shell says 130, 143 or 129.
      expect(await once(child, 'exit')).toEqual([null, signal]);
      expect(leftovers()).toEqual([]);
    },
  );

  test('while revisions are read, leaves nothing in the temporary folder', async () => {
    const git = (...args: string[]) => execFileSync('git', args, { cwd: current.folder, stdio: 'ignore' });
    git('init', '-q', '-b', 'main');
    git('add', 'k8s');
    git('-c', 'user.name=n', '-c', 'user.email=n@example.com', 'commit', '-qm', 'x');
    const child = start(['diff', 'HEAD', 'main', '--', 'k8s']);
    setTimeout(() => child.kill(signal), 80);
    await once(child, 'exit');
    expect(leftovers()).toEqual([]);
  });
});

test('a run that ends by itself leaves nothing either', () => {
  expect(current.netpact(['synth', 'apps/done.ts'], { TMPDIR: temporary }).code).toBe(0);
  expect(current.netpact(['synth', 'apps/missing.ts'], { TMPDIR: temporary }).code).toBe(2);
  expect(leftovers()).toEqual([]);
});

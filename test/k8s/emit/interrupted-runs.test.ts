import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { digest } from '../../../lib/k8s/emit/journal';
import { planOutput } from '../../../lib/k8s/emit/output-plan';
import { ownIdentity, type ProcessIdentity } from '../../../lib/k8s/emit/process-identity';
import { endInterruptedOutput, writeOutputSync } from '../../../lib/k8s/emit/write-output';
import { loadPathsSync } from '../../../lib/k8s/load';

let out: string;
beforeEach(() => {
  out = fs.mkdtempSync(path.join(os.tmpdir(), 'netpact-run-'));
});
afterEach(() => fs.rmSync(out, { recursive: true, force: true }));

const own = (body: string) => `# Written by netpact. Change the TypeScript source, not this file.\n${body}\n`;
const request = (files: Readonly<Record<string, string>>) => ({
  outDir: out,
  files: new Map(Object.entries(files)),
  allowRemoved: true,
});
const write = (file: string, text: string) => {
  fs.mkdirSync(path.dirname(path.join(out, file)), { recursive: true });
  fs.writeFileSync(path.join(out, file), text);
};
const listing = () => fs.readdirSync(out, { recursive: true, encoding: 'utf8' }).sort();
const read = (file: string) => fs.readFileSync(path.join(out, file), 'utf8');

/** A process that ran on this machine and does not any more. */
function dead(): ProcessIdentity {
  return { ...ownIdentity(), pid: spawnSync('true').pid };
}

let runs = 0;
/** The folder of a run of that process. */
function runOf({ pid, started, system }: ProcessIdentity): string {
  runs += 1;
  const folder = `.netpact-${pid}-${started}-${system}-${runs.toString(16).padStart(16, '0')}`;
  fs.mkdirSync(path.join(out, folder));
  return folder;
}

/** A run that was killed after its journal: b.yaml is to be replaced. */
function interrupted(process_: ProcessIdentity, target = 'b.yaml', after = own('new b')): string {
  const folder = runOf(process_);
  write(`${folder}/0.new`, after);
  const steps = [{ path: target, before: digest(own('old b')), after: digest(after) }];
  write(`${folder}/journal`, JSON.stringify({ version: 1, steps }));
  return folder;
}

describe('the run before', () => {
  it('was another process of the same number: its folder is no lock, and what it began is ended', () => {
    write('b.yaml', own('old b'));
    // This very process has the number, and began at another time.
    interrupted({ ...ownIdentity(), started: '1' });
    writeOutputSync(request({ 'a.yaml': own('a'), 'b.yaml': own('new b') }));
    expect(listing()).toEqual(['a.yaml', 'b.yaml']);
  });

  it('was killed before its journal: what it prepared goes', async () => {
    write('b.yaml', own('old b'));
    write(`${runOf(dead())}/0.new`, own('new b'));
    await endInterruptedOutput(out);
    expect([listing(), read('b.yaml')]).toEqual([['b.yaml'], own('old b')]);
  });

  it('was killed after its journal: what it began is ended, also where nothing is to be written now', async () => {
    write('b.yaml', own('old b'));
    interrupted(dead());
    await endInterruptedOutput(out);
    expect([listing(), read('b.yaml')]).toEqual([['b.yaml'], own('new b')]);
  });

  it('was undone by somebody since: the files stay as they are', async () => {
    write('b.yaml', own('somebody’s b'));
    interrupted(dead());
    await endInterruptedOutput(out);
    expect([listing(), read('b.yaml')]).toEqual([['b.yaml'], own('somebody’s b')]);
  });

  it('still goes on: nothing is written, and after some patience that is said', () => {
    jest.spyOn(Atomics, 'wait').mockReturnValue('timed-out');
    const parent = { ...ownIdentity(), pid: process.ppid, started: startOf(process.ppid) };
    runOf(parent);
    expect(() => writeOutputSync(request({ 'a.yaml': own('a') }))).toThrow(
      new RegExp(`output-locked.*is being written by another run \\(process ${process.ppid}\\)`),
    );
    expect(fs.existsSync(path.join(out, 'a.yaml'))).toBe(false);
    expect(fs.readdirSync(out)).toHaveLength(1);
    jest.restoreAllMocks();
  });

  it('is of another machine: it counts as dead five minutes after its last sign of life', () => {
    jest.spyOn(Atomics, 'wait').mockReturnValue('timed-out');
    const folder = runOf({ pid: 1, started: '1', system: '0123456789ab' });
    expect(() => writeOutputSync(request({ 'a.yaml': own('a') }))).toThrow(
      /output-locked.*process 1 that cannot be asked whether it still runs/,
    );
    const before = Date.now() / 1000 - 6 * 60;
    fs.utimesSync(path.join(out, folder), before, before);
    writeOutputSync(request({ 'a.yaml': own('a') }));
    expect(listing()).toEqual(['a.yaml']);
    jest.restoreAllMocks();
  });
});

describe('what somebody put there', () => {
  it.each([
    ['a file', (name: string) => write(name, '')],
    ['a link', (name: string) => fs.symlinkSync('nowhere', path.join(out, name))],
  ])('%s with the name of a run is no lock, and stays', (_, make) => {
    const name = `.netpact-${process.ppid}-${startOf(process.ppid)}-${ownIdentity().system}-00000000000000ff`;
    make(name);
    writeOutputSync(request({ 'a.yaml': own('a') }));
    expect(listing()).toEqual([name, 'a.yaml']);
  });

  it.each([
    ['leads out of the folder', '../outside.yaml'],
    ['names an absolute path', '/etc/outside.yaml'],
    ['names a file of somebody else', 'mine.yaml'],
    ['names what Git runs', '.git/hooks/post-checkout'],
    ['names what a tool reads', '.github/workflows/a.yaml'],
    ['names what is no manifest', 'run.sh'],
  ])('a journal that %s is not followed', async (_, target) => {
    write('mine.yaml', 'mine');
    interrupted(dead(), target);
    await endInterruptedOutput(out);
    expect([listing(), read('mine.yaml')]).toEqual([['mine.yaml'], 'mine']);
  });

  it.each(['', '{', 'null', '{"version":1,"steps":[{}]}', '{"version":2,"steps":[]}'])(
    'a journal that says %j is thrown away',
    async (text) => {
      write('b.yaml', own('b'));
      write(`${runOf(dead())}/journal`, text);
      await endInterruptedOutput(out);
      expect(listing()).toEqual(['b.yaml']);
    },
  );

  it('a link in place of new bytes is not followed', async () => {
    write('b.yaml', own('old b'));
    const folder = interrupted(dead());
    const elsewhere = path.join(out, 'elsewhere');
    fs.renameSync(path.join(out, folder, '0.new'), elsewhere);
    fs.symlinkSync(elsewhere, path.join(out, folder, '0.new'));
    await endInterruptedOutput(out);
    expect([listing(), read('b.yaml')]).toEqual([['b.yaml', 'elsewhere'], own('old b')]);
  });
});

describe('a half written folder', () => {
  beforeEach(() => {
    write('b.yaml', own('new b'));
    write('shop/c.yaml', own('c'));
    interrupted(dead(), 'shop/c.yaml');
  });

  it('is never up to date, whatever its files say', () => {
    expect(planOutput(request({ 'b.yaml': own('new b'), 'shop/c.yaml': own('c') }))).toMatchObject({
      isUnfinished: true,
      created: [],
      changed: [],
      removed: [],
    });
  });

  it.each(['.', 'b.yaml', 'shop', 'shop/c.yaml', 'overlay', 'patched'])('is not read: %s', (given) => {
    write('overlay/kustomization.yaml', 'resources: [../b.yaml]');
    write('patched/kustomization.yaml', 'namespace: x\nresources: [../shop/c.yaml]');
    const { findings } = loadPathsSync([given], { cwd: out, top: out });
    expect(findings).toContainEqual(
      expect.objectContaining({
        code: 'output-unfinished',
        severity: 'error',
        message: expect.stringMatching(/^\.{1,2} is half written/),
      }),
    );
  });

  it('of an environment, without its list of files yet, is no part of the output above', () => {
    write('prod/d.yaml', own('d'));
    fs.mkdirSync(path.join(out, 'prod/.netpact-1-1-0123456789ab-00000000000000aa'));
    expect(planOutput(request({ 'b.yaml': own('new b'), 'shop/c.yaml': own('c') })).removed).toEqual([]);
  });
});

/** When a process began, as the kernel says it. */
function startOf(pid: number): string {
  const text = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

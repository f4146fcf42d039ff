import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isUpToDate, planOutput } from '../../../lib/k8s/emit/output-plan';
import { isHalfWritten } from '../../../lib/k8s/emit/run-folder';
import { endInterruptedOutput, writeOutput } from '../../../lib/k8s/emit/write-output';
import { seededRandom } from '../../analyze/seeded-random';
import { builtMain } from '../../built-netpact';

/** NETPACT_SEED starts another run, NETPACT_KILLS a longer one; the moments depend on the machine as well. */
const seed = Number(process.env.NETPACT_SEED ?? 20261121);
const kills = Number(process.env.NETPACT_KILLS ?? 16);
const random = seededRandom(seed);

const built = path.join(path.dirname(builtMain()), '../k8s/emit/write-output.js');
const child = path.join(__dirname, 'keep-writing.cjs');
let root: string;
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'netpact-killed-'));
});
afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

const own = (text: string) => `# Written by netpact. Change the TypeScript source, not this file.\n---\n${text}\n`;
type Files = Readonly<Record<string, string>>;

/** Two outputs that share files with other bytes, and have files and folders that the other has not. */
const outputs: readonly Files[] = ['a', 'b'].map((version) => {
  const names = Array.from({ length: 10 }, (_, n) => [
    `team-${n}.k8s.yaml`,
    `${version}${n}/default-deny-all.yaml`,
  ]).flat();
  return Object.fromEntries(['kustomization.yaml', ...names].map((name) => [name, own(`name: ${version}`)]));
});

/** Everything below a folder: the files with their text, and the folders. */
function tree(folder: string): Files {
  if (!fs.existsSync(folder)) return {};
  const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => {
    const full = path.join(entry.parentPath, entry.name);
    return [path.relative(folder, full), entry.isDirectory() ? 'a folder' : fs.readFileSync(full, 'utf8')];
  });
  return Object.fromEntries(entries.sort());
}

const withFolders = (files: Files): Files => ({
  ...Object.fromEntries(
    Object.keys(files)
      .map((file) => [path.dirname(file), 'a folder'])
      .filter(([folder]) => folder !== '.'),
  ),
  ...files,
});
const wholes = [{}, ...outputs.map(withFolders)].map((each) => JSON.stringify(Object.entries(each).sort()));
const isWhole = (folder: string): boolean => wholes.includes(JSON.stringify(Object.entries(tree(folder)).sort()));
/** Whether the manifests, leftovers aside, are those of one of the two outputs. */
const isTorn = (folder: string): boolean =>
  outputs.every((files) => {
    const manifests = Object.entries(tree(folder)).filter(([name]) => name.endsWith('.yaml'));
    return manifests.length > 0 && JSON.stringify(manifests.sort()) !== JSON.stringify(Object.entries(files).sort());
  });

async function writerOf(folder: string, calls?: number): Promise<ChildProcess> {
  const args = [child, built, folder, JSON.stringify(outputs), ...(calls === undefined ? [] : [String(calls)])];
  const writer = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const [said] = await Promise.race([once(writer.stdout, 'data'), once(writer, 'exit')]);
  if (String(said) !== 'ready\n') throw new Error(`the writer ended at once: ${said}`);
  return writer;
}

/** Kills a writer at a moment of its first rounds, half of them soon after it began to replace files; answers how it ended. */
async function killed(folder: string, signal: NodeJS.Signals): Promise<readonly unknown[]> {
  const moment = random.below(60_000) / 1000;
  const waits = random.chance(0.5);
  const writer = await writerOf(folder);
  const ended = once(writer, 'exit');
  if (waits) while (!isHalfWritten(folder)) await sleep(0.5);
  await sleep(waits ? moment / 10 : moment);
  writer.kill(signal);
  return ended;
}

/** Runs the rounds four at a time; each has a folder of its own. */
async function rounds(count: number, round: (folder: string) => Promise<void>): Promise<void> {
  const left = Array.from({ length: count }, (_, n) => path.join(root, `${n}/dist/k8s`));
  await Promise.all(
    [1, 2, 3, 4].map(async () => {
      for (let folder = left.pop(); folder !== undefined; folder = left.pop()) await round(folder);
    }),
  );
}

const request = (outDir: string, files: Files) => ({
  outDir,
  files: new Map(Object.entries(files)),
  allowRemoved: true,
});

/** How many folders were found half written. */
let torn = 0;
afterAll(() => {
  if (process.env.NETPACT_KILLS)
    process.stderr.write(`${kills} kills of each kind left ${torn} folders half written\n`);
});

/** What a kill left is known for what it is, and the next run ends it. */
async function expectToBeEnded(folder: string): Promise<void> {
  if (isTorn(folder)) {
    torn += 1;
    expect(isHalfWritten(folder)).toBe(true);
    for (const files of outputs) expect(isUpToDate(planOutput(request(folder, files)))).toBe(false);
  }
  await endInterruptedOutput(folder);
  expect(isWhole(folder)).toBe(true);
}

describe('a run that is killed', () => {
  it('at any moment leaves a folder that the next run makes whole', async () => {
    await rounds(kills, async (folder) => {
      await killed(folder, 'SIGKILL');
      await expectToBeEnded(folder);
    });
  }, 600_000);

  it('before any call of the file system leaves a folder that the next run makes whole', async () => {
    const before = torn;
    await rounds(kills, async (folder) => {
      await once(await writerOf(folder, 1 + random.below(300)), 'exit');
      await expectToBeEnded(folder);
    });
    // Else the calls are counted past the renames, and nothing is tested.
    expect(torn).toBeGreaterThan(before);
  }, 600_000);

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'by %s leaves a whole folder, and nothing else, by itself',
    async (signal) => {
      await rounds(Math.ceil(kills / 4), async (folder) => {
        expect(await killed(folder, signal)).toEqual([null, signal]);
        expect(isWhole(folder)).toBe(true);
      });
    },
    300_000,
  );
});

describe('several runs at once', () => {
  it('write one after the other, and the next run finds the output of one of them', async () => {
    const folder = path.join(root, 'shared');
    const writers = await Promise.all([1, 2, 3].map(() => writerOf(folder)));
    await sleep(300);
    for (const writer of writers) {
      const ended = once(writer, 'exit');
      writer.kill('SIGKILL');
      await ended;
    }
    const after = Object.fromEntries(Object.entries(outputs[0] ?? {}).slice(3));
    await writeOutput(request(folder, after));
    expect(tree(folder)).toEqual(withFolders(after));
  }, 60_000);
});

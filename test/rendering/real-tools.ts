import { execFileSync } from 'node:child_process';
import { existsSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { type Scene, scene } from '../cli/run-netpact';

const installed = path.join(__dirname, '.tools');

/** Where a program is: installed by `npm run render:install`, or on the PATH. */
function find(name: string): string | undefined {
  const folders = [installed, ...(process.env.PATH ?? '').split(path.delimiter)];
  return folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
}

/** A program by itself, and netpact with no other one on its PATH. */
export interface RealTool {
  /** What the program prints, run by hand in a scene. */
  run(at: Scene, ...words: string[]): string;
  /** Runs netpact where this is the only program that renders. */
  netpact(at: Scene, ...words: string[]): ReturnType<Scene['netpact']>;
}

/** A `describe` of tests with a real program. Where it is absent they are skipped, and stderr says so. */
export function describeTool(name: string, tests: (tool: RealTool) => void): void {
  const file = find(name);
  if (file === undefined) {
    process.stderr.write(`skipped: ${name} is not installed (npm run render:install)\n`);
    describe.skip(`${name} (not installed)`, () =>
      tests({ run: () => '', netpact: () => ({ code: 0, stdout: '', stderr: '' }) }));
    return;
  }
  let only: Scene;
  beforeAll(() => {
    only = scene();
    symlinkSync(file, path.join(only.folder, name));
  });
  afterAll(() => only.remove());
  describe(name, () =>
    tests({
      run: (at, ...words) =>
        execFileSync(file, words, { cwd: at.folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }),
      netpact: (at, ...words) => at.netpact(words, { PATH: only.folder }),
    }),
  );
}

import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { builtMain } from '../built-netpact';

const root = path.resolve(__dirname, '../..');
const modules = path.join(root, 'node_modules');

/** Who checks types in a project: a package of this repository by its name there, or `none` for netpact's own. */
export type TypeScript = keyof typeof compilers | 'none';

const compilers = {
  'typescript-5.9': require.resolve('typescript-5.9/package.json'),
  'typescript-6': require.resolve('typescript-6/package.json'),
  typescript: require.resolve('typescript/package.json'),
};

/** What a command printed and how it ended. */
interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

/** A folder of a user who installed netpact from its package, with a TypeScript of their own. */
export interface Project {
  readonly folder: string;
  netpact(...args: readonly string[]): Ended;
  /** The project's own compiler. */
  tsc(...args: readonly string[]): Ended;
}

/** netpact as `npm install` leaves it, for projects that are made below it. */
export interface Packed {
  project(typescript: TypeScript, files: Readonly<Record<string, string>>): Project;
  remove(): void;
}

/** Packs netpact and unpacks it beside links to what it depends on: no registry is asked. */
export function packed(): Packed {
  builtMain();
  const home = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'netpact-packed-')));
  const installed = path.join(home, 'node_modules/netpact');
  fs.mkdirSync(installed, { recursive: true });
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', home];
  const [{ filename }] = JSON.parse(execFileSync('npm', args, { cwd: root, encoding: 'utf8', stdio: 'pipe' }));
  execFileSync('tar', ['-xzf', path.join(home, filename), '-C', installed, '--strip-components=1']);
  const { dependencies, peerDependencies } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  for (const name of Object.keys(peerDependencies))
    link(path.join(modules, name), path.join(home, 'node_modules', name));
  for (const name of Object.keys(dependencies))
    link(path.join(modules, name), path.join(installed, 'node_modules', name));
  let count = 0;
  return {
    project(typescript, files) {
      count += 1;
      const folder = path.join(home, `project-${count}`);
      for (const [file, text] of Object.entries(files)) {
        fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
        fs.writeFileSync(path.join(folder, file), text);
      }
      if (typescript !== 'none')
        link(path.dirname(compilers[typescript]), path.join(folder, 'node_modules/typescript'));
      const run = (script: string, given: readonly string[]): Ended => {
        const { stdout, stderr, status } = spawnSync(process.execPath, [script, ...given], {
          cwd: folder,
          encoding: 'utf8',
          env: { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR },
        });
        return { stdout, stderr, code: status };
      };
      return {
        folder,
        netpact: (...given) => run(path.join(installed, 'dist/lib/cli/main.js'), given),
        tsc: (...given) => run(path.join(folder, 'node_modules/typescript/bin/tsc'), given),
      };
    },
    remove: () => fs.rmSync(home, { recursive: true, force: true }),
  };
}

function link(target: string, at: string): void {
  fs.mkdirSync(path.dirname(at), { recursive: true });
  fs.symlinkSync(target, at);
}

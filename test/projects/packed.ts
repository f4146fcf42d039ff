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
  /** A line of the shell, as a user would type it; npm may ask no registry. */
  shell(line: string): Ended;
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
  link(path.join(installed, 'dist/lib/cli/main.js'), path.join(home, 'node_modules/.bin/netpact'));
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
      fs.mkdirSync(folder, { recursive: true });
      const { PATH, HOME, TMPDIR } = process.env;
      const env = { PATH, HOME, TMPDIR, npm_config_offline: 'true', npm_config_loglevel: 'error' };
      const start = (program: string, given: readonly string[]): Ended => {
        const { stdout, stderr, status } = spawnSync(program, given, { cwd: folder, encoding: 'utf8', env });
        return { stdout, stderr, code: status };
      };
      const run = (script: string, given: readonly string[]): Ended => start(process.execPath, [script, ...given]);
      return {
        folder,
        shell: (line) => start('bash', ['-c', line]),
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

import { type ChildProcess, type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { builtMain } from '../built-netpact';

const root = path.resolve(__dirname, '../..');

/** What one command line did. */
interface Run {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

interface RunOptions {
  /** What comes on the standard input. @default nothing */
  readonly input?: string;
  /** The folder of the scene that the command runs in. @default the scene itself */
  readonly below?: string;
}

/** A temporary folder that a scenario plays in. */
export interface Scene {
  readonly folder: string;
  /** Runs `netpact ...args` in the folder, to its end. */
  netpact(args: readonly string[], env?: NodeJS.ProcessEnv, options?: RunOptions): Run;
  /** Runs a line of bash in the folder, in which `$netpact` is the command. */
  bash(line: string): Run;
  /** Starts `netpact ...args` and returns while it runs. */
  start(args: readonly string[], env?: NodeJS.ProcessEnv): ChildProcess;
  write(file: string, text: string): void;
  read(file: string): string;
  /** Puts netpact, as it is installed, and packages of this repository into the scene's `node_modules`. */
  install(packages: readonly string[]): void;
  /** All files below the folder, sorted, `/` separated; without `node_modules`. */
  files(): string[];
  remove(): void;
}

/** A fresh folder with the given files. */
export function scene(files: Readonly<Record<string, string>> = {}): Scene {
  const main = builtMain();
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'netpact-scene-')));
  const write = (file: string, text: string) => {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), text);
  };
  for (const [file, text] of Object.entries(files)) write(file, text);
  return {
    folder,
    netpact: (args, env = {}, { input, below = '' } = {}) =>
      runOf(
        spawnSync(process.execPath, [main, ...args], {
          cwd: path.join(folder, below),
          encoding: 'utf8',
          env: cleanEnv(env),
          timeout: 30_000,
          ...(input !== undefined && { input }),
        }),
      ),
    bash: (line) =>
      runOf(
        spawnSync('bash', ['-c', line.replaceAll('$netpact', `"${process.execPath}" "${main}"`)], {
          cwd: folder,
          encoding: 'utf8',
          env: cleanEnv({}),
        }),
      ),
    start: (args, env = {}) => spawn(process.execPath, [main, ...args], { cwd: folder, env: cleanEnv(env) }),
    write,
    read: (file) => fs.readFileSync(path.join(folder, file), 'utf8'),
    install(packages) {
      const modules = path.join(folder, 'node_modules');
      fs.mkdirSync(modules);
      fs.symlinkSync(root, path.join(modules, 'netpact'));
      for (const name of packages) fs.symlinkSync(path.join(root, 'node_modules', name), path.join(modules, name));
    },
    files: () => filesBelow(folder, ''),
    remove: () => fs.rmSync(folder, { recursive: true, force: true }),
  };
}

const runOf = ({ stdout, stderr, status }: SpawnSyncReturns<string>): Run => ({ stdout, stderr, code: status });

/** Nothing of the machine's own settings reaches a scenario. */
function cleanEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { PATH, HOME, SystemRoot, TMPDIR } = process.env;
  return { PATH, HOME, SystemRoot, TMPDIR, ...env };
}

function filesBelow(folder: string, below: string): string[] {
  return fs
    .readdirSync(path.join(folder, below), { withFileTypes: true })
    .flatMap((entry) => {
      const relative = below ? `${below}/${entry.name}` : entry.name;
      if (entry.name === 'node_modules') return [];
      return entry.isDirectory() ? filesBelow(folder, relative) : [relative];
    })
    .sort();
}

/** An entry file: in each namespace, web may reach api. `before` stands above the app, `flow` is added to each flow. */
export function shopApp(
  options: { readonly namespaces?: readonly string[]; readonly before?: string; readonly flow?: string } = {},
): string {
  const charts = (options.namespaces ?? ['shop']).map(
    (name) => `
const ${name} = namespace('${name}', { baseline: denyAll({ dns: false }) });
const ${name}Api = ${name}.workload('api', { ports: { http: 8080 } });
const ${name}Flow = flow(${name}.workload('web')).to(${name}Api).port('http')${options.flow ?? ''};
new FlowChart(app, '${name}', { namespaces: [${name}], flows: [${name}Flow] });
`,
  );
  return `import { denyAll, flow, namespace } from 'netpact';
import { FlowChart, PolicyApp } from 'netpact/cdk8s';
${options.before ?? ''}
const app = new PolicyApp();
${charts.join('')}
app.synth();
`;
}

/** The narration of a run that wrote or compared. */
export const proved: unknown = expect.stringMatching(/^(?:needed in [^\n]+\n)*proved: [^\n]+\n$/);

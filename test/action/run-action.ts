import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { type Scene, scene } from '../cli/run-netpact';
import { type GitHistory, gitHistory } from '../git-history';

export const root = path.resolve(__dirname, '../..');

interface Step {
  readonly name: string;
  readonly id?: string;
  readonly if?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly run: string;
}

/** What action.yml says. */
export const action: {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
} = parse(fs.readFileSync(path.join(root, 'action.yml'), 'utf8'));

/** One run of the action: what a runner would show of it. */
interface ActionRun {
  /** The exit code of each step that ran, by its name. */
  readonly codes: Readonly<Record<string, number | null>>;
  /** Whether every step passed. */
  readonly isGreen: boolean;
  readonly outputs: Readonly<Record<string, string>>;
  /** What the steps printed. */
  readonly log: string;
  readonly summary: string;
}

/** A comment as GitHub keeps it. */
interface Comment {
  readonly id: number;
  readonly login: string;
  readonly body: string;
}

/** A checkout on a runner, with a stub of gh and of npm on its path. */
export interface Checkout extends GitHistory {
  readonly scene: Scene;
  /** Runs the action as a runner does, step by step. */
  run(inputs: Readonly<Record<string, string>>, github: object): ActionRun;
  comments(): readonly Comment[];
  setComments(comments: readonly Comment[]): void;
  /** What npm was run with: its words, and the files of the folder it ran in. */
  npmRuns(): readonly { readonly words: readonly string[]; readonly files: Readonly<Record<string, string>> }[];
  /** Makes each run of gh that has this word fail. */
  failGh(word: string): void;
  remove(): void;
}

export function checkout(files: Readonly<Record<string, string>>): Checkout {
  const current = scene(files);
  const runner = scene({
    'bin/gh': `#!/usr/bin/env node\nrequire(${JSON.stringify(path.join(__dirname, 'stub-gh.cjs'))});\n`,
    'bin/npm': `#!/usr/bin/env node\nrequire(${JSON.stringify(path.join(__dirname, 'stub-npm.cjs'))});\n`,
    'gh.json': '[]',
    'npm.jsonl': '',
    'temp/.keep': '',
  });
  for (const name of ['gh', 'npm']) fs.chmodSync(path.join(runner.folder, 'bin', name), 0o755);
  let failing = '';
  const env = {
    HOME: runner.folder,
    LC_ALL: process.env.LC_ALL,
    PATH: `${path.join(runner.folder, 'bin')}:${process.env.PATH}`,
    GITHUB_ACTION_PATH: root,
    GITHUB_REPOSITORY: 'acme/shop',
    GITHUB_SERVER_URL: 'https://github.example',
    GITHUB_RUN_ID: '42',
    GITHUB_WORKFLOW: 'network policies',
    GITHUB_JOB: 'netpact',
    RUNNER_TEMP: path.join(runner.folder, 'temp'),
    STUB_ROOT: root,
    STUB_FOLDER: runner.folder,
  };
  return {
    ...gitHistory(current.folder),
    scene: current,
    run(given, github) {
      const inputs = Object.fromEntries(
        Object.entries(action.inputs).map(([name, { default: usual = '' }]) => [name, given[name] ?? usual]),
      );
      const context: Context = { inputs, github: { token: 'job-token', ...github }, steps: {} };
      const codes: Record<string, number | null> = {};
      let [log, isGreen] = ['', true];
      runner.write('summary', '');
      for (const step of action.runs.steps) {
        if (!holds(step.if ?? (isGreen ? 'always()' : 'inputs.never'), context)) continue;
        runner.write('output', '');
        const own = Object.entries(step.env ?? {}).map(([name, value]) => [name, filledIn(value, context)]);
        const { status, stdout, stderr } = spawnSync(
          'bash',
          ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run],
          {
            cwd: current.folder,
            encoding: 'utf8',
            env: {
              ...env,
              ...Object.fromEntries(own),
              GITHUB_OUTPUT: path.join(runner.folder, 'output'),
              GITHUB_STEP_SUMMARY: path.join(runner.folder, 'summary'),
              STUB_FAILING: failing,
            },
          },
        );
        log += `${stdout}${stderr}`;
        codes[step.name] = status;
        isGreen &&= status === 0;
        const outputs = runner.read('output').split('\n').filter(Boolean);
        if (step.id)
          context.steps[step.id] = {
            outputs: Object.fromEntries(outputs.map((line) => /^(\w+)=(.*)$/.exec(line)?.slice(1) ?? [])),
          };
      }
      const outputs = Object.entries(action.outputs).map(([name, { value }]) => [name, filledIn(value, context)]);
      return { codes, isGreen, outputs: Object.fromEntries(outputs), log, summary: runner.read('summary') };
    },
    comments: () => JSON.parse(runner.read('gh.json')),
    setComments: (comments) => runner.write('gh.json', JSON.stringify(comments)),
    npmRuns: () =>
      runner
        .read('npm.jsonl')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
    failGh: (word) => {
      failing = word;
    },
    remove() {
      current.remove();
      runner.remove();
    },
  };
}

interface Context {
  readonly inputs: Readonly<Record<string, string>>;
  readonly github: object;
  readonly steps: Record<string, { readonly outputs: Readonly<Record<string, string>> }>;
}

/** `${{ github.event.pull_request.base.sha }}`: what is not there is empty. */
function filledIn(text: string, context: Context): string {
  return text.replace(/\$\{\{ ([\w.-]+) \}\}/g, (_, words: string) => String(valueAt(words, context) ?? ''));
}

function valueAt(words: string, context: object): unknown {
  return words.split('.').reduce<unknown>((value, key) => {
    return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  }, context);
}

/** A condition of action.yml: a chain of `&&`. No run is cancelled here. */
function holds(condition: string, context: object): boolean {
  const text = /^\$\{\{ (.*) \}\}$/.exec(condition)?.[1] ?? condition;
  return text.split(' && ').every((part) => {
    if (part === 'always()' || part === '!cancelled()') return true;
    const [, words, wanted] = /^([\w.-]+) == '(.*)'$/.exec(part) ?? [];
    return words === undefined ? Boolean(valueAt(part, context)) : valueAt(words, context) === wanted;
  });
}

import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { builtMain } from '../built-netpact';
import { type Scene, scene } from '../cli/run-netpact';
import { networkPolicy } from '../cli/shop-manifests';

const root = path.resolve(__dirname, '../..');
const action: {
  readonly inputs: Readonly<Record<string, object>>;
  readonly runs: { readonly steps: readonly { readonly name: string; readonly run: string }[] };
} = parse(fs.readFileSync(path.join(root, 'action.yml'), 'utf8'));
const { steps } = action.runs;
const page = fs.readFileSync(path.join(root, 'docs/pull-requests.md'), 'utf8');

describe('the GitHub Action', () => {
  it.each(steps.map(({ name, run }) => [name, run]))(
    '%s: is a valid script that takes no text from GitHub but through the environment',
    (_, run) => {
      expect(run).not.toContain('${{');
      expect(spawnSync('bash', ['-n'], { input: run, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
    },
  );

  it('has a page that names every input', () => {
    expect(Object.keys(action.inputs).filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});

describe('the step that compares', () => {
  const deny = networkPolicy('shop/deny', 'podSelector: {}, policyTypes: [Ingress]');
  const wide = networkPolicy('shop/wide', 'podSelector: {}, ingress: [{}]');
  let current: Scene;
  beforeEach(() => {
    current = scene({ 'k8s/m.yaml': deny });
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: current.folder });
    git('init', '-q');
    git('add', '-A');
    git('commit', '-qm', 'one');
    current.write('k8s/m.yaml', `${deny}---\n${wide}`);
    git('commit', '-qam', 'two');
  });
  afterEach(() => current.remove());

  const compare = (base: string, failOn: string) =>
    spawnSync('bash', ['-c', steps[0]?.run ?? ''], {
      cwd: current.folder,
      encoding: 'utf8',
      env: {
        ...process.env,
        NETPACT_COMMAND: `${process.execPath} ${builtMain()}`,
        INPUT_PATH: 'k8s',
        INPUT_BASE: base,
        INPUT_FAIL_ON: failOn,
        INPUT_CNI: '',
        INPUT_CLUSTER: '',
        INPUT_REPORT: 'page.html',
        INPUT_VERSION: '',
        RUNNER_TEMP: current.folder,
        GITHUB_OUTPUT: path.join(current.folder, 'output'),
        GITHUB_STEP_SUMMARY: path.join(current.folder, 'summary'),
      },
    });

  it('gives the verdict, the summary and the page, and leaves the failing to the last step', () => {
    expect(compare('HEAD~1', 'newly-isolated widened').status).toBe(0);
    expect(current.read('output')).toMatch(/^verdict=widened\nfailed=true\nmarkdown=.*netpact-diff\.md\n$/);
    expect(current.read('summary')).toMatch(/^\*\*widened\*\*: /);
    expect(current.read('page.html')).toContain('netpact diff: widened');
  });

  it('fails at once where a side cannot be read', () => {
    expect(compare('HEAD~7', '').status).toBe(2);
  });
});

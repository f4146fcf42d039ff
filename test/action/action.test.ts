import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { action, root } from './run-action';

const page = fs.readFileSync(path.join(root, 'docs/pull-requests.md'), 'utf8');
const scripts = fs.readdirSync(path.join(root, 'pipeline')).filter((name) => name.endsWith('.sh'));

describe('the GitHub Action', () => {
  it.each(action.runs.steps.map(({ name, run }) => [name, run]))(
    '%s: takes no text from GitHub but through the environment',
    (_, run) => {
      expect(run).not.toContain('${{');
    },
  );

  it.each(scripts)('%s is a valid script that stops at the first error, or says why it goes on', (name) => {
    const file = path.join(root, 'pipeline', name);
    expect(spawnSync('bash', ['-n', file], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
    expect(fs.readFileSync(file, 'utf8')).toMatch(/^set -e?uo pipefail$/m);
  });

  it.each(['inputs', 'outputs'] as const)('has a page that names every one of its %s', (kind) => {
    expect(Object.keys(action[kind]).filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });

  it('hands every input to a step', () => {
    const used = JSON.stringify(action.runs.steps);
    expect(Object.keys(action.inputs).filter((name) => !used.includes(`inputs.${name} `))).toEqual([]);
  });
});

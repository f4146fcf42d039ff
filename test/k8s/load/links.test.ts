import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { loadPaths, loadPathsSync } from '../../../lib/k8s/load';
import { gitHistory } from '../../git-history';

const namespace = (name: string) => `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}}\n`;

let folder = '';
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'netpact-links-'));
  for (const name of ['tree/k8s', 'tree/shared', 'outside']) fs.mkdirSync(path.join(folder, name), { recursive: true });
  fs.writeFileSync(path.join(folder, 'tree/k8s/a.yaml'), namespace('a'));
  fs.writeFileSync(path.join(folder, 'tree/shared/b.yaml'), namespace('b'));
  fs.writeFileSync(path.join(folder, 'outside/secret.yaml'), `kind: Secret\n${namespace('secret')}token: [hunter2\n`);
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const link = (name: string, target: string) => fs.symlinkSync(target, path.join(folder, 'tree', name));

async function load(given: string, exclude: readonly string[] = []) {
  const options = { cwd: path.join(folder, 'tree'), exclude };
  const [loaded, atOnce] = [await loadPaths([given], options), loadPathsSync([given], options)];
  const told = [loaded, atOnce].map(({ resources, findings }) => ({
    names: resources.namespaces.map(({ name }) => name),
    findings: findings.map(({ code, message }) => `${code}: ${message}`),
  }));
  expect(told[1]).toEqual(told[0]);
  expect(JSON.stringify(loaded.findings)).not.toContain('hunter2');
  return told[0];
}

const leadsOut = (file: string) => `link-leads-out: ${file} is a link that leads out of the repository: it is not read`;

describe('links of a Git work tree', () => {
  beforeEach(() => gitHistory(path.join(folder, 'tree')));

  test.each([
    ['to a file', 'k8s/s.yaml', '../../outside/secret.yaml', 'k8s', 'k8s/s.yaml'],
    ['to a folder', 'k8s/up', '../../outside', 'k8s', 'k8s/up'],
    ['to a folder that holds the work tree', 'k8s/up', '../..', 'k8s', 'k8s/up'],
    ['over another link', 'k8s/s.yaml', '../hop', 'k8s', 'k8s/s.yaml'],
    ['where PATH is the link', 'k8s/s.yaml', '../../outside/secret.yaml', 'k8s/s.yaml', 'k8s/s.yaml'],
    ['where PATH is a linked folder', 'linked', '../outside', 'linked', 'linked'],
    ['to what processes know', 'k8s/env.yaml', '/proc/self/environ', 'k8s', 'k8s/env.yaml'],
  ])('that lead out are refused unread, %s', async (_, name, target, given, said) => {
    link('hop', '../outside/secret.yaml');
    link(name, target);
    const { names, findings } = (await load(given)) ?? {};
    expect([findings, names]).toEqual([[leadsOut(said)], given === 'k8s' ? ['a'] : []]);
  });

  test('are followed inside of it, and what --exclude leaves out is no error', async () => {
    link('k8s/shared', '../shared');
    link('k8s/up', '../..');
    expect(await load('k8s', ['up'])).toEqual({ names: ['a', 'b'], findings: [] });
  });

  test('may be passed by: what they lead to is read by its own path', async () => {
    fs.writeFileSync(path.join(folder, 'outside/secret.yaml'), namespace('c'));
    expect(await load('../outside/secret.yaml')).toEqual({ names: ['c'], findings: [] });
  });
});

test('links of a folder in no work tree are followed', async () => {
  fs.writeFileSync(path.join(folder, 'outside/secret.yaml'), namespace('c'));
  link('k8s/out', '../../outside');
  expect(await load('k8s')).toEqual({ names: ['a', 'c'], findings: [] });
});

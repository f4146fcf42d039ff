import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { scene } from './run-netpact';

const root = path.resolve(__dirname, '../..');

/** All files below a folder, by relative path. */
function bytesBelow(folder: string): Readonly<Record<string, string>> {
  const names = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('.'));
  return Object.fromEntries(names.sort().map((name) => [name, fs.readFileSync(path.join(folder, name), 'utf8')]));
}

it('cdk8s synth and netpact synth write the same bytes', () => {
  const project = scene({
    'cdk8s.yaml': 'language: typescript\napp: npx tsx apps/platform/main.ts\noutput: dist/k8s\n',
  });
  fs.cpSync(path.join(root, 'apps'), path.join(project.folder, 'apps'), { recursive: true });
  // The app finds netpact the way a user's does: installed beside it.
  project.install(fs.readdirSync(path.join(root, 'node_modules')));
  const env = { NETPACT_NOW: '2026-11-21' };

  const netpact = project.netpact(['synth', '--no-typecheck', '--out', 'ours'], env);
  expect(netpact).toMatchObject({ code: 0 });
  const cdk8s = spawnSync(process.execPath, [path.join(root, 'node_modules/cdk8s-cli/bin/cdk8s'), 'synth'], {
    cwd: project.folder,
    encoding: 'utf8',
    env: { ...process.env, ...env, CHECKPOINT_DISABLE: '1' },
  });
  expect({ status: cdk8s.status, stderr: cdk8s.stderr }).toMatchObject({ status: 0 });
  const ours = bytesBelow(path.join(project.folder, 'ours'));
  expect(Object.keys(ours).length).toBeGreaterThan(3);
  expect(bytesBelow(path.join(project.folder, 'dist/k8s'))).toEqual(ours);
  project.remove();
}, 60_000);

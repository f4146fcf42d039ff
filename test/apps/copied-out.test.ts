import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const apps = path.join(__dirname, '../../apps');
const folders = readdirSync(apps, { withFileTypes: true }).filter((entry) => entry.isDirectory());

/** What the package offers to a user's app, by the names in package.json. */
const published = ['netpact', 'netpact/platform', 'netpact/cdk8s', 'netpact/testing'];

test.each(folders.map(({ name }) => name))('%s can be copied out of the repository', (folder) => {
  const files = readdirSync(path.join(apps, folder))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.join(apps, folder, name));
  expect(files).toContain(path.join(apps, folder, 'main.ts'));
  const foreign = files.flatMap((file) => importsOf(file).filter((name) => !isOwn(name) && !published.includes(name)));
  expect(foreign).toEqual([]);
});

function importsOf(file: string): readonly string[] {
  return [...readFileSync(file, 'utf8').matchAll(/ from '([^']+)';/g)].map(([, name = '']) => name);
}

const isOwn = (name: string): boolean => /^\.\/[a-z-]+$/.test(name);

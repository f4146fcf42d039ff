import fs from 'node:fs';
import path from 'node:path';
import { catalogue } from '../../lib/audit/catalogue';
import { scene } from '../cli/run-netpact';

const root = path.resolve(__dirname, '../..');
const readme = fs.readFileSync(path.join(root, 'README.md'), 'utf8');

/** The first fenced block of a language. */
function firstBlock(language: string): string {
  const [, block] = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(readme) ?? [];
  if (block === undefined) throw new Error(`README.md has no ${language} block`);
  return block;
}

it('the example of the README gives the YAML of the README', () => {
  const project = scene({ 'main.ts': firstBlock('ts') });
  project.install(['cdk8s', 'constructs']);
  const run = project.netpact(['synth']);
  expect(run).toMatchObject({ code: 0 });
  expect(run.stdout).toContain('1 flow, 4 policies');
  expect(project.read('dist/k8s/shop.k8s.yaml')).toContain(firstBlock('yaml'));
  project.remove();
});

it('the number of rules is that of the catalogue', () => {
  expect(readme).toContain(`${catalogue.length} rules over validity`);
});

it('the table of dependencies names each of them, and no other', () => {
  const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  const table = readme.slice(readme.indexOf('## Dependencies'), readme.indexOf('Development only:'));
  const named = [...table.matchAll(/^\| (`[^|]*) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name),
  );
  const used = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies)];
  expect(named.sort()).toEqual(used.sort());
});

it('both commands of the README are there, and the files that it links to exist', () => {
  expect(readme).toContain('npm ci && npm run synth');
  expect(readme).toContain('npm ci && npm test');
  const links = [...readme.matchAll(/\]\(([^)#]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !target.includes('://'));
  expect(links.filter((target) => !fs.existsSync(path.join(root, target)))).toEqual([]);
});

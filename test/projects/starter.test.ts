import fs from 'node:fs';
import path from 'node:path';
import { type Packed, type Project, packed } from './packed';

let installed: Packed;
beforeAll(() => {
  installed = packed();
});
afterAll(() => installed.remove());

const cdk8s = path.resolve(__dirname, '../../node_modules/cdk8s-cli/bin/cdk8s');

/** What netpact's own README says to start with, after `npm install`. */
function started(files: Readonly<Record<string, string>>): {
  readonly project: Project;
  readonly steps: readonly string[];
} {
  const project = installed.project('none', files);
  expect(project.shell('git init -q')).toMatchObject({ code: 0 });
  const init = project.shell('npx netpact init');
  expect(init).toMatchObject({ code: 0 });
  const [, listed = ''] = init.stderr.split('Next:\n');
  return {
    project,
    steps: listed
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean),
  };
}

/** Commands of the starter's README, without those of other programs. */
function commandsOf({ folder }: Project): readonly string[] {
  const readme = fs.readFileSync(path.join(folder, 'README.md'), 'utf8');
  return [...readme.matchAll(/^- `([^`]+)`/gm)].flatMap(([, command = '']) =>
    /^np[mx] /.test(command) ? [command] : [],
  );
}

const bytes = ({ folder }: Project): string => fs.readFileSync(path.join(folder, 'dist/k8s/shop.k8s.yaml'), 'utf8');

it.each([
  ['an empty folder', {}, ['npm run synth', 'npm run check']],
  [
    'a folder after npm install',
    { 'package.json': '{\n  "devDependencies": {\n    "netpact": "^0.1.0"\n  }\n}\n' },
    ['npm run synth', 'npm run check'],
  ],
  [
    'a project with scripts and ES modules of its own',
    { 'package.json': '{"type": "module", "scripts": {"check": "false", "synth": "false"}}' },
    ['npx netpact synth', 'npx netpact synth --check'],
  ],
])(
  'in %s everything that init says works, without a registry',
  (_, files, commands) => {
    const { project, steps } = started(files);
    expect(steps).toEqual(['npm install', 'npx netpact synth', 'git add dist']);
    for (const step of steps.slice(1)) expect(project.shell(step)).toMatchObject({ code: 0 });
    expect(commandsOf(project)).toEqual(commands);
    for (const command of commands) expect(project.shell(command)).toMatchObject({ code: 0 });
    expect(project.shell('git status --porcelain dist/k8s').stdout).toMatch(/^A {2}dist\/k8s\/shop\.k8s\.yaml$/m);
  },
  60_000,
);

it('in a project of npm init and tsc --init, which refuses import where nothing says that it is allowed, the starter is accepted', () => {
  const project = installed.project('typescript', { 'package.json': '{"name": "new", "type": "commonjs"}' });
  expect(project.tsc('--init').stderr).toBe('');
  expect(fs.readFileSync(path.join(project.folder, 'tsconfig.json'), 'utf8')).toMatch(
    /^ *"verbatimModuleSyntax": true/m,
  );
  expect(project.netpact('init').stdout).toContain('created apps/package.json');
  expect(project.netpact('synth')).toMatchObject({ code: 0 });
  expect(project.tsc('--noEmit').stdout).toBe('');
}, 60_000);

it('cdk8s synth runs the starter as it is, and writes the same bytes, also where it is asked for another folder', () => {
  const { project } = started({});
  expect(project.shell('npx netpact synth')).toMatchObject({ code: 0 });
  const ours = bytes(project);
  const cli = `CHECKPOINT_DISABLE=1 "${process.execPath}" "${cdk8s}" synth`;
  expect(project.shell(cli)).toMatchObject({ code: 0 });
  expect(bytes(project)).toBe(ours);
  expect(project.shell(`${cli} --output elsewhere`)).toMatchObject({ code: 0 });
  expect(fs.readFileSync(path.join(project.folder, 'elsewhere/shop.k8s.yaml'), 'utf8')).toBe(ours);
}, 60_000);

it('node reads the package as CommonJS and as ES modules, with every name', () => {
  const project = installed.project('none', {
    'all.cjs': `const names = ['netpact', 'netpact/cdk8s', 'netpact/platform', 'netpact/testing'].map((each) => Object.keys(require(each)));
console.log(JSON.stringify(names.map((each) => each.sort())));\n`,
    'all.mjs': `import netpact, { flow, namespace } from 'netpact';
import { FlowChart, PolicyApp } from 'netpact/cdk8s';
import { prometheus } from 'netpact/platform';
import { netpactMatchers } from 'netpact/testing';
if ([flow, namespace, FlowChart, PolicyApp, prometheus, netpactMatchers, netpact.flow].includes(undefined)) throw 1;
const all = await Promise.all(['netpact', 'netpact/cdk8s', 'netpact/platform', 'netpact/testing'].map((each) => import(each)));
const names = all.map((each) => Object.keys(each).filter((name) => !['default', '__esModule', 'module.exports'].includes(name)));
console.log(JSON.stringify(names.map((each) => each.sort())));\n`,
  });
  const required = project.shell('node all.cjs');
  expect(required).toMatchObject({ code: 0 });
  expect(project.shell('node all.mjs')).toEqual(required);
  expect(JSON.parse(required.stdout).flat()).toContain('workloadFrom');
});

import fs from 'node:fs';
import path from 'node:path';
import { NetpactError } from '../../diagnostics/netpact-error';
import { replaceFile } from '../../k8s/emit/replace-file';
import { makeFolder } from '../../k8s/emit/run-folder';
import { isSystemError } from '../../k8s/emit/system-error';
import { writeAll } from '../console/write-all';
import { type ExitCode, exitCode } from '../exit-code';
import { readCdk8sYaml } from '../project/cdk8s-yaml';
import { findApp } from '../project/find-app';
import { refusal } from '../refusal';
import { type NamespaceNames, namespaceNames } from './namespace-names';
import type { EditedPackage } from './package-json';
import {
  ignoredByGit,
  namespaceSource,
  packageNeeds,
  projectFiles,
  type StarterProject,
  starterFiles,
} from './starter';

/** The options of `netpact init` as commander hands them over. */
export interface InitOptions {
  readonly namespace?: string;
}

/** `netpact init [DIR]`: a working starter, or one more namespace for an app that exists. */
export async function initCommand(dir: string, options: InitOptions): Promise<ExitCode> {
  const folder = path.resolve(dir);
  const names = namespaceNames(options.namespace ?? 'shop');
  try {
    const entry = existingApp(folder);
    const edited = await editedPackage(folder);
    const place = { folder, edited, project: starterProject(folder, edited) };
    const steps =
      entry === undefined
        ? writeStarter(place, names)
        : await extend(place, entry, options.namespace ? names : undefined);
    await writeAll(process.stdout, [steps.map(({ state, path: file }) => `${state.padEnd(7)} ${file}\n`).join('')]);
    await writeAll(process.stderr, [nextSteps(dir, steps, place)]);
    return exitCode.done;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw refusal(
      'init-not-writable',
      `${dir} cannot be written: ${error.message}`,
      'name a folder that exists or can be made',
    );
  }
}

function existingApp(folder: string): string | undefined {
  try {
    return findApp(undefined, folder, readCdk8sYaml(folder));
  } catch (error) {
    if (NetpactError.is(error) && error.findings.every(({ code }) => code === 'app-not-found')) return undefined;
    throw error;
  }
}

/** Where a starter goes, and what of its package.json is there already. */
interface StarterPlace {
  readonly folder: string;
  readonly project: StarterProject;
  readonly edited: EditedPackage | undefined;
}

/** The package.json that exists with what it lacks; undefined where there is none. Throws a NetpactError for one that cannot be read. */
async function editedPackage(folder: string): Promise<EditedPackage | undefined> {
  const file = path.join(folder, 'package.json');
  if (!fs.existsSync(file)) return undefined;
  const { editPackage } = await import('./package-json.js');
  return editPackage(fs.readFileSync(file, 'utf8'), packageNeeds());
}

function starterProject(folder: string, edited: EditedPackage | undefined): StarterProject {
  const keeps = (script: 'synth' | 'check'): boolean => edited?.kept.includes(script) === true;
  const tsconfig = path.join(folder, 'tsconfig.json');
  const settings = fs.existsSync(tsconfig) ? fs.readFileSync(tsconfig, 'utf8').replace(/^\s*\/\/.*/gm, '') : '';
  // Node's own resolution finds no file without its extension; every other finds it with one.
  const isOfNode = edited?.isModule === true || /"module(?:Resolution)?"\s*:\s*"node(?:next|\d\d)"/i.test(settings);
  return {
    name: packageName(folder),
    commands: {
      synth: keeps('synth') ? 'npx netpact synth' : 'npm run synth',
      check: keeps('check') ? 'npx netpact synth --check' : 'npm run check',
    },
    extension: isOfNode ? '.js' : '',
    needsModule: isOfNode && edited?.isModule !== true && /"verbatimModuleSyntax"\s*:\s*true/.test(settings),
  };
}

function writeStarter(place: StarterPlace, names: NamespaceNames): InitStep[] {
  return writeProject(place, starterFiles(place.project, names));
}

/** Files that exist are kept; a package.json and a .gitignore get what they lack. */
function writeProject({ folder, edited }: StarterPlace, files: ReadonlyMap<string, string>): InitStep[] {
  const steps = [...files].map(([file, text]) =>
    file === 'package.json' && edited ? writeEdited(folder, file, edited.text) : writeNew(folder, file, text),
  );
  return [...steps, addLines(folder, '.gitignore', ignoredByGit)];
}

function writeEdited(folder: string, file: string, text: string): InitStep {
  const target = path.join(folder, file);
  if (fs.readFileSync(target, 'utf8') === text) return { path: file, state: 'kept' };
  replaceFile(target, text);
  return { path: file, state: 'changed' };
}

async function extend(place: StarterPlace, entry: string, names: NamespaceNames | undefined): Promise<InitStep[]> {
  const { folder, project } = place;
  const main = path.relative(folder, entry).replaceAll('\\', '/');
  // Worked out before anything is written: a refusal leaves the folder as it was.
  const edited = names ? await withChart(entry, main, names, project) : undefined;
  const files = [...projectFiles(project)].filter(([file]) => file !== 'cdk8s.yaml' || main === 'apps/main.ts');
  const steps = writeProject(place, new Map(files));
  if (!names) return [...steps, { path: main, state: 'kept' }];
  const flows = path.posix.join(path.posix.dirname(main), names.namespace, 'flows.ts');
  steps.push(writeNew(folder, flows, namespaceSource(names)));
  if (edited !== undefined) replaceFile(entry, edited);
  steps.push({ path: main, state: edited === undefined ? 'kept' : 'changed' });
  return steps;
}

/** The edited entry file; undefined where it has the chart already. */
async function withChart(
  entry: string,
  main: string,
  names: NamespaceNames,
  { extension }: StarterProject,
): Promise<string | undefined> {
  const { addChart } = await import('./add-chart.js');
  const source = fs.readFileSync(entry, 'utf8');
  const edited = addChart(source, names, { path: `./${names.namespace}/flows`, extension });
  if (edited === undefined) {
    throw refusal(
      'init-entry-unclear',
      `${main} has no "new PolicyApp()" in a variable with its synth() call on the top level`,
      `add it by hand: new FlowChart(app, '${names.namespace}', { namespaces: [${names.identifier}], flows })`,
    );
  }
  return edited === source ? undefined : edited;
}

function packageName(folder: string): string {
  return (
    path
      .basename(folder)
      .toLowerCase()
      .replace(/[^a-z0-9._-]+/g, '-')
      .replace(/^[._-]+/, '')
      // The longest value of a label.
      .slice(0, 63)
      .replace(/[._-]+$/, '') || 'policies'
  );
}

function nextSteps(dir: string, steps: readonly InitStep[], { edited, project }: StarterPlace): string {
  const created = steps.filter(({ state }) => state !== 'kept');
  const kept = (edited?.kept ?? []).map(
    (name) => `package.json has a script "${name}" of its own, which is kept: run ${project.commands[name]}\n`,
  );
  if (created.length === 0) return `\n${kept.join('')}Everything is there already. Next: npx netpact synth\n`;
  const enter = path.resolve(dir) === process.cwd() ? [] : [`cd ${dir}`];
  const isNew = created.some(({ path: file, state }) => file === 'package.json' && state === 'created');
  const install = isNew || (edited?.added ?? []).length > 0 ? ['npm install'] : [];
  return `\n${kept.join('')}Next:\n${[...enter, ...install, 'npx netpact synth', 'git add dist'].map((step) => `  ${step}\n`).join('')}`;
}

/** What happened to one file. */
interface InitStep {
  readonly path: string;
  readonly state: 'created' | 'changed' | 'kept';
}

/** Writes a file that does not exist; whatever exists is kept as it is, links included. */
function writeNew(folder: string, file: string, text: string): InitStep {
  const target = path.join(folder, file);
  makeFolder(path.dirname(target));
  try {
    fs.writeFileSync(target, text, { flag: 'wx' });
    return { path: file, state: 'created' };
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return { path: file, state: 'kept' };
    throw error;
  }
}

/** Appends the lines that a file lacks; creates it if need be. */
function addLines(folder: string, file: string, lines: readonly string[]): InitStep {
  const target = path.join(folder, file);
  if (!fs.existsSync(target)) return writeNew(folder, file, `${lines.join('\n')}\n`);
  const text = fs.readFileSync(target, 'utf8');
  const present = new Set(text.split(/\r?\n/).map(bare));
  const missing = lines.filter((line) => !present.has(bare(line)));
  if (missing.length === 0) return { path: file, state: 'kept' };
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const gap = text === '' || text.endsWith('\n') ? '' : newline;
  fs.appendFileSync(target, `${gap}${missing.join(newline)}${newline}`);
  return { path: file, state: 'changed' };
}

/** `/node_modules`, `node_modules/` and `node_modules` ignore the same folder here. */
function bare(line: string): string {
  return line.trim().replace(/^\/|\/$/g, '');
}

import fs from 'node:fs';
import path from 'node:path';
import { byCodeUnits } from '../../algebra/text-order';
import type { Finding } from '../../diagnostics/finding';
import { hasMarker } from './render-manifests';
import { foundRunFolders } from './run-folder';
import { isSystemError } from './system-error';

/** A file of netpact with its bytes on disk; the path is relative to the output folder, `/` separated. */
export interface DiskFile {
  readonly path: string;
  readonly before: string;
}

/** Why nothing can be written to the folder at all: it, or a folder on the way, is a file, or it belongs to another output. */
export function outputFolderFindings(outDir: string, targets: readonly string[]): Finding[] {
  const blocking = firstNonFolder(outDir);
  if (blocking) {
    return [
      {
        code: 'output-not-a-folder',
        severity: 'error',
        message: `${blocking} is ${isLink(blocking) ? 'a link that leads to no folder' : 'a file, not a folder'}`,
        help: ['name another folder with --out, or move it away'],
      },
    ];
  }
  if (isOfKernel(outDir)) {
    return [
      {
        code: 'output-not-writable',
        severity: 'error',
        message: `${outDir} lies where the kernel shows its own state, and keeps no files`,
        help: ['name another folder with --out'],
      },
    ];
  }
  return nestingFindings(outDir, targets);
}

/** Linux' numbers for the file systems /proc and /sys. */
const kernelSystems: ReadonlySet<number> = new Set([0x9fa0, 0x62656572]);

/** Whether a folder is, or would be, in one of them: to look through /proc for own files would take very long. */
function isOfKernel(folder: string): boolean {
  if (fs.existsSync(folder)) return kernelSystems.has(fs.statfsSync(folder).type);
  const parent = path.dirname(folder);
  return parent !== folder && isOfKernel(parent);
}

/** The folder itself or the nearest existing parent, if that is no folder. */
function firstNonFolder(folder: string): string | undefined {
  const parent = path.dirname(folder);
  const stat = statOrUndefined(folder);
  if (stat) return stat.isDirectory() ? undefined : folder;
  if (isLink(folder)) return folder;
  return parent === folder ? undefined : firstNonFolder(parent);
}

function isLink(file: string): boolean {
  try {
    return fs.lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  } catch (error) {
    if (isSystemError(error, 'ENOTDIR')) return false;
    throw error;
  }
}

function statOrUndefined(file: string): fs.Stats | undefined {
  try {
    return fs.statSync(file, { throwIfNoEntry: false });
  } catch (error) {
    // A file stands where a folder on the way should be: the parent will tell.
    if (isSystemError(error, 'ENOTDIR')) return undefined;
    throw error;
  }
}

/** An environment and a namespace of the per-policy layout cannot share a folder: each would remove the files of the other. */
function nestingFindings(outDir: string, targets: readonly string[]): Finding[] {
  const folders = new Set(targets.flatMap((target) => (target.includes('/') ? [target.split('/')[0] ?? ''] : [])));
  const below = [...folders].map((folder) => path.join(outDir, folder)).filter(isOutputFolder);
  const parent = path.dirname(outDir);
  const listed = ownKustomization(parent);
  const above = listed?.includes(`- ${path.basename(outDir)}/`) ? [outDir] : [];
  return [...below, ...above].map((folder) => ({
    code: 'output-nested',
    severity: 'error',
    message: `${folder} is the folder of an environment and of a namespace at once`,
    help: ['write one of them elsewhere with --out, or use --layout per-namespace'],
  }));
}

/** Whether a folder is the output of a run of its own: it has a `kustomization.yaml` of netpact, or a run that did not get there. */
export function isOutputFolder(folder: string): boolean {
  return ownKustomization(folder) !== undefined || foundRunFolders(folder).length > 0;
}

function ownKustomization(folder: string): string | undefined {
  try {
    const text = fs.readFileSync(path.join(folder, 'kustomization.yaml'), 'utf8');
    return hasMarker(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

/** Which files are netpact's to replace, and the option that names another place for them. */
export interface Ownership {
  readonly isOwn: (text: string) => boolean;
  readonly option: string;
}

const manifests: Ownership = { isOwn: hasMarker, option: '--out' };

/** What stands where `file` is to be written: its text, nothing, or something that is not netpact's to replace. */
export function inspectTarget(
  outDir: string,
  file: string,
  { isOwn, option }: Ownership = manifests,
): { readonly text?: string } | { readonly finding: Finding } {
  const parts = file.split('/');
  for (let depth = 1; depth <= parts.length; depth++) {
    const part = path.join(outDir, ...parts.slice(0, depth));
    const stat = fs.lstatSync(part, { throwIfNoEntry: false });
    if (!stat) return {};
    const isLast = depth === parts.length;
    if (stat.isSymbolicLink()) return { finding: foreign(part, 'is a symbolic link', option) };
    if (!isLast && !stat.isDirectory()) return { finding: foreign(part, 'is a file where a folder is needed', option) };
    if (isLast && !stat.isFile()) return { finding: foreign(part, 'is a folder where a file is needed', option) };
  }
  const target = path.join(outDir, ...parts);
  const text = fs.readFileSync(target, 'utf8');
  return isOwn(text) ? { text } : { finding: foreign(target, 'was not written by netpact', option) };
}

function foreign(target: string, why: string, option: string): Finding {
  return {
    code: 'output-foreign-file',
    severity: 'error',
    message: `${target} ${why}`,
    help: [`move it away, or write to another place with ${option}`],
  };
}

/** The files of netpact in an output folder; links are not followed, nested outputs (environments) are left out. */
export function listOwnFiles(outDir: string, folder = ''): DiskFile[] {
  const here = path.join(outDir, folder);
  if (!fs.existsSync(here)) return [];
  const found: DiskFile[] = [];
  for (const entry of fs.readdirSync(here, { withFileTypes: true }).sort((a, b) => byCodeUnits(a.name, b.name))) {
    const relative = folder ? `${folder}/${entry.name}` : entry.name;
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules' && !isOutputFolder(path.join(here, entry.name)))
        found.push(...listOwnFiles(outDir, relative));
    } else if (entry.isFile() && entry.name.endsWith('.yaml')) {
      const text = fs.readFileSync(path.join(here, entry.name), 'utf8');
      if (hasMarker(text)) found.push({ path: relative, before: text });
    }
  }
  return found;
}

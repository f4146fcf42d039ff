import { existsSync } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Finding } from '../../diagnostics/finding';
import { unreadable } from './read-file';
import { isTemplateMarker } from './template-check';

/** The files that paths stand for. */
export interface FoundFiles {
  /** In the order of the paths, inside a folder by name; `file` is the path as it was given. */
  readonly files: readonly { readonly path: string; readonly file: string }[];
  /** Folders, named as `files` are, that hold a Helm chart or a kustomization. */
  readonly templateFolders: readonly string[];
  readonly findings: readonly Finding[];
  readonly notes: readonly Finding[];
}

/** Walks folders for `.yaml`, `.yml` and `.json`; each file and folder is visited once, through however many links. */
export async function findFiles(paths: readonly string[], cwd: string): Promise<FoundFiles> {
  const found = { files: [], templateFolders: [], findings: [], notes: [] };
  const walk = new FileWalk(cwd, found);
  for (const given of paths) await walk.visit(given === '' ? '.' : given.replaceAll('\\', path.sep), true);
  return found;
}

interface Collected {
  readonly files: { path: string; file: string }[];
  readonly templateFolders: string[];
  readonly findings: Finding[];
  readonly notes: Finding[];
}

const skippedFolders = new Set(['.git', 'node_modules']);

class FileWalk {
  private readonly visited = new Set<string>();

  constructor(
    private readonly cwd: string,
    private readonly found: Collected,
  ) {}

  async visit(name: string, isGiven: boolean): Promise<void> {
    const file = name.split(path.sep).join('/');
    const absolute = path.resolve(this.cwd, name);
    try {
      const status = await stat(absolute);
      const real = await realpath(absolute);
      if (this.visited.has(real) && !isGiven) {
        if (status.isDirectory()) this.note(`${file} leads to a folder that is read already: it is skipped`);
        return;
      }
      this.visited.add(real);
      if (isGiven) this.lookAround(absolute, file);
      if (status.isDirectory()) await this.visitFolder(absolute, name, file);
      else this.found.files.push({ path: absolute, file });
    } catch (error) {
      this.found.findings.push(unreadable(file, error));
    }
  }

  private async visitFolder(absolute: string, name: string, file: string): Promise<void> {
    const entries = (await readdir(absolute)).sort();
    if (entries.some(isTemplateMarker)) this.found.templateFolders.push(file.replace(/\/$/, ''));
    for (const entry of entries) {
      const child = name === '.' ? entry : path.join(name, entry);
      if (skippedFolders.has(entry)) {
        this.note(`${child.split(path.sep).join('/')} is skipped: it holds no manifests of one's own`);
      } else if (/\.(?:ya?ml|json)$/i.test(entry) || (await isFolder(path.join(absolute, entry)))) {
        await this.visit(child, false);
      }
    }
  }

  /** A chart's `templates` folder, or a file in it, may be given without the chart: two folders up is where that stands. */
  private lookAround(absolute: string, file: string): void {
    const folders = [path.dirname(absolute), path.dirname(path.dirname(absolute))];
    const isMarked = folders.some((folder) =>
      ['Chart.yaml', 'kustomization.yaml', 'kustomization.yml'].some((marker) => existsSync(path.join(folder, marker))),
    );
    if (!isMarked) return;
    this.found.templateFolders.push(file.replace(/\/$/, ''), path.posix.dirname(file));
  }

  private note(message: string): void {
    this.found.notes.push({ code: 'folder-skipped', severity: 'info', message });
  }
}

/** A link to nowhere is no folder; whether it matters is decided by its name. */
async function isFolder(absolute: string): Promise<boolean> {
  try {
    return (await stat(absolute)).isDirectory();
  } catch {
    return false;
  }
}

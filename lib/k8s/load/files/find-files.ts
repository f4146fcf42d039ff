import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Finding } from '../../../diagnostics/finding';
import { unreadable } from './read-file';
import { isTemplateMarker, templateMarkers } from './template-check';

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
export function findFiles(paths: readonly string[], cwd: string): FoundFiles {
  const walk = new FileWalk(cwd);
  for (const given of paths) walk.visit(given === '' ? '.' : given, true);
  return walk;
}

const skippedFolders = new Set(['.git', 'node_modules']);

class FileWalk implements FoundFiles {
  readonly files: { path: string; file: string }[] = [];
  readonly templateFolders: string[] = [];
  readonly findings: Finding[] = [];
  readonly notes: Finding[] = [];
  private readonly visited = new Set<string>();

  constructor(private readonly cwd: string) {}

  visit(name: string, isGiven: boolean): void {
    const file = name.split(path.sep).join('/');
    const absolute = path.resolve(this.cwd, name);
    try {
      const status = statSync(absolute);
      const real = realpathSync.native(absolute);
      if (this.visited.has(real) && !isGiven) {
        if (status.isDirectory()) this.note(`${file} leads to a folder that is read already: it is skipped`);
        return;
      }
      this.visited.add(real);
      if (isGiven) this.lookAround(absolute, file, status.isDirectory());
      if (status.isDirectory()) this.visitFolder(absolute, name, file);
      else this.files.push({ path: absolute, file });
    } catch (error) {
      this.findings.push(unreadable(file, error));
    }
  }

  private visitFolder(absolute: string, name: string, file: string): void {
    const entries = readdirSync(absolute).sort();
    if (entries.some(isTemplateMarker)) this.templateFolders.push(file.replace(/\/$/, ''));
    for (const entry of entries) {
      const child = name === '.' ? entry : path.join(name, entry);
      if (skippedFolders.has(entry)) {
        this.note(`${child.split(path.sep).join('/')} is skipped: it holds no manifests of one's own`);
      } else if (/(?:\.(?:ya?ml|json)|^Kustomization)$/i.test(entry) || isFolder(path.join(absolute, entry))) {
        this.visit(child, false);
      }
    }
  }

  /** A file may be given without its folder, and a chart's `templates` folder without the chart. */
  private lookAround(absolute: string, file: string, isFolder: boolean): void {
    const folder = isFolder ? absolute : path.dirname(absolute);
    const root = path.basename(folder) === 'templates' ? path.dirname(folder) : folder;
    if (!templateMarkers.some((marker) => existsSync(path.join(root, marker)))) return;
    this.templateFolders.push(isFolder ? file.replace(/\/$/, '') : path.posix.dirname(file));
  }

  private note(message: string): void {
    this.notes.push({ code: 'folder-skipped', severity: 'info', message });
  }
}

/** A link to nowhere is no folder; whether it matters is decided by its name. */
function isFolder(absolute: string): boolean {
  try {
    return statSync(absolute).isDirectory();
  } catch {
    return false;
  }
}

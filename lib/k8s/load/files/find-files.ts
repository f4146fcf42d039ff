import { type Dirent, existsSync, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import { byCodeUnits } from '../../../algebra/text-order';
import type { Finding } from '../../../diagnostics/finding';
import type { Exclusions } from './exclusions';
import { leadsOutOfTree, slashed } from './file-paths';
import type { LeftOut, LeftOutReason } from './left-out';
import { isForeignFolder, isManifestName } from './manifest-places';
import { unreadable } from './read-file';
import { isTemplateMarker, templateMarkers } from './template-check';

/** The files that a path stands for. */
export interface FoundFiles {
  /** Inside a folder by name; `file` is the path as it was given, `isNamed` says that it is that path itself. */
  readonly files: readonly { readonly path: string; readonly file: string; readonly isNamed: boolean }[];
  /** Folders, named as `files` are, that hold a Helm chart or a kustomization. */
  readonly templateFolders: readonly string[];
  readonly findings: readonly Finding[];
  readonly notes: readonly Finding[];
}

/** Where a walk starts, and what it passes by. */
export interface WalkOptions {
  readonly cwd: string;
  readonly exclusions: Exclusions;
  /** Told what was left out. */
  readonly leftOut: LeftOut;
  /** What messages call a file. @default its path */
  readonly nameOf?: (file: string) => string;
}

/** Walks a folder for `.yaml`, `.yml` and `.json`; each file and folder is found once, through however many links. */
export function findFiles(given: string, options: WalkOptions): FoundFiles {
  const walk = new FileWalk(given, options);
  if (given.trim() === '') walk.findings.push(emptyPath);
  else walk.visitGiven();
  return walk;
}

/** The working directory in its place would be an answer about something else than was meant. */
const emptyPath: Finding = {
  code: 'file-unreadable',
  severity: 'error',
  message: 'a PATH is empty',
  help: ['a variable that is not set is empty; the working directory is .'],
};

class FileWalk implements FoundFiles {
  readonly files: { path: string; file: string; isNamed: boolean }[] = [];
  readonly templateFolders: string[] = [];
  readonly findings: Finding[] = [];
  readonly notes: Finding[] = [];
  private readonly visited = new Set<string>();

  constructor(
    private readonly given: string,
    private readonly options: WalkOptions,
  ) {}

  visitGiven(): void {
    const { given } = this;
    const name = slashed(given);
    this.attempt(name, () => {
      const absolute = path.resolve(this.options.cwd, given);
      const status = statSync(absolute);
      const isFolder = status.isDirectory();
      if (this.isExcluded(name, path.basename(absolute))) return;
      if (this.leadsOut(absolute, name)) return;
      // A pipe, as of `<(kustomize build)`, lies nowhere, and whoever names one wants it read.
      if (!isFolder && !status.isFile()) this.files.push({ path: absolute, file: name, isNamed: true });
      else {
        const real = realpathSync.native(absolute);
        if (this.isVisited(real)) return;
        this.lookAround(absolute, name, isFolder);
        if (isFolder) this.visitFolder({ absolute, real, name: given });
        else this.files.push({ path: absolute, file: name, isNamed: true });
      }
    });
  }

  private visitFolder(folder: Place): void {
    const entries = readdirSync(folder.absolute, { withFileTypes: true }).sort((a, b) => byCodeUnits(a.name, b.name));
    if (entries.some(({ name }) => isTemplateMarker(name)))
      this.templateFolders.push(slashed(folder.name).replace(/\/$/, ''));
    const holds = (sibling: string) => entries.some(({ name }) => name === sibling);
    for (const entry of entries) {
      const name = folder.name === '.' ? entry.name : path.join(folder.name, entry.name);
      const place = {
        absolute: path.join(folder.absolute, entry.name),
        real: path.join(folder.real, entry.name),
        name,
      };
      this.attempt(slashed(name), () => this.visit(entry, place, holds));
    }
  }

  private visit(entry: Dirent, { absolute, real, name }: Place, holds: (sibling: string) => boolean): void {
    const isLink = entry.isSymbolicLink();
    const isNamed = isManifestName(entry.name) || isTemplateMarker(entry.name);
    const status = isLink ? targetOf(absolute, isNamed) : entry;
    const isFolder = status?.isDirectory() === true;
    const file = slashed(name);
    if ((!isNamed && !isFolder) || this.isExcluded(file)) return;
    if (isFolder && isForeignFolder(entry.name, holds)) this.leaveOut('foreign-folder', file);
    else if (!isFolder && !status?.isFile()) this.leaveOut('not-a-file', file);
    else {
      if (isLink && this.leadsOut(absolute, file)) return;
      const target = isLink ? realpathSync.native(absolute) : real;
      if (!this.isVisited(target)) {
        if (isFolder) this.visitFolder({ absolute, real: target, name });
        else this.files.push({ path: absolute, file, isNamed: false });
      } else if (isFolder) {
        const message = `${file} leads to a folder that is read already: it is skipped`;
        this.notes.push({ code: 'folder-skipped', severity: 'info', message });
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

  /** Whether the user leaves a path out; it may be written as messages name it, and as seen from PATH. */
  private isExcluded(file: string, fromGiven = path.posix.relative(slashed(this.given), file)): boolean {
    const isExcluded = this.options.exclusions.excludes(file, fromGiven);
    if (isExcluded) this.leaveOut('excluded', file);
    return isExcluded;
  }

  private leadsOut(absolute: string, file: string): boolean {
    const leadsOut = leadsOutOfTree(absolute);
    if (leadsOut) this.findings.push(linkLeadsOut(file));
    return leadsOut;
  }

  private leaveOut(reason: LeftOutReason, file: string): void {
    const { leftOut, nameOf = (name: string) => name } = this.options;
    leftOut.add(reason, nameOf(file));
  }

  /** Whether something was found before; from now on it was. */
  private isVisited(real: string): boolean {
    const isVisited = this.visited.has(real);
    this.visited.add(real);
    return isVisited;
  }

  private attempt(file: string, act: () => void): void {
    try {
      act();
    } catch (error) {
      this.findings.push(unreadable(file, error));
    }
  }
}

/** What is said of a link that is not followed. */
export function linkLeadsOut(file: string): Finding {
  return {
    code: 'link-leads-out',
    severity: 'error',
    message: `${file} is a link that leads out of the repository: it is not read`,
    help: ['leave it out by --exclude, or pass what it leads to by its own path'],
  };
}

/** Where a file or folder is: for the system, with every link resolved, and as it was given. */
interface Place {
  readonly absolute: string;
  readonly real: string;
  readonly name: string;
}

/** What a link leads to; a link to nowhere matters only where its name is that of a manifest. */
function targetOf(absolute: string, isNamed: boolean): Stats | undefined {
  try {
    return statSync(absolute);
  } catch (error) {
    if (isNamed) throw error;
    return undefined;
  }
}

import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { byCodeUnits } from '../../../algebra/text-order';
import { isSystemError } from '../../emit/system-error';
import { leadsOutOfTree, realOrSame } from './file-paths';
import { isForeignFolder, isManifestName } from './manifest-places';
import { isPathPattern, pathPattern } from './path-pattern';

/** What a pattern stands for, as PATHs: files, and folders that are meant with all that is in them. */
export interface ExpandedPattern {
  readonly paths: readonly string[];
  /** Links that it would have to follow out of the repository. */
  readonly leadingOut: readonly string[];
  /** Folders of others (`node_modules`) that it passes by. */
  readonly foreign: readonly string[];
}

/**
 * Expands `*`, `**`, `?`, `[abc]` and `{a,b}`, relative to a folder; a last part that a folder matches means all that is in it.
 * Undefined for a path without any of these, and for one that exists as it is written.
 */
export function expandPattern(pattern: string, cwd: string): ExpandedPattern | undefined {
  if (!isPathPattern(pattern) || existsSync(path.resolve(cwd, pattern))) return undefined;
  const walk = new PatternWalk();
  for (const each of alternatives(pattern)) {
    const segments = path.posix.normalize(each).replace(/\/$/, '').split('/');
    if (segments[0] === '') walk.visit({ at: path.parse(cwd).root, name: '/' }, segments.slice(1));
    else walk.visit({ at: cwd, name: '' }, segments);
  }
  return walk.result();
}

/** Alternatives with a slash in them are patterns of their own: the others stay within a name. */
function alternatives(pattern: string): readonly string[] {
  const found = /\{([^{}]*\/[^{}]*)\}/.exec(pattern);
  if (!found) return [pattern];
  const [whole, inner = ''] = found;
  const before = pattern.slice(0, found.index);
  const after = pattern.slice(found.index + whole.length);
  return inner.split(',').flatMap((each) => alternatives(`${before}${each}${after}`));
}

interface Place {
  readonly at: string;
  readonly name: string;
}

/** Walks part by part: a folder is looked through once for what is left of the pattern there, through however many links. */
class PatternWalk {
  private readonly visited = new Set<string>();
  private readonly paths = new Set<string>();
  private readonly leadingOut = new Set<string>();
  private readonly foreign = new Set<string>();

  result(): ExpandedPattern {
    const [paths, leadingOut, foreign] = [this.paths, this.leadingOut, this.foreign].map((each) =>
      [...each].sort(byCodeUnits),
    );
    return { paths: paths ?? [], leadingOut: leadingOut ?? [], foreign: foreign ?? [] };
  }

  visit(folder: Place, segments: readonly string[]): void {
    const key = JSON.stringify([realOrSame(folder.at), segments.length, segments[0]]);
    if (this.visited.has(key)) return;
    this.visited.add(key);
    const [segment = '', ...rest] = segments;
    if (segment === '**' && rest.every((each) => each === '**')) this.paths.add(folder.name || '.');
    else if (segment === '**') {
      this.visit(folder, rest);
      for (const below of this.foldersIn(folder)) this.visit(below, segments);
    } else if (isPathPattern(segment)) this.visitMatching(folder, pathPattern(segment), rest);
    else this.visitNamed({ at: path.join(folder.at, segment), name: nameIn(folder, segment) }, rest);
  }

  private visitMatching(folder: Place, names: RegExp, rest: readonly string[]): void {
    for (const entry of entriesOf(folder.at)) {
      if (!names.test(entry)) continue;
      const place = { at: path.join(folder.at, entry), name: nameIn(folder, entry) };
      const isFolder = isFolderAt(place.at);
      if (rest.length > 0 && isFolder && this.isOwn(place, folder)) this.visit(place, rest);
      else if (rest.length === 0 && (isFolder ? this.isOwn(place, folder) : isManifestName(entry)))
        this.paths.add(place.name);
    }
  }

  private visitNamed(place: Place, rest: readonly string[]): void {
    if (!existsSync(place.at)) return;
    if (rest.length === 0) this.paths.add(place.name);
    else if (isFolderAt(place.at)) this.visit(place, rest);
  }

  private foldersIn(folder: Place): readonly Place[] {
    return entriesOf(folder.at)
      .map((entry) => ({ at: path.join(folder.at, entry), name: nameIn(folder, entry) }))
      .filter((place) => isFolderAt(place.at) && this.isOwn(place, folder));
  }

  /** Whether a folder that nobody named holds what the user's repository holds, and not what others wrote. */
  private isOwn(place: Place, folder: Place): boolean {
    const isForeign = isForeignFolder(path.basename(place.at), (sibling) => existsSync(path.join(folder.at, sibling)));
    if (isForeign) this.foreign.add(place.name);
    else if (leadsOutOfTree(place.at)) this.leadingOut.add(place.name);
    else return true;
    return false;
  }
}

const nameIn = ({ name }: Place, entry: string): string =>
  name === '' || name === '/' ? name + entry : `${name}/${entry}`;

function entriesOf(folder: string): readonly string[] {
  return readdirSync(folder).sort(byCodeUnits);
}

/** A link to nowhere, or to itself, is no folder; where its name is asked for, whoever reads it says so. */
function isFolderAt(at: string): boolean {
  try {
    return statSync(at).isDirectory();
  } catch (error) {
    if (isSystemError(error)) return false;
    throw error;
  }
}

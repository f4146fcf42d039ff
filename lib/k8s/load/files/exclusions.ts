import path from 'node:path';
import { pathPattern } from './path-pattern';

/**
 * What a user leaves out. Patterns are read as in a `.gitignore`: one without a slash means every file and folder of that
 * name, one with a slash a path from where the reading starts; a folder is left out with all that is in it.
 */
export class Exclusions {
  private readonly names: readonly RegExp[];
  private readonly paths: readonly RegExp[];

  constructor(patterns: readonly string[] = []) {
    const plain = patterns.map((each) => each.replace(/\/$/, ''));
    this.names = plain.filter((each) => !each.includes('/')).map(pathPattern);
    // What `a/**` means is the same as what `a` means, save that the slash makes a path of it.
    const paths = plain.filter((each) => each.includes('/')).map((each) => each.replace(/(.)\/\*\*$/, '$1'));
    this.paths = paths.map((each) => pathPattern(each.replace(/^(?:\.?\/)+/, '')));
  }

  /** Whether a file or folder is left out; `paths` are the ways to write where it is: from the PATH of the user, as messages name it. */
  excludes(...paths: readonly string[]): boolean {
    return paths.some((each) => {
      const plain = path.posix.normalize(each).replace(/^\.\/|\/$/g, '');
      return matchesAny(this.names, path.posix.basename(plain)) || matchesAny(this.paths, plain);
    });
  }

  /** Whether a file, or a folder that it lies in, is left out, seen from the PATH of the user; that PATH itself, and what it lies in, is not asked. */
  excludesBelow(given: string, file: string): boolean {
    const start = path.posix.normalize(given).replace(/\/$/, '');
    const parts = file.split('/');
    return parts.some((_, index) => {
      const place = parts.slice(0, index + 1).join('/');
      const isAbove = place === '' || place === '..' || place === start || start.startsWith(`${place}/`);
      return !isAbove && this.excludes(place, path.posix.relative(start, place));
    });
  }
}

const matchesAny = (patterns: readonly RegExp[], text: string): boolean =>
  text !== '.' && text !== '..' && patterns.some((pattern) => pattern.test(text));

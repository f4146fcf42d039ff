import path from 'node:path';
import type { Exclusions } from '../../k8s/load/files/exclusions';
import type { LeftOut } from '../../k8s/load/files/left-out';
import { isForeignFolder, isManifestName } from '../../k8s/load/files/manifest-places';
import type { Revision } from './resolve-revision';

/** Leaves out of a revision what a walk through folders leaves out. */
export class TreeSelection {
  constructor(
    private readonly revision: Revision,
    private readonly exclusions: Exclusions,
    private readonly leftOut: LeftOut,
  ) {}

  /** The entries below a path that are not left out; `given` is that path, from the top of the repository as theirs are. */
  of<Entry extends { readonly path: string; readonly mode: string }>(
    entries: readonly Entry[],
    given: string,
  ): readonly Entry[] {
    const files = new Set(entries.map((entry) => entry.path));
    const told = new Map<string, boolean>();
    return entries.filter((entry) => {
      const below = path.posix.relative(given, entry.path);
      const parts = below.split('/');
      // A path that is given is read, wherever it lies; what lies below it is looked at folder by folder.
      return !parts.some((_, index) => {
        const place = path.posix.join(given, ...parts.slice(0, index + 1));
        // A submodule, and perhaps a link, is a folder.
        const isFile = index === parts.length - 1 && entry.mode.startsWith('100');
        if (isFile && !isManifestName(place)) return false;
        const known = told.get(place);
        if (known !== undefined) return known;
        const isLeft = this.isLeftOut(place, path.posix.relative(given, place), isFile ? undefined : files);
        told.set(place, isLeft);
        return isLeft;
      });
    });
  }

  /** `beside` are the files of the repository, where the place is a folder. */
  private isLeftOut(place: string, fromGiven: string, beside: ReadonlySet<string> | undefined): boolean {
    const { name, prefix } = this.revision;
    const holds = (sibling: string) => beside?.has(path.posix.join(path.posix.dirname(place), sibling)) === true;
    const isForeign = beside !== undefined && fromGiven !== '' && isForeignFolder(path.posix.basename(place), holds);
    const isExcluded = this.exclusions.excludes(place, path.posix.relative(prefix, place), fromGiven);
    if (isExcluded) this.leftOut.add('excluded', `${name}:${place}`);
    else if (isForeign) this.leftOut.add('foreign-folder', `${name}:${place}`);
    return isExcluded || isForeign;
  }
}

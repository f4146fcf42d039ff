import path from 'node:path';
import type { LoadPathsOptions, LoadResult } from '../../k8s/load';
import { slashed } from '../../k8s/load/files/file-paths';
import { repositoryOf } from '../../k8s/load/roots/local-path';
import type { RootRenderer } from '../../k8s/load/roots/root';
import type { ReadingOptions } from '../input/analysis-options';
import { loaderOptions } from '../input/load-input';
import { commandForEach, commandLine, comparisonOf } from '../render/command-line';
import { checkUse, ToolRenderer } from '../render/root-renderer';
import type { Reading, SidePlace } from './side-places';

/** Who renders the roots of both sides. */
export class SideRenderers implements Reading {
  readonly options: LoadPathsOptions;
  readonly usesFiles: boolean;
  private readonly made: ToolRenderer[] = [];

  constructor(
    private readonly given: ReadingOptions,
    private readonly cwd: string,
  ) {
    this.options = loaderOptions(given);
    this.usesFiles = (given.values ?? []).length > 0;
  }

  rendererFor({ folder, written }: SidePlace): RootRenderer {
    const { cwd } = this;
    const checkout = { cwd, top: repositoryOf(cwd, cwd), ...(written && { written }) };
    const command = (given: string, instead: string, isEach?: boolean) => {
      if (isEach) return commandForEach();
      if (instead !== '-') return comparisonOf(slashed(path.relative(folder, instead)) || '.');
      return written
        ? 'netpact diff old.yaml -, where old.yaml is the same of the other version'
        : commandLine(given, '-');
    };
    const renderer = new ToolRenderer(this.given, checkout, command);
    this.made.push(renderer);
    return renderer;
  }

  /** Throws a NetpactError for options of charts where neither side has one. */
  checkUse(loaded: readonly LoadResult[]): void {
    checkUse(this.given, this.made, loaded);
  }
}

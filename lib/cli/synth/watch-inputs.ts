import { type FSWatcher, watch } from 'node:fs';
import path from 'node:path';
import type { ExitCode } from '../exit-code';

/** How a run ended, and which files it depends on. */
export interface SynthRun {
  readonly code: ExitCode;
  readonly inputs: readonly string[];
}

/** Editors write a file in several steps; one run after the last of them is enough. */
const quiet = 80;

/** Runs now and after every change of a file that the app consists of, also after a run that failed. Never ends by itself. */
export async function watchInputs(run: () => Promise<SynthRun>): Promise<never> {
  const changes = new InputChanges();
  for (;;) {
    const { inputs } = await run();
    changes.include(inputs);
    process.stderr.write('watching for changes\n');
    await changes.next();
  }
}

/** Watches the folders of files, not the files: editors replace a file, and a watched file that is replaced is lost. */
class InputChanges {
  private readonly watchers = new Map<string, FSWatcher>();
  private readonly files = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private isPending = false;
  private wake: (() => void) | undefined;

  /** Adds files; what was watched before still counts, because a broken app says less about what it consists of. */
  include(files: readonly string[]): void {
    for (const file of files) {
      this.files.add(file);
      const folder = path.dirname(file);
      if (this.watchers.has(folder)) continue;
      this.watchers.set(
        folder,
        watch(folder, (_, name) => this.notice(folder, name)),
      );
    }
  }

  /** Resolves after the next change; at once if there was one during the last run. */
  async next(): Promise<void> {
    if (!this.isPending) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    this.isPending = false;
  }

  private notice(folder: string, name: string | null): void {
    // A new file may be the one that an import was waiting for, or one more manifest.
    const isSource =
      name === null || /\.(?:[cm]?[jt]sx?|json|ya?ml)$/.test(name) || this.files.has(path.join(folder, name));
    if (!isSource) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.isPending = true;
      this.wake?.();
      this.wake = undefined;
    }, quiet);
  }
}

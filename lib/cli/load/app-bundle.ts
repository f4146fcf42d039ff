import path from 'node:path';
import { type Bundle, bundleApp } from './bundle-app';
import { temporaryFolder } from './temporary-folder';

/** An app in one file, for as many workers as want to run it. */
export interface AppBundle {
  /** Absolute path of the file; it is there when `made` is, without findings. */
  readonly file: string;
  readonly made: Promise<Bundle>;
  /** Removes the file. */
  remove(): void;
}

/** Starts to bundle an app, outside of the user's folders. */
export function startBundle(entry: string, cwd: string): AppBundle {
  const folder = temporaryFolder();
  const file = path.join(folder.path, 'app.mjs');
  const made = bundleApp(entry, file, cwd);
  // Nobody may be listening yet, or ever, where a worker fails before.
  made.catch(() => undefined);
  return { file, made, remove: folder.remove };
}

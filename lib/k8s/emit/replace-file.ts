import fs from 'node:fs';
import { stageFile } from './staged-file';

/**
 * Writes a file of somebody's own: whoever reads it, or is left with it after a kill or on a full disk, has the old text or the new
 * one, never a part. The new text stands beside it first, under a name that the next run takes again. Links are followed.
 */
export function replaceFile(file: string, text: string): void {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  if (stat && !stat.isFile()) {
    fs.writeFileSync(file, text);
    return;
  }
  const target = stat ? fs.realpathSync(file) : file;
  stageFile(target, text, stat?.mode).commit();
}

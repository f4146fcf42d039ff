import fs from 'node:fs';
import path from 'node:path';
import { writeSynced } from './journal';

/** New text that stands beside its file until it takes the file's place. */
export interface StagedFile {
  /** Puts it in its place: whoever reads the file has the old text or the new one, never a part. */
  commit(): void;
  /** Removes it; the file stays as it was. */
  discard(): void;
}

/** Writes the text beside its file, under a name that the next run takes again. The folder must exist; a link is not followed. */
export function stageFile(file: string, text: string, mode?: number): StagedFile {
  const beside = path.join(path.dirname(file), `.${path.basename(file)}.netpact-new`);
  const discard = () => fs.rmSync(beside, { force: true });
  discard();
  try {
    writeSynced(beside, text, mode);
  } catch (error) {
    discard();
    throw error;
  }
  return {
    commit() {
      try {
        fs.renameSync(beside, file);
      } catch (error) {
        discard();
        throw error;
      }
    },
    discard,
  };
}

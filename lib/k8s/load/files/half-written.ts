import path from 'node:path';
import type { Finding } from '../../../diagnostics/finding';
import { isHalfWritten } from '../../emit/run-folder';

/** A file or folder: where it is, and its name for messages. */
interface Place {
  readonly path: string;
  readonly file: string;
}

/**
 * The outputs of netpact whose files are partly old and partly new: the given path itself, and the folders of files. A file of an
 * output stands in its folder, or in that of a namespace below.
 */
export function halfWrittenOutputs(given: Place, files: readonly Place[]): readonly Finding[] {
  const folders = new Map([[given.path, given.file]]);
  for (const each of files)
    for (const up of ['..', '../..']) {
      const folder = path.join(each.path, up);
      if (!folders.has(folder)) folders.set(folder, path.posix.join(each.file, up));
    }
  return [...folders].flatMap(([folder, name]) => (isHalfWritten(folder) ? [halfWritten(name)] : []));
}

function halfWritten(folder: string): Finding {
  return {
    code: 'output-unfinished',
    severity: 'error',
    message: `${folder} is half written: a run that replaces its files goes on, or was killed`,
    help: ['run netpact synth with the same --out and --env: it ends what was begun'],
  };
}

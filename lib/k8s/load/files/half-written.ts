import path from 'node:path';
import type { Finding } from '../../../diagnostics/finding';
import { isHalfWritten } from '../../emit/run-folder';

/**
 * Whether a folder is an output of netpact whose files are partly old and partly new. A path that is given may lie in one: a file or
 * the folder of a namespace stands at most two folders below.
 */
export function halfWrittenOutputs(absolute: string, file: string, isGiven: boolean): readonly Finding[] {
  const ups = isGiven ? ['.', '..', '../..'] : ['.'];
  return ups.flatMap((up) => (isHalfWritten(path.join(absolute, up)) ? [halfWritten(path.posix.join(file, up))] : []));
}

function halfWritten(folder: string): Finding {
  return {
    code: 'output-unfinished',
    severity: 'error',
    message: `${folder} is half written: a run that replaces its files goes on, or was killed`,
    help: ['run netpact synth with the same --out and --env: it ends what was begun'],
  };
}

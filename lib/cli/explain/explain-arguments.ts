import { existsSync } from 'node:fs';
import path from 'node:path';
import { type AskedPort, parseAskedPort } from '../../analyze/explain/asked-port';
import { invalidOption } from '../input/invalid-option';

/** `[PORT] PATH…`, told apart. */
export interface ExplainArguments {
  readonly port?: AskedPort;
  readonly paths: readonly string[];
}

/**
 * Reads what follows SRC and DST: the first word is a port if it is written like one (`8080`, `53/UDP`, `http`) and no
 * file or folder has that name; `./8080` is always a path. Throws where no path is left.
 */
export function readExplainArguments(
  words: readonly string[],
  exists: (word: string) => boolean = (word) => existsSync(path.resolve(word)),
): ExplainArguments {
  const [first, ...rest] = words;
  const port = first === undefined || first === '-' || exists(first) ? undefined : parseAskedPort(first);
  if (first !== undefined && port === undefined && !exists(first) && looksLikePort(first))
    throw invalidOption(`${first} is no port`, 'write 8080 (TCP), 53/UDP, or the name of a port; ports are 1 to 65535');
  if (port === undefined) {
    if (words.length === 0) throw noPath('there is no PATH');
    return { paths: words };
  }
  if (rest.length === 0)
    throw noPath(`there is no PATH: "${first}" was taken for a port, because no file or folder has that name`);
  return { port, paths: rest };
}

const looksLikePort = (word: string): boolean => /^\d+(?:\/[A-Za-z]+)?$/.test(word);

const noPath = (message: string) =>
  invalidOption(
    message,
    'name a file, a folder, or - for the standard input: netpact explain shop/web shop/api 8080 dist/k8s',
  );

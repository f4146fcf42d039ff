import fs from 'node:fs';
import path from 'node:path';
import { isSystemError } from '../../k8s/emit/system-error';

/** What happened to one file. */
export interface InitStep {
  readonly path: string;
  readonly state: 'created' | 'changed' | 'kept';
}

/** Writes a file that does not exist; whatever exists is kept as it is, links included. */
export function writeNew(folder: string, file: string, text: string): InitStep {
  const target = path.join(folder, file);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  try {
    fs.writeFileSync(target, text, { flag: 'wx' });
    return { path: file, state: 'created' };
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return { path: file, state: 'kept' };
    throw error;
  }
}

/** Appends the lines that a file lacks; creates it if need be. */
export function addLines(folder: string, file: string, lines: readonly string[]): InitStep {
  const target = path.join(folder, file);
  if (!fs.existsSync(target)) return writeNew(folder, file, `${lines.join('\n')}\n`);
  const text = fs.readFileSync(target, 'utf8');
  const present = new Set(text.split(/\r?\n/).map(bare));
  const missing = lines.filter((line) => !present.has(bare(line)));
  if (missing.length === 0) return { path: file, state: 'kept' };
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const gap = text === '' || text.endsWith('\n') ? '' : newline;
  fs.appendFileSync(target, `${gap}${missing.join(newline)}${newline}`);
  return { path: file, state: 'changed' };
}

/** `/node_modules`, `node_modules/` and `node_modules` ignore the same folder here. */
function bare(line: string): string {
  return line.trim().replace(/^\/|\/$/g, '');
}

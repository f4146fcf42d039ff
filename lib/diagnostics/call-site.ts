import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SourceSpan } from './finding';

/** Where the user's code called netpact; reads the stack only when asked, because mapping it to TypeScript is slow. */
export type CallSite = () => SourceSpan | undefined;

const ownFolder = `${path.resolve(__dirname, '..')}${path.sep}`;

/** The place in the user's code from which netpact is being called right now. Making one costs about 2 µs, calling it 10–100 µs. */
export function captureCallSite(): CallSite {
  const error = new Error();
  return () => firstForeignFrame(error.stack ?? '');
}

/** The first stack frame that is neither netpact's nor Node's: the user's line. */
export function firstForeignFrame(stack: string): SourceSpan | undefined {
  for (const line of stack.split('\n')) {
    const frame = /^\s*at (?:.*? \()?((?:file:\/\/)?\/?[^()]+?):(\d+):(\d+)\)?$/.exec(line);
    if (!frame?.[1]) continue;
    const file = frame[1].startsWith('file://') ? fileURLToPath(frame[1]) : frame[1];
    const isForeign =
      path.isAbsolute(file) && !file.startsWith(ownFolder) && !file.includes(`${path.sep}node_modules${path.sep}`);
    if (isForeign) return { file, line: Number(frame[2]), column: Number(frame[3]) };
  }
  return undefined;
}

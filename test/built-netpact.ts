import { existsSync } from 'node:fs';
import path from 'node:path';

const main = path.resolve(__dirname, '../dist/lib/cli/main.js');

/** The compiled command line: what is tested and measured is what is published. Throws where nothing was compiled. */
export function builtMain(): string {
  if (!existsSync(main)) throw new Error('netpact is not built: run `npm run build` first');
  return main;
}

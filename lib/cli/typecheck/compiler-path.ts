import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/**
 * The native TypeScript compiler that netpact depends on; undefined where its platform package is not installed.
 * Found as `typescript` itself finds it, without starting Node a second time.
 */
export function compilerPath(): string | undefined {
  try {
    const typescript = createRequire(__filename).resolve('typescript/package.json');
    const platformPackage = `@typescript/typescript-${process.platform}-${process.arch}/package.json`;
    const folder = path.dirname(createRequire(typescript).resolve(platformPackage));
    const file = path.join(folder, 'lib', process.platform === 'win32' ? 'tsc.exe' : 'tsc');
    return fs.existsSync(file) ? file : undefined;
  } catch {
    return undefined;
  }
}

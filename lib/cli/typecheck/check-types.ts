import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { ResolvedFinding } from '../../diagnostics/resolved-finding';
import { temporaryFolder } from '../load/temporary-folder';
import { compilerFindings } from './compiler-output';
import { compilerPath } from './compiler-path';
import { entryConfig } from './entry-config';

/** A check that runs beside the load of the app. */
export interface TypeCheck {
  /** Type errors of the app's files; never rejects. */
  readonly findings: Promise<readonly ResolvedFinding[]>;
  /** Ends it; `findings` is then empty. */
  stop(): void;
}

/** Starts the native compiler on the app; the processor is shared with the load, so it gets one checker. */
export function startTypeCheck(entry: string, cwd: string): TypeCheck {
  const compiler = compilerPath();
  if (!compiler)
    return { findings: Promise.resolve([unavailable('its compiler is not installed for this platform')]), stop() {} };
  const folder = temporaryFolder();
  const config = path.join(folder.path, 'tsconfig.json');
  fs.writeFileSync(config, JSON.stringify(entryConfig(entry)));
  const child = spawn(compiler, ['--project', config, '--pretty', 'false', '--checkers', '1'], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const findings = new Promise<readonly ResolvedFinding[]>((resolve) => {
    child.on('error', (error) => resolve([unavailable(error.message)]));
    child.on('close', (code, signal) => {
      const found = compilerFindings(output, cwd);
      const failed = code !== 0 && signal === null && output.trim() === '';
      resolve(failed ? [unavailable(errors.trim().split('\n')[0] ?? `it ended with code ${code}`)] : found);
    });
  }).finally(folder.remove);
  return { findings, stop: () => void child.kill() };
}

function unavailable(why: string): ResolvedFinding {
  return {
    code: 'typecheck-unavailable',
    severity: 'warning',
    message: `types were not checked: ${why}`,
    help: ['install again without --omit=optional, or pass --no-typecheck'],
  };
}

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { ResolvedFinding } from '../../diagnostics/resolved-finding';
import { resolveFrom, resolveOwn } from '../load/own-modules';
import { temporaryFolder } from '../load/temporary-folder';
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

/**
 * The native TypeScript compiler that netpact depends on; undefined where its platform package is not installed.
 * Found as `typescript` itself finds it, without starting Node a second time.
 */
export function compilerPath(): string | undefined {
  const typescript = resolveOwn('typescript/package.json');
  const platformPackage = `@typescript/typescript-${process.platform}-${process.arch}/package.json`;
  const found = typescript && resolveFrom(typescript, platformPackage);
  if (!found) return undefined;
  const file = path.join(path.dirname(found), 'lib', process.platform === 'win32' ? 'tsc.exe' : 'tsc');
  return fs.existsSync(file) ? file : undefined;
}

/** "Cannot find name 'process', install @types/node": the app does run on Node, so that is no mistake of the app. */
const aboutNodeTypes: ReadonlySet<string> = new Set(['TS2580', 'TS2584', 'TS2591']);

/**
 * The compiler's output (`--pretty false`) as findings: `apps/main.ts(14,24): error TS2345: …`, where indented lines explain the one
 * before. Errors without a place (a broken tsconfig) have none either.
 */
function compilerFindings(output: string, cwd: string): ResolvedFinding[] {
  const findings: ResolvedFinding[] = [];
  for (const line of output.split(/\r?\n/)) {
    const located = /^(.+?)\((\d+),(\d+)\): (?:error|warning) (TS\d+): (.*)$/.exec(line);
    const bare = located ? undefined : /^(?:error|warning) (TS\d+): (.*)$/.exec(line);
    if (located) {
      const [, file = '', row, column, code, text] = located;
      if (code && aboutNodeTypes.has(code)) continue;
      const at = { file: path.resolve(cwd, file), line: Number(row), column: Number(column) };
      findings.push({ code: 'type-error', severity: 'error', message: `${code}: ${text}`, at });
    } else if (bare) {
      findings.push({ code: 'type-error', severity: 'error', message: `${bare[1]}: ${bare[2]}` });
    } else if (/^\s+\S/.test(line)) {
      const last = findings.pop();
      if (last) findings.push({ ...last, notes: [...(last.notes ?? []), line.trim()] });
    }
  }
  return findings;
}

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { resolveFrom, resolveOwn } from '../load/own-modules';

/** A TypeScript that can check types. */
export interface Compiler {
  /** `5.9.3` */
  readonly version: string;
  readonly major: number;
  readonly minor: number;
  /** Whether it is the one that netpact brings along. */
  readonly isOwn: boolean;
  /** The program to start, and what comes before the compiler's own arguments. */
  readonly program: string;
  readonly leading: readonly string[];
}

/** Which TypeScript checks an app. */
export interface ChosenCompiler {
  /** Undefined where there is none at all. */
  readonly compiler?: Compiler;
  /** Why neither the project's own nor netpact's is used, one clause each: `TypeScript 4.9.5 of this project is …`. */
  readonly rejected: readonly string[];
}

/** What a compiler said, or why it could not be asked. */
export interface CompilerRun {
  readonly stdout: string;
  readonly stderr: string;
  /** Null where a signal ended it. */
  readonly code: number | null;
}

/** The first version that reads the language's types: `const` type parameters. */
const oldestMajor = 5;

/**
 * The TypeScript that is installed for an app in this folder, so that `tsc`, the editor and netpact say the same; where there is
 * none, or none that netpact's types can be read by, the one that netpact brings along.
 */
export function chooseCompiler(folder: string): ChosenCompiler {
  const own = resolveOwn('typescript/package.json');
  const users = resolveFrom(path.join(folder, 'main.ts'), 'typescript/package.json');
  const installed = users !== undefined && users !== own ? compilerAt(users, false) : undefined;
  if (typeof installed === 'object') return { compiler: installed, rejected: [] };
  const rejected = installed === undefined ? [] : [installed];
  const brought = own === undefined ? 'TypeScript is not installed' : compilerAt(own, true);
  if (typeof brought === 'object') return { compiler: brought, rejected };
  return { rejected: [...rejected, brought] };
}

/** The TypeScript that netpact brings along, for an app whose own turned out not to work. */
export function ownCompiler(): Compiler | undefined {
  const own = resolveOwn('typescript/package.json');
  const found = own === undefined ? undefined : compilerAt(own, true);
  return typeof found === 'object' ? found : undefined;
}

/** `TypeScript 5.9.3 of this project`, `netpact's own TypeScript 7.0.2`. */
export function compilerName({ version, isOwn }: Pick<Compiler, 'version' | 'isOwn'>): string {
  return isOwn ? `netpact's own TypeScript ${version}` : `TypeScript ${version} of this project`;
}

/** The compiler of an installed `typescript`, or why it is none. */
function compilerAt(packageJson: string, isOwn: boolean): Compiler | string {
  const version = versionOf(packageJson);
  const [, major = '', minor = ''] = /^(\d+)\.(\d+)\./.exec(version ?? '') ?? [];
  if (version === undefined || major === '') {
    return `the TypeScript of ${isOwn ? 'netpact' : 'this project'} has no package.json that names its version`;
  }
  const named = { version, isOwn, major: Number(major), minor: Number(minor) };
  if (named.major < oldestMajor) {
    return `${compilerName(named)} is older than ${oldestMajor}.0, the first that reads netpact's types`;
  }
  const found = named.major >= 7 ? nativeCompiler(packageJson) : scriptCompiler(packageJson);
  return found
    ? { ...named, ...found }
    : `${compilerName(named)} has no compiler for ${process.platform}-${process.arch}`;
}

function versionOf(packageJson: string): string | undefined {
  try {
    const { version }: { version?: unknown } = JSON.parse(fs.readFileSync(packageJson, 'utf8'));
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined;
  }
}

type Start = Pick<Compiler, 'program' | 'leading'>;

/** From 7 on the compiler is a native program in a package of its own; found as `typescript` itself finds it, without starting Node. */
function nativeCompiler(packageJson: string): Start | undefined {
  const found = resolveFrom(packageJson, `@typescript/typescript-${process.platform}-${process.arch}/package.json`);
  if (!found) return undefined;
  const program = path.join(path.dirname(found), 'lib', process.platform === 'win32' ? 'tsc.exe' : 'tsc');
  return fs.existsSync(program) ? { program, leading: [] } : undefined;
}

function scriptCompiler(packageJson: string): Start | undefined {
  const script = path.join(path.dirname(packageJson), 'lib/tsc.js');
  return fs.existsSync(script) ? { program: process.execPath, leading: [script] } : undefined;
}

/** Runs a compiler to its end; never rejects. */
export function runCompiler(
  { program, leading }: Compiler,
  args: readonly string[],
  cwd: string,
  signal?: AbortSignal,
): Promise<CompilerRun> {
  return new Promise((resolve) => {
    const child = spawn(program, [...leading, ...args, '--pretty', 'false'], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(signal && { signal }),
    });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', (error) => resolve({ stdout, stderr: error.message, code: null }));
    child.on('close', (code) => resolve({ stdout, stderr, code }));
  });
}

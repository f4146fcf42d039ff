#!/usr/bin/env node
import { CommanderError } from 'commander';
import { type ExitCode, exitCode } from './exit-code';
import { createProgram } from './program';

/** Runs one command line. Commands are loaded when they are asked for, so that `--help` is as fast as Node allows. */
async function main(argv: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync(argv, { from: 'user' });
  } catch (error) {
    process.exitCode = await exitCodeFor(error);
  }
}

async function exitCodeFor(error: unknown): Promise<ExitCode> {
  if (!(error instanceof CommanderError)) return failed(error);
  const isAnswer = error.code === 'commander.helpDisplayed' || error.code === 'commander.version';
  return isAnswer ? exitCode.done : exitCode.refused;
}

/** What a command does not expect: an input error that nobody caught is shown like any other, all else is netpact's own mistake. */
async function failed(error: unknown): Promise<ExitCode> {
  const { NetpactError } = await import('../diagnostics/netpact-error.js');
  if (NetpactError.is(error)) {
    const { resolveFinding } = await import('../diagnostics/resolved-finding.js');
    const { showFindings } = await import('./console/show-findings.js');
    showFindings(error.findings.map(resolveFinding), process.cwd());
    return exitCode.refused;
  }
  const { printableLines } = await import('../diagnostics/printable.js');
  const stack = printableLines(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.stderr.write(
    `${stack}\n\nThis is a mistake of netpact, not of your input. Please report it with the lines above, your command line and the output of netpact doctor.\n`,
  );
  return exitCode.bug;
}

// A reader that has seen enough (`| head`) closes the pipe; that is no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(process.exitCode);
  });
}

void main(process.argv.slice(2));

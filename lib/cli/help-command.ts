import type { Command } from 'commander';
import { codes, pageOf } from '../diagnostics/catalogue';
import { nearest } from '../diagnostics/suggest';
import { paletteFor } from './console/colours';
import { type ExitCode, exitCode } from './exit-code';

/** `netpact help [TOPIC]`: the general help, that of a command, or the page of an error code. */
export function helpCommand(topic: string | undefined, program: Command): ExitCode {
  if (topic === undefined) {
    process.stdout.write(program.helpInformation());
    process.stdout.write(`\nCodes that netpact help explains:\n  ${codes().join('\n  ')}\n`);
    return exitCode.done;
  }
  const command = program.commands.find((candidate) => candidate.name() === topic);
  if (command) {
    process.stdout.write(command.helpInformation());
    return exitCode.done;
  }
  const page = pageOf(topic);
  if (page) {
    const { strong } = paletteFor(process.stdout, process.env);
    process.stdout.write(
      `${strong(topic)}: ${page.title}\n\n${strong('What')}\n${page.what}\n\n${strong('Why')}\n${page.why}\n\n${strong('Fix')}\n${page.fix}\n`,
    );
    return exitCode.done;
  }
  const suggestion = nearest(topic, [...codes(), ...program.commands.map((candidate) => candidate.name())]);
  process.stderr.write(
    `error: there is no command and no code "${topic}"\n${suggestion ? `(Did you mean ${suggestion}?)\n` : ''}`,
  );
  return exitCode.refused;
}

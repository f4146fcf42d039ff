import type { Command } from 'commander';
import { catalogue, ruleNamed } from '../audit/catalogue';
import { codes, pageOf } from '../diagnostics/catalogue';
import { nearest } from '../diagnostics/suggest';
import { ruleText } from '../report/rules/rule-page';
import { paletteFor } from './console/colours';
import { type ExitCode, exitCode } from './exit-code';

/** `netpact help [TOPIC]`: the general help, that of a command, or the page of a rule or an error code. */
export function helpCommand(topic: string | undefined, program: Command): ExitCode {
  if (topic === undefined) {
    const plainCodes = codes().filter((code) => !ruleNamed(code));
    process.stdout.write(program.helpInformation());
    process.stdout.write(`\nRules that netpact help explains:\n  ${ruleNames().join('\n  ')}\n`);
    process.stdout.write(`\nCodes that netpact help explains:\n  ${plainCodes.join('\n  ')}\n`);
    return exitCode.done;
  }
  const command = program.commands.find((candidate) => candidate.name() === topic);
  if (command) {
    process.stdout.write(command.helpInformation());
    return exitCode.done;
  }
  const { strong } = paletteFor(process.stdout);
  const rule = ruleNamed(topic);
  if (rule) {
    process.stdout.write(ruleText(rule, strong));
    return exitCode.done;
  }
  const page = pageOf(topic);
  if (page) {
    process.stdout.write(
      `${strong(topic)}: ${page.title}\n\n${strong('What')}\n${page.what}\n\n${strong('Why')}\n${page.why}\n\n${strong('Fix')}\n${page.fix}\n`,
    );
    return exitCode.done;
  }
  const commands = program.commands.map((candidate) => candidate.name());
  const suggestion = nearest(topic, [...ruleNames(), ...codes(), ...commands]);
  process.stderr.write(
    `error: there is no command, no rule and no code "${topic}"\n${suggestion ? `(Did you mean ${suggestion}?)\n` : ''}`,
  );
  return exitCode.refused;
}

const ruleNames = (): readonly string[] => catalogue.map(({ name }) => name).sort();
